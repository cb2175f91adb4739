"""What hubsync asked Shopify to be told of, and whether it still is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shopify_connector.models.store import StoreConnection


class Subscription(models.Model):
    """A webhook subscription at the store, as last seen there. `problem` is why there is none, in Shopify's words."""

    store = models.ForeignKey(
        StoreConnection, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("Store")
    )
    topic = models.CharField(_("Topic"), max_length=80, help_text="orders/create")
    shopify_gid = models.CharField(
        _("Shopify's id"), max_length=100, blank=True, help_text=_("Empty: it is not at the store")
    )
    uri = models.TextField(_("Address"), blank=True, help_text=_("Where deliveries are sent"))
    problem = models.TextField(_("Problem"), blank=True, help_text=_("Why Shopify refused it"))
    checked_at = models.DateTimeField(_("Last checked"))
    made_at = models.DateTimeField(_("Made"), null=True, blank=True, help_text=_("By hubsync, the last time"))
    times_remade = models.IntegerField(
        _("Times remade"), default=0, help_text=_("It was gone from the store and was made again")
    )
    last_delivery_at = models.DateTimeField(_("Last delivery"), null=True, blank=True)

    class Meta:
        verbose_name = _("Subscription")
        verbose_name_plural = _("Subscriptions")
        ordering = ["topic"]
        constraints = [models.UniqueConstraint(fields=["store", "topic"], name="one_subscription_per_topic")]

    def __str__(self) -> str:
        return self.topic

    @property
    def is_there(self) -> bool:
        """Whether it was at the store when last looked at."""
        return bool(self.shopify_gid)
