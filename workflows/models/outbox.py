"""E-mails that were written where no mail server takes any (without EMAIL_URL)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.ledger import LedgerEntry


class OutboxEmail(models.Model):
    """An e-mail as it would have gone out: kept, shown, sent to nobody."""

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.CASCADE, related_name="outbox", verbose_name=_("Ledger entry")
    )
    sender = models.TextField(_("From"))
    recipient = models.CharField(_("To"), max_length=320)
    subject = models.TextField(_("Subject"))
    html = models.TextField(_("HTML"))
    text = models.TextField(_("Plain text"))
    headers = models.JSONField(_("Headers"), default=dict)
    made_at = models.DateTimeField(_("Written"))

    class Meta:
        verbose_name = _("E-mail in the outbox")
        verbose_name_plural = _("Outbox")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="outbox_newest")]

    def __str__(self) -> str:
        return self.subject
