"""The tokens of programs."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens by whether they still open anything."""

    def living(self) -> "ApiTokenQuerySet":
        """Those that nobody revoked."""
        return self.filter(revoked_at=None)

    def revoked(self) -> "ApiTokenQuerySet":
        """Those that open nothing any more, the last one first."""
        return self.exclude(revoked_at=None).order_by("-revoked_at", "-pk")


class ApiToken(models.Model):
    """What a program calls the API with (accounts.api_tokens). The token itself is shown once and kept nowhere."""

    PREFIX: ClassVar[str] = "pat-"
    LONGEST_NAME: ClassVar[int] = 150

    name = models.CharField(_("Name"), max_length=LONGEST_NAME)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("Ends in"), max_length=4)
    scopes = ArrayField(models.CharField(max_length=100), verbose_name=_("Scopes"))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"), default=timezone.now)
    last_used_at = models.DateTimeField(_("Last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_as(self) -> str:
        """How its holder knows it again."""
        return f"{self.PREFIX}…{self.hint}"
