"""What the law has Shopify pass on: requests for a customer's data, and for erasing a customer or a store (SPEC C8)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shopify_connector.models.store import StoreConnection

# Shopify's own term for all three kinds, counted from the webhook.
TERM = timedelta(days=30)


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    """Requests by what is still to be done about them."""

    def open(self) -> "PrivacyRequestQuerySet":
        """Those that wait for a person."""
        return self.filter(status=PrivacyRequest.Status.OPEN)


class PrivacyRequest(models.Model):
    """One request and what became of it. It stays as the proof, so it holds as little of the person as it can.

    `email` is known only while the request is open; `counts` are how many of each kind were erased.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        DATA_REQUEST = "data_request", _("A customer asks for their data")
        CUSTOMER_REDACT = "customer_redact", _("Erase a customer")
        SHOP_REDACT = "shop_redact", _("Erase the store’s data")

    class Status(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("Waiting for you")
        DONE = "done", _("Done")
        NOT_NEEDED = "not_needed", _("Not needed")

    store = models.ForeignKey(
        StoreConnection, on_delete=models.CASCADE, related_name="privacy_requests", verbose_name=_("Store")
    )
    topic = models.CharField(_("Topic"), max_length=80)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    delivery_id = models.CharField(
        _("Delivery ID"), max_length=100, help_text=_("X-Shopify-Webhook-Id: the same when sent again")
    )
    received_at = models.DateTimeField(_("Received"))
    due_at = models.DateTimeField(_("Due"))
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.OPEN)
    customer_id = models.BigIntegerField(_("Customer ID"), null=True, blank=True)
    email = models.CharField(_("E-mail"), max_length=320, blank=True, help_text=_("Only while the request is open"))
    orders = ArrayField(
        models.BigIntegerField(), verbose_name=_("Orders"), default=list, blank=True, help_text=_("Shopify ids")
    )
    data_request_id = models.BigIntegerField(_("Shopify’s number of the request"), null=True, blank=True)
    counts = models.JSONField(_("Erased"), default=dict, blank=True, help_text=_("{kind of record: number}"))
    handled_at = models.DateTimeField(_("Handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("Handled by")
    )

    objects: ClassVar[models.Manager["PrivacyRequest"]] = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Privacy request")
        verbose_name_plural = _("Privacy requests")
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["delivery_id"], name="privacy_request_once")]
        indexes = [models.Index(fields=["-received_at", "-id"], name="privacy_request_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def days_left(self, now: datetime) -> int:
        """Days until it is due, the last one counted as one; 0 once the term is over."""
        return max(0, -int((now - self.due_at) // timedelta(days=1)))
