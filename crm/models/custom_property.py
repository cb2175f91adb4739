"""Properties that the merchant adds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models.object_type import ObjectType


class PropertyType(models.TextChoices):
    """HubSpot's property types."""

    STRING = "string", _("Text")
    NUMBER = "number", _("Number")
    BOOL = "bool", _("Yes or no")
    DATETIME = "datetime", _("Date and time")
    ENUMERATION = "enumeration", _("Choice")


class CustomProperty(models.Model):
    """A property of the merchant's own; its values live in the record's `custom`."""

    object_type = models.CharField(_("Object"), max_length=20, choices=ObjectType)
    name = models.SlugField(_("Name"), max_length=100)
    label = models.CharField(_("Label"), max_length=150)
    description = models.TextField(_("Description"), blank=True)
    type = models.CharField(_("Type"), max_length=20, choices=PropertyType)
    group = models.CharField(_("Group"), max_length=100, default="custom")
    options = ArrayField(models.TextField(), verbose_name=_("Options"), default=list, blank=True)
    option_labels = models.JSONField(
        _("Words of the options"), default=dict, blank=True, help_text=_("{option: its words}, where they differ")
    )
    created_at = models.DateTimeField(_("Added"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("Last changed"), auto_now=True)

    class Meta:
        verbose_name = _("Custom property")
        verbose_name_plural = _("Custom properties")
        ordering = ["object_type", "label"]
        constraints = [models.UniqueConstraint(fields=["object_type", "name"], name="custom_property_unique")]

    def __str__(self) -> str:
        return self.label
