"""Order, its lines, refunds and the customer's way to it."""

from __future__ import annotations

from demo_store.graphql_api.context import Context, Field, Fields, gid
from demo_store.instants import iso, iso_or_none
from demo_store.money import MoneyBag, decimal_text, price_text
from demo_store.records import Order, Visit
from demo_store.seeding.orders import kept


def _bag(o: Order, cents: int) -> MoneyBag:
    return MoneyBag(cents, o.presentment_currency, o.rate)


def _current(o: Order) -> int:
    """What is left of the total: nothing once cancelled."""
    return 0 if o.cancelled_at else o.total - o.refunded


def _received(o: Order) -> int:
    return o.refunded + kept(o)


def visit_of(o: Order) -> Visit | None:
    """The visit that landing page and referrer are told of: the last, as Shopify's deprecation notes say."""
    return o.journey and (o.journey.last_visit or o.journey.first_visit)


def _landing(o: Order, _: Context) -> str | None:
    visit = visit_of(o)
    return visit.landing_page if visit else None


def _referrer(o: Order, _: Context) -> str | None:
    visit = visit_of(o)
    return visit.referrer_url if visit else None


def status_page(o: Order, x: Context) -> str:
    """Where the buyer looks after an order."""
    return f"{x.base_url}/orders/{o.token}"


def _sets(amounts: dict[str, Field]) -> dict[str, Field]:
    """`…Set` fields of amounts in cents."""
    return {name: _set(amount) for name, amount in amounts.items()}


def _set(amount: Field) -> Field:
    return lambda o, x: _bag(o, amount(o, x))


AMOUNTS: dict[str, Field] = {
    "subtotalPriceSet": lambda o, _: o.subtotal,
    "currentSubtotalPriceSet": lambda o, _: max(0, o.subtotal - o.refunded) if not o.cancelled_at else 0,
    "totalPriceSet": lambda o, _: o.total,
    "originalTotalPriceSet": lambda o, _: o.total,
    "currentTotalPriceSet": lambda o, _: _current(o),
    "totalDiscountsSet": lambda o, _: o.discounts,
    "currentTotalDiscountsSet": lambda o, _: 0 if o.cancelled_at else o.discounts,
    "cartDiscountAmountSet": lambda o, _: o.discounts - sum(line.discount for line in o.line_items),
    "totalTaxSet": lambda o, _: o.tax,
    "currentTotalTaxSet": lambda o, _: 0 if o.cancelled_at else o.tax,
    "totalShippingPriceSet": lambda o, _: o.shipping,
    "currentShippingPriceSet": lambda o, _: 0 if o.cancelled_at else o.shipping,
    "totalRefundedSet": lambda o, _: o.refunded,
    "totalRefundedShippingSet": lambda o, _: 0,
    "totalReceivedSet": lambda o, _: _received(o),
    "netPaymentSet": lambda o, _: kept(o),
    "totalOutstandingSet": lambda o, _: max(0, _current(o) - kept(o)) if o.financial_status != "VOIDED" else 0,
    "totalCapturableSet": lambda o, _: o.total if o.financial_status == "AUTHORIZED" else 0,
    "totalTipReceivedSet": lambda o, _: 0,
    "refundDiscrepancySet": lambda o, _: 0,
}

FIELDS: Fields = {
    "Order": {
        "id": lambda o, _: gid("Order", o.id),
        "legacyResourceId": lambda o, _: str(o.id),
        "name": lambda o, _: o.name,
        "number": lambda o, _: o.number,
        "confirmationNumber": lambda o, _: o.confirmation_number,
        "confirmed": lambda o, _: True,
        "createdAt": lambda o, _: iso(o.created_at),
        "updatedAt": lambda o, _: iso(o.updated_at),
        "processedAt": lambda o, _: iso(o.created_at),
        "cancelledAt": lambda o, _: iso_or_none(o.cancelled_at),
        "cancelReason": lambda o, _: o.cancel_reason,
        "closedAt": lambda o, _: iso_or_none(o.closed_at),
        "closed": lambda o, _: o.closed_at is not None,
        "test": lambda o, _: o.test,
        "currencyCode": lambda o, _: "EUR",
        "presentmentCurrencyCode": lambda o, _: o.presentment_currency,
        "displayFinancialStatus": lambda o, _: o.financial_status,
        "displayFulfillmentStatus": lambda o, _: o.fulfillment_status,
        "fullyPaid": lambda o, _: o.financial_status in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
        "unpaid": lambda o, _: o.financial_status in ("PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED"),
        "capturable": lambda o, _: o.financial_status == "AUTHORIZED",
        "canMarkAsPaid": lambda o, _: o.financial_status in ("PENDING", "PARTIALLY_PAID", "EXPIRED"),
        "refundable": lambda o, _: kept(o) > 0,
        "returnStatus": lambda o, _: "NO_RETURN",
        "edited": lambda o, _: False,
        "email": lambda o, _: o.email,
        "phone": lambda o, _: o.phone,
        "note": lambda o, _: o.note,
        "poNumber": lambda o, _: None,
        "tags": lambda o, _: list(o.tags),
        "sourceName": lambda o, _: o.source_name,
        "sourceIdentifier": lambda o, _: o.source_identifier,
        "registeredSourceUrl": lambda o, _: None,
        "customerAcceptsMarketing": lambda o, _: o.accepts_marketing,
        "customerLocale": lambda o, _: o.locale,
        "clientIp": lambda o, _: None,
        "taxesIncluded": lambda o, _: o.taxes_included,
        "taxExempt": lambda o, _: o.customer is not None and o.customer.tax_exempt,
        "dutiesIncluded": lambda o, _: False,
        "estimatedTaxes": lambda o, _: False,
        "totalWeight": lambda o, _: str(o.weight),
        "currentTotalWeight": lambda o, _: str(sum(line.grams * line.current_quantity for line in o.line_items)),
        "subtotalLineItemsQuantity": lambda o, _: sum(line.quantity for line in o.line_items),
        "currentSubtotalLineItemsQuantity": lambda o, _: sum(line.current_quantity for line in o.line_items),
        "paymentGatewayNames": lambda o, _: list(o.gateways),
        "discountCode": lambda o, _: o.discount_codes[0] if o.discount_codes else None,
        "discountCodes": lambda o, _: list(o.discount_codes),
        "statusPageUrl": status_page,
        "cartToken": lambda o, _: o.cart_token,
        "checkoutToken": lambda o, _: o.checkout_token,
        "landingPageUrl": _landing,
        "referrerUrl": _referrer,
        "customer": lambda o, _: o.customer,
        "customerJourneySummary": lambda o, _: o.journey,
        "shippingAddress": lambda o, _: o.shipping_address,
        "billingAddress": lambda o, _: o.billing_address,
        "displayAddress": lambda o, _: o.shipping_address or o.billing_address,
        "billingAddressMatchesShippingAddress": lambda o, _: o.billing_address is o.shipping_address,
        "requiresShipping": lambda o, _: any(line.requires_shipping for line in o.line_items),
        "refunds": lambda o, _: [(o, refund) for refund in o.refunds],
        "customAttributes": lambda o, _: [],
        "alerts": lambda o, _: [],
        **_sets(AMOUNTS),
        "subtotalPrice": lambda o, _: price_text(o.subtotal),
        "totalPrice": lambda o, _: price_text(o.total),
        "totalTax": lambda o, _: price_text(o.tax),
        "totalDiscounts": lambda o, _: price_text(o.discounts),
        "totalShippingPrice": lambda o, _: price_text(o.shipping),
        "totalRefunded": lambda o, _: price_text(o.refunded),
        "totalReceived": lambda o, _: price_text(_received(o)),
        "netPayment": lambda o, _: price_text(kept(o)),
    },
    "Refund": {
        "id": lambda pair, _: gid("Refund", pair[1].id),
        "legacyResourceId": lambda pair, _: str(pair[1].id),
        "createdAt": lambda pair, _: iso(pair[1].created_at),
        "processedAt": lambda pair, _: iso(pair[1].created_at),
        "updatedAt": lambda pair, _: iso(pair[1].created_at),
        "note": lambda pair, _: pair[1].note,
        "totalRefundedSet": lambda pair, _: _bag(pair[0], pair[1].amount),
        "totalRefunded": lambda pair, _: _bag(pair[0], pair[1].amount).shop_money,
        "order": lambda pair, _: pair[0],
    },
    "CustomerJourneySummary": {
        "ready": lambda j, _: j.ready,
        "customerOrderIndex": lambda j, _: j.order_index,
        "daysToConversion": lambda j, _: j.days_to_conversion,
        "momentsCount": lambda j, _: j if j.ready else None,
        "firstVisit": lambda j, _: j.first_visit,
        "lastVisit": lambda j, _: j.last_visit,
    },
    "CustomerVisit": {
        "id": lambda v, _: gid("CustomerVisit", v.id),
        "landingPage": lambda v, _: v.landing_page,
        "referrerUrl": lambda v, _: v.referrer_url,
        "source": lambda v, _: v.source,
        "sourceType": lambda v, _: v.source_type,
        "sourceDescription": lambda v, _: None,
        "referralCode": lambda v, _: None,
        "occurredAt": lambda v, _: iso(v.occurred_at),
        "utmParameters": lambda v, _: v.utm,
    },
    "UTMParameters": {
        "source": lambda u, _: u.source,
        "medium": lambda u, _: u.medium,
        "campaign": lambda u, _: u.campaign,
        "term": lambda u, _: u.term,
        "content": lambda u, _: u.content,
    },
    "MoneyBag": {
        "shopMoney": lambda b, _: b.shop_money,
        "presentmentMoney": lambda b, _: b.presentment_money,
    },
    "MoneyV2": {
        "amount": lambda m, _: decimal_text(m.cents),
        "currencyCode": lambda m, _: m.currency,
    },
}
