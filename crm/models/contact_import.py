"""A file of contacts that somebody imports."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactImport(models.Model):
    """Contacts from a file: uploaded, its columns mapped, checked, then written a piece at a time (crm.importing).

    `mapping` has the property's name for each column, empty where it is not imported. The numbers are those of the
    check until the import begins, then those of the import. `reasons` and `notes` say in words why rows were refused
    and what of rows was left out: {words: number}.
    """

    class Status(models.TextChoices):
        """How far it is."""

        MAPPING = "mapping", _("Columns to be chosen")
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready to begin")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    class DateForm(models.TextChoices):
        """How days are written in the file; ISO 8601 is read in any case."""

        ISO = "ymd", _("2026-11-25 (year, month, day)")
        DAY_FIRST = "dmy", _("25/11/2026 (day, month, year)")
        MONTH_FIRST = "mdy", _("11/25/2026 (month, day, year)")

    class DecimalMark(models.TextChoices):
        """What stands before the decimals."""

        POINT = ".", _("Point: 1,234.50")
        COMMA = ",", _("Comma: 1 234,50")

    file_name = models.CharField(_("File"), max_length=200)
    headings = ArrayField(models.TextField(), verbose_name=_("Columns"))
    mapping = ArrayField(models.TextField(), verbose_name=_("Properties"), default=list, blank=True)
    date_form = models.CharField(_("Dates"), max_length=3, choices=DateForm, default=DateForm.ISO)
    decimal_mark = models.CharField(_("Decimals"), max_length=1, choices=DecimalMark, default=DecimalMark.POINT)
    updates = models.BooleanField(_("Update contacts that are there"), default=True)
    tag = models.CharField(_("Tag"), max_length=100, blank=True)
    consent = models.BooleanField(
        _("Consent"), default=False, help_text=_("Who imported it said that these people agreed to marketing e-mails")
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.MAPPING)
    total = models.IntegerField(_("Rows"))
    handled = models.IntegerField(_("Handled"), default=0)
    created = models.IntegerField(pgettext_lazy("contacts", "Created"), default=0)
    updated = models.IntegerField(pgettext_lazy("contacts", "Updated"), default=0)
    unchanged = models.IntegerField(pgettext_lazy("contacts", "Unchanged"), default=0)
    refused = models.IntegerField(_("Rows with errors"), default=0)
    reasons = models.JSONField(_("Errors"), default=dict, blank=True)
    notes = models.JSONField(_("Left out"), default=dict, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("User")
    )
    language = models.CharField(_("Language"), max_length=10, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    created_at = models.DateTimeField(_("Uploaded"), default=timezone.now)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    # What the numbers of a check or an import are.
    NUMBERS: ClassVar[tuple[str, ...]] = ("handled", "created", "updated", "unchanged", "refused")

    class Meta:
        verbose_name = _("Import of contacts")
        verbose_name_plural = _("Imports of contacts")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="contact_import_newest"),
            models.Index(
                fields=["id"], condition=models.Q(status__in=["checking", "running"]), name="contact_import_at_work"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("contact-import", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do."""
        return self.status in (self.Status.CHECKING, self.Status.RUNNING)

    @property
    def has_begun(self) -> bool:
        """Whether contacts were, are or may have been written."""
        return self.status in (self.Status.RUNNING, self.Status.DONE, self.Status.STOPPED)

    def clear_numbers(self) -> None:
        """Count from nothing."""
        for name in self.NUMBERS:
            setattr(self, name, 0)
        self.reasons, self.notes = {}, {}


class ImportPiece(models.Model):
    """Some rows of a file, which are written in one transaction.

    `rows` is JSON, [[number, cells]]: the rows that are to be written, and afterwards those that were refused, as
    [number, cells, reason]. Text, not jsonb, which cannot hold every character. `created_ids` are the contacts that it
    made, `at` the moment it was written: what was changed later has another.
    """

    contact_import = models.ForeignKey(
        ContactImport, models.CASCADE, related_name="pieces", verbose_name=_("Import of contacts"), db_index=False
    )
    number = models.IntegerField(_("Number"))
    rows = models.TextField(_("Rows"))
    created_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Contacts it made"), default=list, blank=True)
    at = models.DateTimeField(_("Written"), null=True, blank=True)

    class Meta:
        verbose_name = _("Piece of an import")
        verbose_name_plural = _("Pieces of imports")
        ordering = ["contact_import", "number"]
        constraints = [models.UniqueConstraint(fields=["contact_import", "number"], name="import_piece_unique")]

    def __str__(self) -> str:
        return f"{self.contact_import_id} · {self.number}"
