"""One thing done to many records."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models.object_type import ObjectType


class BulkAction(models.Model):
    """A property of many records is set, or many records are deleted, a piece at a time (crm.bulk).

    `ids` are the records, of which the first `handled` were seen to; `skipped` says in words why some were left as they
    are: {reason: number}.
    """

    class What(models.TextChoices):
        """What is done."""

        EDIT = "edit", _("Edit a property")
        DELETE = "delete", _("Delete")

    class Status(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    object_type = models.CharField(_("Kind of record"), max_length=20, choices=ObjectType)
    what = models.CharField(_("What is done"), max_length=20, choices=What)
    property_name = models.TextField(_("Property"), blank=True)
    value = models.TextField(_("New value"), blank=True)
    ids = ArrayField(models.BigIntegerField(), verbose_name=_("Records"))
    handled = models.IntegerField(_("Handled"), default=0)
    changed = models.IntegerField(_("Changed"), default=0)
    skipped = models.JSONField(_("Skipped"), default=dict, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.RUNNING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("User")
    )
    language = models.CharField(_("Language"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("Asked for"), default=timezone.now)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Bulk action")
        verbose_name_plural = _("Bulk actions")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="running"), name="bulk_action_running"),
            models.Index(fields=["created_at"], name="bulk_action_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({len(self.ids)})"

    def get_absolute_url(self) -> str:
        return reverse("bulk-action", args=[self.pk])

    @property
    def total(self) -> int:
        """How many records it is about."""
        return len(self.ids)

    @property
    def is_running(self) -> bool:
        """Whether there is something left to do."""
        return self.status == self.Status.RUNNING
