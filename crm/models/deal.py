"""Deals (orders and open checkouts), their line items and the stages they went through."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.contact import Contact
from crm.models.fields import Synced, as_of, changed_index, money
from crm.models.pipeline import Pipeline, Stage
from crm.models.product import Product


class DealQuerySet(models.QuerySet["Deal"]):
    """The deals people speak of."""

    def live(self) -> "DealQuerySet":
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)

    def won(self) -> "DealQuerySet":
        """In a stage that is a sale (HubSpot's closed-won)."""
        return self.live().filter(stage__is_won=True)


class Deal(Synced):
    """An order, or a checkout that may become one: both are one deal (SPEC D1).

    `amount` is Shopify's total_price in shop money; `currency` is the shop's. An order's state and a checkout's state
    have versions of their own (`order_updated_at`, `checkout_updated_at`): once there is an order, its state is the
    deal's, and the checkout only adds what no order carries (docs/decisions/0004).
    """

    name = models.TextField(_("Name"), blank=True)
    # Pipelines and stages are a handful that are never deleted while used (PROTECT): a check of each row in the
    # database would take a fifth of the time of writing them (docs/decisions/0007).
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, verbose_name=_("Pipeline"), db_index=False, db_constraint=False
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, verbose_name=_("Deal stage"), db_index=False, db_constraint=False
    )
    stage_entered_at = models.DateTimeField(_("In this stage since"), null=True, blank=True)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="deals", verbose_name=_("Contact")
    )
    amount = money(_("Total price"))
    total_refunded = money(_("Total refunded"))
    net_amount = models.GeneratedField(
        expression=F("amount") - models.functions.Coalesce(F("total_refunded"), models.Value(0, models.DecimalField())),
        output_field=models.DecimalField(max_digits=20, decimal_places=4, null=True),
        db_persist=True,
        verbose_name=_("Net amount"),
    )
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    closed_at = models.DateTimeField(_("Close date"), null=True, blank=True)
    abandoned_at = models.DateTimeField(_("Abandoned at"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("Recovered at"), null=True, blank=True)

    shopify_order_id = models.BigIntegerField(_("Shopify order id"), null=True, blank=True)
    shopify_checkout_id = models.BigIntegerField(_("Shopify checkout id"), null=True, blank=True)
    checkout_token = models.TextField(_("Checkout token"), blank=True)
    cart_token = models.TextField(_("Cart token"), blank=True)
    token = models.TextField(_("Token"), blank=True)
    customer_id = models.BigIntegerField(_("Customer ID"), null=True, blank=True)
    email = models.TextField(_("E-mail"), blank=True)

    abandoned_checkout_url = models.TextField(_("Abandoned checkout URL"), blank=True)
    buyer_accepts_marketing = models.BooleanField(_("Buyer accepts marketing"), null=True, blank=True)
    cancel_reason = models.TextField(_("Cancel reason"), blank=True)
    cancelled_at = models.DateTimeField(_("Cancelled at"), null=True, blank=True)
    shopify_created_at = models.DateTimeField(pgettext_lazy("deal", "Created at"), null=True, blank=True)
    processed_at = models.DateTimeField(_("Processed at"), null=True, blank=True)
    fulfilled_at = models.DateTimeField(_("Fulfilled at"), null=True, blank=True)
    refunded_at = models.DateTimeField(_("Refunded at"), null=True, blank=True)
    checkout_created_at = models.DateTimeField(_("Checkout created at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("Checkout completed at"), null=True, blank=True)
    financial_status = models.TextField(_("Financial status"), blank=True)
    fulfillment_status = models.TextField(_("Fulfillment status"), blank=True)
    landing_site = models.TextField(_("Landing site"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    order_number = models.BigIntegerField(_("Order number"), null=True, blank=True)
    processing_method = models.TextField(_("Processing method"), blank=True)
    referring_site = models.TextField(_("Referring site"), blank=True)
    source_name = models.TextField(_("Source name"), blank=True)
    subtotal_price = money(_("Subtotal price"))
    taxes_included = models.BooleanField(_("Taxes included"), null=True, blank=True)
    total_discounts = money(_("Total discounts"))
    total_line_items_price = money(_("Total line items price"))
    total_tax = money(_("Total tax"))
    total_weight = models.BigIntegerField(_("Total weight"), null=True, blank=True, help_text=_("Grams"))
    tags = ArrayField(models.TextField(), verbose_name=_("Tags"), default=list, blank=True)
    presentment_currency = models.CharField(_("Presentment currency"), max_length=3, blank=True)
    presentment_money = models.JSONField(
        _("Presentment amounts"),
        null=True,
        blank=True,
        help_text=_("Amounts as the buyer saw them, by property, where the currency is another"),
    )
    journey = models.JSONField(
        _("Visits before the order"),
        null=True,
        blank=True,
        help_text=_("Shopify's first and last visit before the order"),
    )

    # Together they date a payment that came after the order, whatever the order in which states arrive.
    paid_seen_at = models.DateTimeField(
        _("Seen as paid at"), null=True, blank=True, help_text=_("Version of the first state seen as paid")
    )
    was_seen_unpaid = models.BooleanField(
        _("Seen unpaid"), default=False, help_text=_("A state of the order was seen before it was paid")
    )

    ecomm_synced = models.BooleanField(_("E-comm synched"), default=False)
    erased = models.BooleanField(
        _("Erased"), default=False, db_default=False, help_text=_("What it said of the person was erased for good")
    )
    order_updated_at = models.DateTimeField(_("Order changed at"), null=True, blank=True)
    checkout_updated_at = models.DateTimeField(_("Checkout changed at"), null=True, blank=True)
    order_as_of = as_of()
    checkout_as_of = as_of()

    objects: ClassVar[models.Manager["Deal"]] = DealQuerySet.as_manager()

    class Meta:
        verbose_name = _("Deal")
        verbose_name_plural = _("Deals")
        constraints = [
            models.UniqueConstraint("shopify_order_id", name="deal_order_unique"),
            models.UniqueConstraint("shopify_checkout_id", name="deal_checkout_unique"),
            models.UniqueConstraint(
                "checkout_token", condition=~Q(checkout_token=""), name="deal_checkout_token_unique"
            ),
        ]
        indexes = [
            # A column of the board, newest first; its count and sums are read from the index alone.
            models.Index(
                fields=["stage", "-shopify_created_at", "-id"],
                include=["amount", "currency", "ecomm_synced"],
                condition=Q(deleted_at__isnull=True),
                name="deal_of_stage",
            ),
            # Deals that people and programs made: few beside Shopify's.
            models.Index(
                fields=["stage", "-shopify_created_at", "-id"],
                condition=Q(deleted_at__isnull=True, ecomm_synced=False),
                name="deal_made_here",
            ),
            models.Index(fields=["-shopify_created_at", "-id"], name="deal_newest"),
            models.Index(fields=["closed_at"], name="deal_closed"),
            models.Index(fields=["abandoned_at"], condition=Q(abandoned_at__isnull=False), name="deal_abandoned"),
            models.Index(fields=["amount", "id"], name="deal_amount"),
            changed_index("deal_changed"),
            models.Index(
                fields=["customer_id"], condition=Q(contact__isnull=True), name="deal_customer_without_contact"
            ),
            # The sweep of the 24-hour rule reads only what can still become abandoned.
            models.Index(
                fields=["checkout_created_at"],
                condition=Q(stage="checkout_pending"),
                name="deal_pending_since",
            ),
            # What late states of erased deals say of the person is left out: few rows, looked up at every merge.
            models.Index(fields=["id"], condition=Q(erased=True), name="deal_erased"),
            # A checkout and its order find each other by the cart where nothing better is known.
            models.Index(
                fields=["cart_token"],
                condition=~Q(cart_token="") & (Q(shopify_order_id__isnull=True) | Q(checkout_token="")),
                name="deal_cart_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("deal", args=[self.pk])


class LineItem(models.Model):
    """A line of a deal. Amounts are in the deal's currency; `price` is for one, before discounts."""

    deal = models.ForeignKey(
        Deal, on_delete=models.CASCADE, related_name="line_items", verbose_name=_("Deal"), db_index=False
    )
    line_key = models.TextField(_("Line key"), help_text=_("Shopify's line item id, or the line's place in a checkout"))
    position = models.IntegerField(_("Position"), default=0)
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="line_items",
        db_constraint=False,
        verbose_name=_("Product"),
    )
    shopify_product_id = models.BigIntegerField(_("Shopify product id"), null=True, blank=True)
    shopify_variant_id = models.BigIntegerField(_("Shopify variant id"), null=True, blank=True)
    title = models.TextField(_("Product name"), blank=True)
    variant_title = models.TextField(_("Variant"), blank=True)
    sku = models.TextField(_("SKU"), blank=True)
    vendor = models.TextField(_("Vendor"), blank=True)
    quantity = models.IntegerField(_("Quantity"), default=0)
    current_quantity = models.IntegerField(_("Quantity after refunds"), null=True, blank=True)
    price = money(_("Unit price"))
    total_discount = money(_("Discount"))
    total = money(_("Total"), help_text=_("After discounts"))
    gift_card = models.BooleanField(_("Gift card"), default=False)

    class Meta:
        verbose_name = _("Line item")
        verbose_name_plural = _("Line items")
        constraints = [models.UniqueConstraint(fields=["deal", "line_key"], name="line_item_of_deal")]
        indexes = [
            models.Index(
                fields=["shopify_product_id"],
                condition=Q(product__isnull=True),
                name="line_item_without_product",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StageChange(models.Model):
    """A deal entered a stage: when, from where, to where and why (SPEC D7)."""

    class Reason(models.TextChoices):
        """Why a deal changed its stage."""

        CHECKOUT_STARTED = "checkout_started", _("Checkout started")
        NOT_COMPLETED = "not_completed", _("Not completed in time")
        ORDER_PLACED = "order_placed", _("Order placed")
        PAID = "paid", pgettext_lazy("reason", "Paid")
        FULFILLED = "fulfilled", pgettext_lazy("reason", "Fulfilled")
        CANCELLED = "cancelled", _("Cancelled, voided or fully refunded")
        BY_PERSON = "by_person", _("Changed by a person")

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stage_changes", verbose_name=_("Deal"))
    from_stage = models.ForeignKey(
        Stage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("From"),
    )
    to_stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("To"),
    )
    at = models.DateTimeField(_("When"))
    reason = models.CharField(_("Why"), max_length=20, choices=Reason)

    class Meta:
        verbose_name = _("Stage change")
        verbose_name_plural = _("Stage changes")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["to_stage", "at"], name="stage_change_entered")]

    def __str__(self) -> str:
        return f"{self.from_stage_id or ''} → {self.to_stage_id}"
