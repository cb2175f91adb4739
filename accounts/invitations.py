"""Inviting people by e-mail: a link that works once, for seven days. Only its hash is kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import mails
from accounts.models import Invitation, Role, User
from accounts.models.invitation import GOOD_FOR
from accounts.secret_texts import hash_of, new_secret

# A link that was made up is known by its signature, before the database is asked.
_signer = Signer(salt="accounts.invitations")


class CannotInvite(ValueError):
    """The address cannot be invited (again). `str(error)` is for people."""


class Dead(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    HAS_ACCOUNT = "has_account"


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation with its link, which can be had this once; `by_mail`: it is on its way to the address."""

    invitation: Invitation
    link: str
    by_mail: bool


@sensitive_variables("secret")
def invite(email: str, name: str, role: Role, by: User, at: datetime) -> Sent:
    """Invite an address. Raises CannotInvite for one that has an account, or an invitation that waits."""
    if User.objects.filter(email__iexact=email).exists():
        raise CannotInvite(_("A user has this address already."))
    secret = new_secret()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                name=name,
                role=role,
                key_hash=hash_of(secret),
                invited_by=by,
                sent_at=at,
                expires_at=at + GOOD_FOR,
            )
    except IntegrityError as error:
        raise CannotInvite(
            _("This address is invited already. Send the invitation again, or withdraw it first.")
        ) from error
    return _send(invitation, secret, by)


@sensitive_variables("secret")
def invite_again(invitation: Invitation, by: User, at: datetime) -> Sent:
    """Send a new link, good for seven days from now; the former one opens nothing any more."""
    secret = new_secret()
    invitation.key_hash, invitation.sent_at, invitation.expires_at = hash_of(secret), at, at + GOOD_FOR
    invitation.save(update_fields=["key_hash", "sent_at", "expires_at"])
    return _send(invitation, secret, by)


def withdraw(invitation: Invitation, at: datetime) -> None:
    """Take an invitation back; its link opens nothing any more."""
    if Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=at):
        invitation.withdrawn_at = at


def invitation_of(token: str, at: datetime) -> Invitation | Dead:
    """The invitation that a link opens at a moment, or why it opens none."""
    try:
        secret = _signer.unsign(token)
    except BadSignature:
        return Dead.UNKNOWN
    invitation = Invitation.objects.filter(key_hash=hash_of(secret)).select_related("invited_by").first()
    if invitation is None:
        return Dead.UNKNOWN
    if invitation.accepted_at:
        return Dead.USED
    if invitation.withdrawn_at:
        return Dead.WITHDRAWN
    if invitation.has_expired(at):
        return Dead.EXPIRED
    return Dead.HAS_ACCOUNT if User.objects.filter(email__iexact=invitation.email).exists() else invitation


@sensitive_variables("password")
def accept(invitation: Invitation, name: str, password: str, language: str, at: datetime) -> User | Dead:
    """Make the user; of two who use the link at once, one gets in."""
    try:
        with transaction.atomic():
            if not Invitation.objects.waiting().filter(pk=invitation.pk, expires_at__gt=at).update(accepted_at=at):
                return Dead.USED
            return User.objects.create_user(
                invitation.email, password, name=name, role=invitation.role, language=language
            )
    except IntegrityError:
        return Dead.HAS_ACCOUNT


def _send(invitation: Invitation, secret: str, by: User) -> Sent:
    link = f"{settings.APP_URL}{reverse('invitation')}?token={_signer.sign(secret)}"
    by_mail = mails.send("invitation", invitation.email, by.language, invitation=invitation, link=link, by=by)
    return Sent(invitation, link, by_mail)
