"""Objects that are to be read from Shopify, because what came of them does not say all (SPEC K2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shopify_connector.models.imports import ImportedObject
from shopify_connector.models.store import StoreConnection


class ReadRequest(models.Model):
    """One object to read when it is due. `wanted` counts how often it was asked for, so that a request that comes
    while the object is being read is not lost with it."""

    store = models.ForeignKey(StoreConnection, on_delete=models.CASCADE, related_name="+", verbose_name=_("Store"))
    object = models.CharField(_("Object"), max_length=30, choices=ImportedObject)
    shopify_id = models.BigIntegerField(_("Shopify id"))
    due_at = models.DateTimeField(_("Due"))
    wanted = models.IntegerField(_("Times asked for"), default=1)
    tries = models.IntegerField(_("Tries"), default=0)

    class Meta:
        verbose_name = _("Object to read")
        verbose_name_plural = _("Objects to read")
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["store", "object", "shopify_id"], name="one_read_per_object")]
        indexes = [models.Index(fields=["due_at"], name="read_due")]

    def __str__(self) -> str:
        return f"{self.object} {self.shopify_id}"
