"""API tokens: how they are made, known again and revoked."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import ApiToken, User
from accounts.scopes import SCOPES, in_order
from accounts.secret_texts import hash_of, new_secret

logger = logging.getLogger(__name__)

HINT_LENGTH = 4
# A token that calls a hundred times a second costs one write a minute.
USE_NOTED_EVERY = timedelta(minutes=1)


@sensitive_variables("text")
def create_token(name: str, scopes: Iterable[str], user: User | None) -> tuple[ApiToken, str]:
    """A new token and its text, which can be had this once only. `user` is who made it, if somebody did.

    Raises ValueError, in words, for an unknown scope and for a name that is empty or too long.
    """
    name, scopes = _checked_name(name), _checked_scopes(scopes)
    text = ApiToken.PREFIX + new_secret()
    token = ApiToken.objects.create(
        name=name, key_hash=hash_of(text), hint=text[-HINT_LENGTH:], scopes=scopes, created_by=user
    )
    logger.info("api_token_created token=%d user=%s scopes=%d", token.pk, user and user.pk, len(scopes))
    return token, text


def token_of(text: str) -> ApiToken | None:
    """The token of this text; None when there is none or it was revoked."""
    return ApiToken.objects.living().filter(key_hash=hash_of(text)).first()


def note_use(token: ApiToken, at: datetime) -> None:
    """Remember that the token was used; to the minute, so that most calls write nothing."""
    if token.last_used_at and token.last_used_at > at - USE_NOTED_EVERY:
        return
    # Of many calls at once, the first one writes.
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    ApiToken.objects.filter(due, pk=token.pk).update(last_used_at=at)


def revoke(token: ApiToken, at: datetime) -> None:
    """From now on the token opens nothing. One that was revoked before keeps its moment."""
    if ApiToken.objects.living().filter(pk=token.pk).update(revoked_at=at):
        token.revoked_at = at
        logger.info("api_token_revoked token=%d", token.pk)


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise ValueError(_("A token needs a name that says what uses it."))
    if len(name) > ApiToken.LONGEST_NAME:
        most = {"number": ApiToken.LONGEST_NAME}
        raise ValueError(_("The name is too long: it may have %(number)d characters.") % most)
    return name


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    scopes = list(scopes)
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        told = {"unknown": ", ".join(unknown), "known": ", ".join(SCOPES)}
        raise ValueError(_("There is no scope %(unknown)s. There are: %(known)s.") % told)
    return in_order(scopes)
