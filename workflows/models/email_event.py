"""What is heard of an e-mail after it was sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.models.ledger import LedgerEntry

# Said again, these say nothing new.
ONCE = ("delivered", "bounce", "complaint", "unsubscribe")


class EmailEvent(models.Model):
    """One thing heard of one e-mail (SPEC E4). Rows are added, never changed; but a click turns out to be a machine's
    when all the others come at once (workflows.engagement.hearing)."""

    class Kind(models.TextChoices):
        """What happened."""

        DELIVERED = "delivered", _("Delivered")
        OPEN = "open", pgettext_lazy("e-mail", "Opened")
        CLICK = "click", _("Clicked")
        BOUNCE = "bounce", _("Bounced for good")
        SOFT_BOUNCE = "soft_bounce", _("Bounced for now")
        COMPLAINT = "complaint", _("Reported as spam")
        UNSUBSCRIBE = "unsubscribe", _("Unsubscribed")

    entry = models.ForeignKey(
        LedgerEntry, on_delete=models.CASCADE, related_name="events", db_index=False, verbose_name=_("Ledger entry")
    )
    kind = models.CharField(_("What happened"), max_length=15, choices=Kind)
    happened_at = models.DateTimeField(_("When"))
    url = models.TextField(_("Link"), blank=True, help_text=_("Of clicks: where it led"))
    is_machine = models.BooleanField(
        _("By a machine"), default=False, help_text=_("A mail program or a scanner, not a person")
    )

    class Meta:
        verbose_name = _("E-mail event")
        verbose_name_plural = _("E-mail events")
        ordering: ClassVar[list[str]] = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind"], condition=Q(kind__in=ONCE), name="heard_of_once"),
            # One row for a person and one for machines, however often the picture is asked for.
            models.UniqueConstraint(fields=["entry", "is_machine"], condition=Q(kind="open"), name="opened_once"),
            models.CheckConstraint(condition=Q(kind="click") | Q(url=""), name="only_clicks_lead_somewhere"),
        ]
        indexes = [
            models.Index(fields=["entry", "kind", "happened_at"], name="email_event_of_entry"),
            models.Index(fields=["kind", "happened_at"], name="email_event_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.kind}"
