"""The initial import: its sessions, how far each kind of object is, and what could not be taken in."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopify_connector.models.store import StoreConnection


class ImportedObject(models.TextChoices):
    """What is imported, in the order in which it is merged."""

    PRODUCTS = "products", _("Products")
    CUSTOMERS = "customers", _("Customers")
    ORDERS = "orders", _("Orders")
    CHECKOUTS = "abandoned_checkouts", _("Abandoned checkouts")


class SessionStatus(models.TextChoices):
    """Where an import stands."""

    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ImportSession(models.Model):
    """One run over the whole store. Interrupted anywhere, it goes on from its last checkpoint."""

    store = models.ForeignKey(
        StoreConnection, on_delete=models.CASCADE, related_name="imports", verbose_name=_("Store")
    )
    status = models.CharField(_("Status"), max_length=20, choices=SessionStatus, default=SessionStatus.RUNNING)
    started_at = models.DateTimeField(_("Started"))
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("Cancel requested"), default=False)
    error = models.TextField(_("Error"), blank=True)
    hidden = models.JSONField(
        _("Hidden"), null=True, blank=True, help_text=_("Fields Shopify hides from the app; null: not asked yet")
    )

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Imports")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["store"], condition=Q(status="running"), name="one_import_at_a_time")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_running(self) -> bool:
        return self.status == SessionStatus.RUNNING


class ImportStep(models.Model):
    """One kind of object of a session: Shopify's bulk operation, its file, and what became of the objects."""

    class Status(models.TextChoices):
        """What is being done."""

        WAITING = "waiting", _("Waiting")
        PREPARING = "preparing", _("Shopify is preparing the data")
        DOWNLOADING = "downloading", _("Downloading")
        IMPORTING = "importing", _("Importing")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    session = models.ForeignKey(ImportSession, on_delete=models.CASCADE, related_name="steps", verbose_name=_("Import"))
    object = models.CharField(_("Object"), max_length=30, choices=ImportedObject)
    place = models.IntegerField(_("Order"))
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.WAITING)
    operation_id = models.CharField(_("Bulk operation"), max_length=100, blank=True)
    tries = models.IntegerField(_("Tries"), default=0, help_text=_("Bulk operations that were started for it"))
    found = models.BigIntegerField(_("Found"), null=True, blank=True)
    url = models.TextField(_("Address"), blank=True, help_text=_("Where Shopify keeps the result, for seven days"))
    file_size = models.BigIntegerField(_("File size"), null=True, blank=True, help_text=_("Bytes"))
    checkpoint = models.BigIntegerField(_("Checkpoint"), default=0, help_text=_("Bytes of the file that are merged"))
    merged_ahead = models.JSONField(
        _("Merged ahead"), default=list, blank=True, help_text=_("[start, end] in bytes of what is merged behind a gap")
    )
    created = models.BigIntegerField(pgettext_lazy("count", "Created"), default=0)
    updated = models.BigIntegerField(_("Updated"), default=0)
    unchanged = models.BigIntegerField(_("Unchanged"), default=0)
    skipped = models.JSONField(_("Skipped"), default=dict, help_text=_("{reason: number}"))
    errors = models.BigIntegerField(_("Errors"), default=0)
    error = models.TextField(_("Error"), blank=True, help_text=_("Why this kind of object could not be imported"))
    started_at = models.DateTimeField(_("Started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Import step")
        verbose_name_plural = _("Import steps")
        ordering = ["session", "place"]
        constraints = [models.UniqueConstraint(fields=["session", "object"], name="one_step_per_object")]

    def __str__(self) -> str:
        return self.get_object_display()

    @property
    def imported(self) -> int:
        """Objects that are in the CRM now."""
        return self.created + self.updated + self.unchanged

    @property
    def skipped_total(self) -> int:
        return sum(self.skipped.values())

    @property
    def handled(self) -> int:
        """Objects that were looked at, whatever became of them."""
        return self.imported + self.skipped_total + self.errors

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED)


# What else can fail to be taken in: what Shopify says of the store and the app.
STORE = "store"


class SyncErrorQuerySet(models.QuerySet["SyncError"]):
    """Errors by what is still to be done about them."""

    def open(self) -> "SyncErrorQuerySet":
        """Neither mended by a retry nor dismissed."""
        return self.filter(resolved_at__isnull=True, dismissed_at__isnull=True)


class SyncError(models.Model):
    """An object that could not be taken in, with its payload and the reason; it can be retried or dismissed.

    `reason` is a code whose words stand in problem_words.py; `field` and `value` say where and what. `is_warning`:
    the object was taken in, but not whole.
    """

    store = models.ForeignKey(StoreConnection, on_delete=models.CASCADE, related_name="errors", verbose_name=_("Store"))
    session = models.ForeignKey(
        ImportSession,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="errors",
        verbose_name=_("Import"),
    )
    object = models.CharField(_("Object"), max_length=30, choices=[*ImportedObject.choices, (STORE, _("Store"))])
    delivery = models.ForeignKey(
        "shopify_connector.Delivery",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="errors",
        verbose_name=_("Delivery"),
    )
    key = models.TextField(_("Shopify id"), blank=True)
    reason = models.CharField(_("Reason"), max_length=30)
    field = models.TextField(_("Field"), blank=True)
    value = models.TextField(_("Value"), blank=True)
    is_warning = models.BooleanField(_("Taken in, but not whole"), default=False)
    payload = models.TextField(_("Payload"), blank=True, help_text=_("Lines of JSON: the object, then its children"))
    at = models.DateTimeField(_("When"))
    retried_at = models.DateTimeField(_("Last retry"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("Resolved"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("Dismissed"), null=True, blank=True)

    objects: ClassVar[models.Manager["SyncError"]] = SyncErrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sync error")
        verbose_name_plural = _("Sync errors")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["store", "-at", "-id"],
                condition=Q(resolved_at__isnull=True, dismissed_at__isnull=True),
                name="sync_error_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_object_display()} {self.key}"

    def resolve(self, at: datetime) -> None:
        """A retry took the object in."""
        self.retried_at = self.resolved_at = at
        self.save(update_fields=["retried_at", "resolved_at"])
