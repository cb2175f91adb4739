"""People who are asked to join."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import Role, User

GOOD_FOR = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what became of them."""

    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; those whose link has expired among them."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """An address that is to become a user (accounts.invitations). Of its link only a hash is kept."""

    email = models.EmailField(_("E-mail"))
    name = models.CharField(_("Name"), max_length=150, blank=True)
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.MARKETER)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Invited by")
    )
    sent_at = models.DateTimeField(pgettext_lazy("invitation", "Sent"), default=timezone.now)
    expires_at = models.DateTimeField(pgettext_lazy("invitation", "Expires"))
    accepted_at = models.DateTimeField(pgettext_lazy("invitation", "Accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("invitation", "Withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Invitation")
        verbose_name_plural = _("Invitations")
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_waits_once",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def has_expired(self, at: datetime) -> bool:
        """Whether its link opens nothing any more at a moment."""
        return at >= self.expires_at
