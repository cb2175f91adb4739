"""What an address no longer wants, since when, and by which e-mail it said so."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.email import MarketingEmail
from workflows.models.kind import Kind
from workflows.models.ledger import LedgerEntry
from workflows.models.mailbox import Mailbox


class OptOut(models.Model):
    """An address opted out of one type of e-mail, or of all of them (`kind` is empty), until it took that back.

    Types are the three kinds of workflow. `Mailbox.unsubscribed_at` says the same of all, for what is asked often.
    """

    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, related_name="opt_outs", db_index=False, verbose_name=_("Mailbox")
    )
    kind = models.CharField(_("Type"), max_length=20, choices=Kind, blank=True, help_text=_("Empty: every e-mail"))
    opted_out_at = models.DateTimeField(_("Opted out"))
    undone_at = models.DateTimeField(_("Taken back"), null=True, blank=True)
    # Both go with what they name; that the address opted out stays.
    entry = models.ForeignKey(
        LedgerEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Ledger entry")
    )
    email = models.ForeignKey(
        MarketingEmail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("E-mail")
    )

    class Meta:
        verbose_name = _("Opt-out")
        verbose_name_plural = _("Opt-outs")
        ordering: ClassVar[list[str]] = ["-opted_out_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "kind"], condition=Q(undone_at__isnull=True), name="opted_out_once_at_a_time"
            )
        ]
        # Those that were taken back are read with the story of a contact.
        indexes = [models.Index(fields=["mailbox", "-opted_out_at"], name="opt_out_of_mailbox")]

    def __str__(self) -> str:
        return f"{self.mailbox_id} · {self.kind or '*'}"
