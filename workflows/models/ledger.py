"""The ledger: what each enrolment was sent or not, and why."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.email import MarketingEmail
from workflows.models.enrolment import Enrolment
from workflows.models.reasons import SkippedBecause, WaitsFor
from workflows.models.workflow import PLACES, Workflow


class LedgerEntry(models.Model):
    """The e-mail of one step to one enrolment: one row, so that it is sent once at the most (SPEC W6).

    planned → claimed (a worker has it until `lease_until`) → handing over (from here on it may have left) → sent, and
    what was heard of it since. A worker that dies before handing over leaves it to others; one that dies while handing
    over leaves `unknown`: a person looks, nobody sends it again unasked.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("Planned")
        CLAIMED = "claimed", _("Being prepared")
        HANDING_OVER = "handing_over", _("Being sent")
        SENT = "sent", _("Sent")
        BOUNCED = "bounced", _("Bounced")
        SKIPPED = "skipped", _("Skipped")
        LATE = "late", _("Late: waits for a person")
        UNKNOWN = "unknown", _("Unknown whether it was sent")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="entries", db_index=False, verbose_name=_("Enrolment")
    )
    # Of the enrolment; here too, so that what is due is found by one index.
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="+", verbose_name=_("Workflow"))
    place = models.PositiveSmallIntegerField(_("Place"), choices=[(place, str(place)) for place in PLACES])
    state = models.CharField(_("State"), max_length=15, choices=State, default=State.PLANNED)
    since = models.DateTimeField(_("Counts from"), help_text=_("When the step before was done, or the trigger (UTC)"))
    due_at = models.DateTimeField(_("Due"), help_text=_("When it is looked at next (UTC)"))
    waits_for = models.CharField(_("Waits for"), max_length=10, choices=WaitsFor, default=WaitsFor.DELAY)
    claim = models.UUIDField(_("Claim"), null=True, blank=True)
    lease_until = models.DateTimeField(_("Claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    message_id = models.TextField(_("Message id"), blank=True)
    address = models.CharField(_("Sent to"), max_length=320, blank=True)
    email = models.ForeignKey(
        MarketingEmail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("E-mail")
    )
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    skipped_because = models.CharField(_("Skipped because"), max_length=20, choices=SkippedBecause, blank=True)
    is_wanted_late = models.BooleanField(
        _("Wanted late"), default=False, help_text=_("A person said that it goes out however late it is")
    )
    problem = models.TextField(_("Problem"), blank=True)

    class Meta:
        verbose_name = _("Ledger entry")
        verbose_name_plural = _("Ledger")
        ordering: ClassVar[list[str]] = ["enrolment", "place"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "place"], name="one_entry_a_step"),
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="message_id_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "handing_over"], claim__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=["claimed", "handing_over"]) & Q(lease_until__isnull=True)),
                name="who_has_it_has_it_for_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handing_over", "sent", "bounced", "unknown"]) | ~Q(message_id=""),
                name="what_may_have_left_has_a_message_id",
            ),
            models.CheckConstraint(
                condition=Q(state="skipped") ^ Q(skipped_because=""), name="what_is_skipped_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["workflow", "due_at"], condition=Q(state="planned"), name="ledger_due"),
            models.Index(fields=["lease_until"], condition=Q(lease_until__isnull=False), name="ledger_claimed"),
            models.Index(
                fields=["workflow", "state"], condition=Q(state__in=["late", "unknown"]), name="ledger_for_people"
            ),
            models.Index(fields=["workflow", "place", "state"], name="ledger_funnel"),
            models.Index(fields=["done_at"], condition=Q(state__in=["sent", "bounced"]), name="ledger_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.place}"
