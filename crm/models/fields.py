"""Column shapes that several records share."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


def money(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """An amount in the currency that its record names; four decimals hold every ISO 4217 currency."""
    return models.DecimalField(label, max_digits=20, decimal_places=4, null=True, blank=True, **options)


def as_of() -> "models.DateTimeField[Any, Any]":
    """When Shopify is known to have been in the state that was merged in: tells two states of one second apart."""
    return models.DateTimeField(_("As of"), null=True, blank=True, help_text=_("When Shopify was in this state (UTC)"))


def changed_index(name: str) -> BrinIndex:
    """Finds what changed lately, for programs that ask again and again; it costs writing next to nothing."""
    return BrinIndex(fields=["updated_at"], name=name, autosummarize=True, pages_per_range=16)


class Synced(models.Model):
    """What every record has: its own values, hubsync's times, and the recycle bin."""

    custom = models.JSONField(
        _("Custom properties"), default=dict, blank=True, help_text=_("Values of custom properties by name")
    )
    created_at = models.DateTimeField(_("Added"), help_text=_("When hubsync made the record (UTC)"))
    updated_at = models.DateTimeField(_("Last changed"), help_text=_("When hubsync last changed the record (UTC)"))
    deleted_at = models.DateTimeField(
        _("Deleted at"), null=True, blank=True, help_text=_("Since when it is in the recycle bin")
    )

    class Meta:
        abstract = True
