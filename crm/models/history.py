"""What changed on a record and by whom, and which records must not come back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.object_type import ObjectType


class ChangeSource(models.TextChoices):
    """Where a value came from."""

    IMPORT = "import", _("Initial import")
    WEBHOOK = "webhook", _("Shopify")
    RECONCILIATION = "reconciliation", _("Reconciliation")
    PERSON = "person", _("A person")
    API = "api", _("API")


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


class Tombstone(models.Model):
    """A deleted object whose late updates must not bring it back. `key` is Shopify's id, or an e-mail address."""

    object_type = models.CharField(_("Object"), max_length=20, choices=ObjectType)
    key = models.TextField(_("Key"))
    deleted_at = models.DateTimeField(_("Deleted at"))

    class Meta:
        verbose_name = _("Tombstone")
        verbose_name_plural = _("Tombstones")
        constraints = [models.UniqueConstraint(fields=["object_type", "key"], name="tombstone_unique")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.key}"
