"""Comparisons with the store (SPEC L3): what was checked, what differed, what was repaired."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shopify_connector.models.imports import ImportedObject
from shopify_connector.models.store import StoreConnection


class SyncCheck(models.Model):
    """One comparison with the store: of what changed since a moment, or of everything."""

    class Scope(models.TextChoices):
        """How much is compared."""

        CHANGES = "changes", _("What changed lately")
        EVERYTHING = "everything", _("Everything")

    class Trigger(models.TextChoices):
        """Why it was begun."""

        SCHEDULE = "schedule", _("By schedule")
        PERSON = "person", _("By a person")
        OUTAGE = "outage", _("After an outage")

    class Status(models.TextChoices):
        """Where it stands."""

        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    store = models.ForeignKey(StoreConnection, on_delete=models.CASCADE, related_name="checks", verbose_name=_("Store"))
    scope = models.CharField(_("Scope"), max_length=20, choices=Scope)
    trigger = models.CharField(_("Begun"), max_length=20, choices=Trigger, default=Trigger.SCHEDULE)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.RUNNING)
    since = models.DateTimeField(_("Changes since"), null=True, blank=True)
    started_at = models.DateTimeField(_("Started"))
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("Cancel requested"), default=False)
    error = models.TextField(_("Error"), blank=True)

    class Meta:
        verbose_name = _("Comparison")
        verbose_name_plural = _("Comparisons")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "scope"], condition=Q(status="running"), name="one_check_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["store", "scope", "-started_at"], name="check_of_store")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING


class SyncCheckStep(models.Model):
    """One kind of object of a comparison. Interrupted, it goes on at `position` (reconciliation/walks.py).

    What looks different may only be on its way here: it is a suspect until it is looked at again
    (reconciliation/steps.py).
    """

    sync_check = models.ForeignKey(
        SyncCheck, on_delete=models.CASCADE, related_name="steps", verbose_name=_("Comparison")
    )
    object = models.CharField(_("Object"), max_length=30, choices=ImportedObject)
    place = models.IntegerField(_("Order"))
    started_at = models.DateTimeField(_("Started"), null=True, blank=True)
    is_walked = models.BooleanField(_("Read to the end"), default=False)
    is_done = models.BooleanField(_("Done"), default=False)
    position = models.JSONField(_("Position"), default=dict, blank=True)
    suspects = models.JSONField(_("Suspects"), default=list, blank=True, help_text=_("Shopify ids to look at again"))
    suspected_at = models.DateTimeField(_("Last suspicion"), null=True, blank=True)
    at_store = models.BigIntegerField(_("At the store"), null=True, blank=True)
    here = models.BigIntegerField(_("Here"), null=True, blank=True)
    checked = models.BigIntegerField(_("Checked"), default=0)
    differed = models.BigIntegerField(_("Differed"), default=0)
    repaired = models.BigIntegerField(_("Repaired"), default=0)
    left_out = models.JSONField(_("Left out"), default=dict, blank=True, help_text=_("{reason: number}"))
    examples = models.JSONField(
        _("Examples"),
        default=list,
        blank=True,
        help_text=_("Of what differed, at most twenty: {id, record, how, properties}"),
    )
    problem = models.TextField(_("Problem"), blank=True)

    class Meta:
        verbose_name = _("Step of a comparison")
        verbose_name_plural = _("Steps of comparisons")
        ordering = ["sync_check", "place"]
        constraints = [models.UniqueConstraint(fields=["sync_check", "object"], name="one_check_step_per_object")]

    def __str__(self) -> str:
        return self.get_object_display()
