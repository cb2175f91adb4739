"""Tables as people keep them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models.object_type import ObjectType


class SavedView(models.Model):
    """A table's columns, order and filters under a name: its owner's alone, or shared with everybody.

    `columns` and `sort` are property names (`-created_at`: downward), `filters` what `crm.filters.read_definition`
    reads, `quick` the choices of quick filters by their names.
    """

    object_type = models.CharField(_("Kind of record"), max_length=20, choices=ObjectType)
    name = models.CharField(_("Name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Owner"), db_index=False
    )
    is_shared = models.BooleanField(_("Shared with everybody"), default=False)
    columns = ArrayField(models.TextField(), verbose_name=_("Columns"), default=list)
    sort = models.TextField(_("Order"), blank=True)
    filters: Any = models.JSONField(_("Filters"), default=list, blank=True)
    quick: Any = models.JSONField(_("Quick filters"), default=dict, blank=True)
    created_at = models.DateTimeField(_("Created"), default=timezone.now)

    class Meta:
        verbose_name = _("Saved view")
        verbose_name_plural = _("Saved views")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint("object_type", "owner", Lower("name"), name="saved_view_name_unique")]
        indexes = [models.Index(fields=["owner"], name="saved_view_owner")]

    def __str__(self) -> str:
        return self.name
