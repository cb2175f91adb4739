"""Where and when this database last sent, so that a restored copy of it does not send anew what was sent already."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeldBecause(models.TextChoices):
    """Why sending waits for a person."""

    OTHER_DATABASE = "other_database", _("The database was moved, or restored from a backup.")
    WENT_BACK = "went_back", _("The database is older than it was: a backup was restored.")
    CLOCK_BACK = "clock_back", _("The clock of this machine went back.")
    LONG_PAUSE = "long_pause", _("hubsync did not run for more than a week.")


class SendingWatch(models.Model):
    """One row. `number` counts the minutes in which it was clear to send; `identity` tells databases apart."""

    identity = models.CharField(_("Database"), max_length=60)
    number = models.BigIntegerField(_("Minutes"), default=0)
    seen_at = models.DateTimeField(_("Last seen"))
    held_since = models.DateTimeField(_("Held since"), null=True, blank=True)
    held_because = models.CharField(_("Held because"), max_length=20, choices=HeldBecause, blank=True)

    class Meta:
        verbose_name = _("Watch over sending")
        verbose_name_plural = _("Watch over sending")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_sending_watch")]

    def __str__(self) -> str:
        return self.identity
