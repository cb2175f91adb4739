"""What changed on a record and by whom, and which records must not come back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.contact import Contact
from crm.models.object_type import ObjectType


class ChangeSource(models.TextChoices):
    """Where a value came from."""

    IMPORT = "import", _("Initial import")
    WEBHOOK = "webhook", _("Shopify")
    RECONCILIATION = "reconciliation", _("Reconciliation")
    PERSON = "person", _("A person")
    API = "api", _("API")
    FILE = "file", _("Import of a file")


class RecordChange(models.Model):
    """Properties of one record changed at one moment, each with its old and new value (for the timeline, SPEC T4)."""

    object_type = models.CharField(_("Object"), max_length=20, choices=ObjectType)
    record_id = models.BigIntegerField(_("Record"))
    at = models.DateTimeField(_("When"))
    source = models.CharField(_("Source"), max_length=20, choices=ChangeSource)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("User")
    )
    changes = models.JSONField(_("Changes"), help_text=_("{property: [old, new]}"))

    class Meta:
        verbose_name = pgettext_lazy("noun", "Change")
        verbose_name_plural = _("Changes")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["object_type", "record_id", "-at"], name="change_of_record")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.record_id}"


class ContactMerge(models.Model):
    """Two contacts became one (SPEC K4): what moved and what was filled, so that it can be told and undone."""

    kept = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="merges", verbose_name=_("Contact that stays")
    )
    merged = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="+", verbose_name=_("Contact that went into it")
    )
    at = models.DateTimeField(_("When"))
    source = models.CharField(_("Source"), max_length=20, choices=ChangeSource)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("User")
    )
    moved = models.JSONField(_("Moved"), default=dict, help_text=_("{kind of record: ids}"))
    filled = models.JSONField(_("Filled"), default=dict, help_text=_("{property: value before}"))

    class Meta:
        verbose_name = _("Merge of contacts")
        verbose_name_plural = _("Merges of contacts")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class Tombstone(models.Model):
    """A deleted object whose late updates must not bring it back (crm/ingest/tombstones.py says what `key` is)."""

    object_type = models.CharField(_("Object"), max_length=20, choices=ObjectType)
    key = models.TextField(_("Key"))
    deleted_at = models.DateTimeField(_("Deleted at"))

    class Meta:
        verbose_name = _("Tombstone")
        verbose_name_plural = _("Tombstones")
        constraints = [models.UniqueConstraint(fields=["object_type", "key"], name="tombstone_unique")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.key}"
