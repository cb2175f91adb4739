"""The inbox: what Shopify delivered, kept as it came until it is applied (SPEC L1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shopify_connector.models.store import StoreConnection


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by whether they were handled."""

    def pending(self) -> "DeliveryQuerySet":
        """Those that wait to be applied."""
        return self.filter(handled_at__isnull=True)


class Delivery(models.Model):
    """One webhook: durable before Shopify hears 200, its body not even parsed by then.

    `handled_at` is set by whoever applies it, together with `outcome`. `body` is the very bytes that were signed.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", _("Applied")
        IGNORED = "ignored", _("Ignored")
        REFUSED = "refused", _("Refused")

    # Without a constraint: checking it would wait for whoever holds the store's row, a token's renewal for example.
    store = models.ForeignKey(
        StoreConnection,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
        verbose_name=_("Store"),
    )
    delivery_id = models.CharField(
        _("Delivery ID"), max_length=100, help_text=_("X-Shopify-Webhook-Id: the same when sent again")
    )
    topic = models.CharField(_("Topic"), max_length=80)
    api_version = models.CharField(
        _("API version"), max_length=20, blank=True, help_text=_("The one that shaped the body")
    )
    triggered_at = models.DateTimeField(
        _("Triggered"), null=True, blank=True, help_text=_("When it happened at Shopify, to the microsecond")
    )
    received_at = models.DateTimeField(_("Received"))
    body = models.BinaryField(_("Body"), help_text=_("The bytes that Shopify signed"))
    handled_at = models.DateTimeField(_("Handled"), null=True, blank=True, help_text=_("Empty: still to be applied"))
    outcome = models.CharField(_("Outcome"), max_length=20, choices=Outcome, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Delivery")
        verbose_name_plural = _("Deliveries")
        ordering = ["-id"]
        # Not unique=True: that adds a second index, for LIKE, to each insert.
        constraints = [models.UniqueConstraint(fields=["delivery_id"], name="inbox_delivery_once")]
        indexes = [
            models.Index(fields=["id"], condition=Q(handled_at__isnull=True), name="inbox_pending"),
            models.Index(fields=["handled_at"], condition=Q(handled_at__isnull=False), name="inbox_handled"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.delivery_id}"
