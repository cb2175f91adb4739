"""Users as administrators change them. Somebody who administrates is always left."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Portal, Role, User


class LastAdministrator(ValueError):
    """Without this user nobody could administrate the portal. `str(error)` is for people."""


def change_role(user: User, role: Role) -> None:
    """Give a user another role. Raises LastAdministrator."""
    with transaction.atomic():
        Portal.hold()
        if role != Role.ADMIN:
            _check_others_administrate(user)
        user.role = role
        user.save(update_fields=["role", "is_superuser"])


def deactivate(user: User) -> None:
    """Let a user log in no more, and log them out everywhere at once. Raises LastAdministrator."""
    with transaction.atomic():
        Portal.hold()
        _check_others_administrate(user)
        user.is_active = False
        # A session from before stays dead when the user is reactivated.
        user.end_sessions()
        user.save(update_fields=["is_active", "session_stamp"])


def reactivate(user: User) -> None:
    """Let a user log in again, with the password and the role they had."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def is_last_administrator(user: User) -> bool:
    """Whether nobody else could administrate."""
    others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk)
    return user.role == Role.ADMIN and user.is_active and not others.exists()


def _check_others_administrate(user: User) -> None:
    if is_last_administrator(user):
        raise LastAdministrator(
            _("%(user)s is the only administrator. Make somebody else an administrator first.") % {"user": user}
        )
