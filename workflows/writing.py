"""Writing an e-mail: edits that can be undone, kept apart from what is sent until they are published.

A draft is not sent, so its content follows its edits; of a published e-mail the content stays as it is sent.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from workflows.blocks import body_of, parse_body, validate_body
from workflows.models import EmailEdit, MarketingEmail
from workflows.styles import Style, validate_style

EDITS_KEPT = 100
# Typing is one edit as long as it goes on.
ONE_EDIT = timedelta(seconds=5)


class ChangedMeanwhile(ValueError):
    """Somebody else changed it since it was looked at; who, in words."""


def edit(
    email: MarketingEmail, changes: Mapping[str, Any], by: User | None, *, about: str = "", since: str | None = None
) -> None:
    """Write changes of the content (`written`'s fields) down as an edit; what was undone cannot be done again then.

    `since` is the edit (`mark_of`) that the changes were made of. Nothing is written where nothing changes.
    `email` is as it is then. Raises ChangedMeanwhile, and ValidationError for a body that is none.
    """
    with transaction.atomic():
        hold(email)
        if since is not None and since != mark_of(email):
            raise ChangedMeanwhile(_changed_by(email))
        now = email.as_written().written
        then = {**now, **_checked(changes)}
        if then == now:
            return
        _write(email, now, then, by, about)


def undo(email: MarketingEmail) -> None:
    """Take the newest edit back; nothing where there is none."""
    _go(email, -1)


def redo(email: MarketingEmail) -> None:
    """Do again what was undone last; nothing where nothing was."""
    _go(email, 1)


def discard(email: MarketingEmail) -> None:
    """Forget what is not published: what is being written is what is sent."""
    with transaction.atomic():
        hold(email)
        settle(email)
        email.save(update_fields=["edit_number", "updated_at"])


def take_over(email: MarketingEmail) -> None:
    """Make what is being written of it its content; the caller saves the e-mail."""
    for name, value in email.as_written().written.items():
        setattr(email, name, value)


def hold(email: MarketingEmail) -> None:
    """Read it anew and keep others from changing it until the transaction ends. Raises DoesNotExist."""
    email.refresh_from_db(from_queryset=MarketingEmail.every.select_for_update(of=("self",)))


def settle(email: MarketingEmail) -> None:
    """Forget its edits; the caller saves the e-mail."""
    email.edits.all().delete()
    email.edit_number = None


def mark_of(email: MarketingEmail) -> str:
    """Which edit is the current one, as a page carries it."""
    return "" if email.edit_number is None else str(email.edit_number)


def can_undo(email: MarketingEmail) -> bool:
    """Whether there is an edit to take back."""
    return email.edit_number is not None and email.edits.filter(number__lt=email.edit_number).exists()


def can_redo(email: MarketingEmail) -> bool:
    """Whether something was undone that can be done again."""
    return email.edit_number is not None and email.edits.filter(number__gt=email.edit_number).exists()


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they are kept: bodies and styles as the code that reads them writes them."""
    checked = dict(changes)
    if "body" in changes:
        validate_body(changes["body"])
        checked["body"] = body_of(parse_body(changes["body"]))
    if "style" in changes:
        validate_style(changes["style"])
        checked["style"] = Style.model_validate(changes["style"]).model_dump()
    return checked


def _write(email: MarketingEmail, now: Mapping[str, Any], then: Mapping[str, Any], by: User | None, about: str) -> None:
    moment = timezone.now()
    if email.edit_number is None:
        email.edits.create(number=0, made_at=moment, made_by=by, **now)
        email.edit_number = 0
    email.edits.filter(number__gt=email.edit_number).delete()
    newest = email.edits.get(number=email.edit_number)
    goes_on = about and newest.about == about and newest.made_by == by and moment - newest.made_at < ONE_EDIT
    if goes_on and newest.number:
        email.edits.filter(pk=newest.pk).update(made_at=moment, **then)
    else:
        email.edit_number += 1
        email.edits.create(number=email.edit_number, made_at=moment, made_by=by, about=about, **then)
        email.edits.filter(number__lte=email.edit_number - EDITS_KEPT).delete()
    _follow(email, then)


def _go(email: MarketingEmail, step: int) -> None:
    with transaction.atomic():
        hold(email)
        if email.edit_number is None:
            return
        later, earlier = (
            email.edits.filter(number__gt=email.edit_number),
            email.edits.filter(number__lt=email.edit_number),
        )
        found = later.aggregate(found=Min("number")) if step > 0 else earlier.aggregate(found=Max("number"))
        if found["found"] is not None:
            email.edit_number = found["found"]
            _follow(email, email.as_written().written)


def _follow(email: MarketingEmail, written: Mapping[str, Any]) -> None:
    """Save which edit is current; of a draft also the content."""
    names = ["edit_number", "updated_at"]
    if not email.is_published:
        names += written
        for name, value in written.items():
            setattr(email, name, value)
    email.save(update_fields=names)


def _changed_by(email: MarketingEmail) -> str:
    newest: EmailEdit | None = email.edits.select_related("made_by").order_by("-number").first()
    if newest is None or newest.made_by is None:
        return _("It was published or changed meanwhile. Here it is as it is now: do your change again.")
    return _("%(user)s changed it meanwhile. Here it is as it is now: do your change again.") % {"user": newest.made_by}
