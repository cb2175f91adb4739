"""Shopify's own status words, as people read them."""

from django.utils.translation import gettext_lazy as _

from crm.models import Stage
from crm.properties import TextLike
from crm.stages import StageId

FINANCIAL_STATUS: dict[str, TextLike] = {
    "pending": _("Pending"),
    "authorized": _("Authorized"),
    "expired": _("Expired"),
    "paid": _("Paid"),
    "partially_paid": _("Partially paid"),
    "partially_refunded": _("Partially refunded"),
    "refunded": _("Refunded"),
    "voided": _("Voided"),
}
FULFILLMENT_STATUS: dict[str, TextLike] = {
    "fulfilled": _("Fulfilled"),
    "partial": _("Partially fulfilled"),
    "partially_fulfilled": _("Partially fulfilled"),
    "unfulfilled": _("Unfulfilled"),
    "restocked": _("Restocked"),
    "scheduled": _("Scheduled"),
    "on_hold": _("On hold"),
    "in_progress": _("In progress"),
    "open": _("Open"),
    "pending_fulfillment": _("Pending fulfillment"),
    "request_declined": _("Request declined"),
}
CANCEL_REASON: dict[str, TextLike] = {
    "customer": _("The customer changed or cancelled the order"),
    "declined": _("Payment was declined"),
    "fraud": _("The order was fraudulent"),
    "inventory": _("Items were not in stock"),
    "staff": _("Staff made a mistake"),
    "other": _("Other reason"),
}
PUBLISHED_SCOPE: dict[str, TextLike] = {"web": _("Online store"), "global": _("Online store and point of sale")}
SOURCE_NAME: dict[str, TextLike] = {
    "web": _("Online store"),
    "pos": _("Point of sale"),
    "shopify_draft_order": _("Draft order"),
}
PRODUCT_STATUS: dict[str, TextLike] = {
    "active": _("Active"),
    "archived": _("Archived"),
    "draft": _("Draft"),
    "unlisted": _("Unlisted"),
}
PRODUCT_TONES = {"active": "won", "draft": "pending", "unlisted": "pending"}
# By property name; a word that Shopify adds one day is shown as Shopify writes it.
WORDS: dict[str, dict[str, TextLike]] = {
    "financial_status": FINANCIAL_STATUS,
    "fulfillment_status": FULFILLMENT_STATUS,
    "cancel_reason": CANCEL_REASON,
    "published_scope": PUBLISHED_SCOPE,
    "source_name": SOURCE_NAME,
    "status": PRODUCT_STATUS,
}


STAGE_ICONS: dict[str, str] = {
    StageId.SHIPPED: "truck",
    StageId.CHECKOUT_PENDING: "shopping-cart",
    StageId.CHECKOUT_COMPLETED: "receipt",
}
# What a stage without deals says of itself on the board.
STAGE_EMPTY: dict[str, TextLike] = {
    StageId.CHECKOUT_ABANDONED: _("No abandoned carts. A checkout that nobody completes in time comes here by itself."),
    StageId.CHECKOUT_PENDING: _("No open checkouts. One that a customer has just started shows here."),
    StageId.CHECKOUT_COMPLETED: _("No orders wait for payment. An order stands here until it is paid."),
    StageId.PROCESSED: _("Nothing to send. A paid order stands here until all of it is fulfilled."),
    StageId.SHIPPED: _("Nothing sent yet. An order comes here once all of it is fulfilled."),
    StageId.CANCELLED: _("Nothing cancelled. Cancelled, voided and fully refunded orders come here."),
}
TONE_ICONS = {"won": "circle-check", "cancelled": "circle-x", "abandoned": "clock-alert", "pending": "circle-dashed"}


def tone_of(stage: Stage) -> str:
    """The colour family of a stage: won, cancelled, abandoned or pending."""
    if stage.is_won:
        return "won"
    if stage.is_lost:
        return "cancelled"
    return "abandoned" if stage.id == StageId.CHECKOUT_ABANDONED else "pending"


def icon_of(stage: Stage) -> str:
    """The icon of a stage; one that a person added has its tone's."""
    return STAGE_ICONS.get(stage.id) or TONE_ICONS[tone_of(stage)]


def empty_words_of(stage: Stage) -> TextLike:
    """What the board says where a stage has no deals."""
    return STAGE_EMPTY.get(stage.id, _("No deals in this stage."))
