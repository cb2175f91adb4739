"""A file of many records that a worker writes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models.object_type import ObjectType


class RecordExport(models.Model):
    """Records of a table as a file (crm.exporting). `asked` is the table's address, `ids` the chosen records (None: all
    of the table). `beat_at` is the last sign of life of the worker that writes it.
    """

    class Form(models.TextChoices):
        """What kind of file."""

        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")

    class Status(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    object_type = models.CharField(_("Kind of record"), max_length=20, choices=ObjectType)
    form = models.CharField(_("Form"), max_length=4, choices=Form)
    has_every_property = models.BooleanField(_("Every property"), default=True)
    asked = models.TextField(_("Asked for"), blank=True)
    ids = ArrayField(models.BigIntegerField(), verbose_name=_("Records"), null=True, blank=True)
    total = models.IntegerField(_("Number"), default=0)
    handled = models.IntegerField(_("Handled"), default=0)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.RUNNING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("User"), db_index=False
    )
    language = models.CharField(_("Language"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("Asked for at"), default=timezone.now)
    beat_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Export")
        verbose_name_plural = _("Exports")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="running"), name="record_export_running"),
            models.Index(fields=["created_at"], name="record_export_created"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("record-export", args=[self.pk])

    @property
    def file_name(self) -> str:
        """Under which name it is kept by who takes it."""
        return f"{self.object_type}-{timezone.localtime(self.created_at):%Y-%m-%d}.{self.form}"

    @property
    def is_running(self) -> bool:
        """Whether it is not written yet."""
        return self.status == self.Status.RUNNING


class ExportPart(models.Model):
    """A piece of the finished file: it is kept where all machines reach it."""

    export = models.ForeignKey(RecordExport, models.CASCADE, related_name="parts")
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_unique")]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.number}"
