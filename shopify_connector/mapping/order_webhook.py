"""Orders and checkouts in REST's shape, as webhooks carry them → crm records (docs/mapping.md).

A key that a body does not have is UNKNOWN: absence is not emptiness (SPEC K2).
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from crm.ingest import UNKNOWN, DealRecord, LineRecord
from crm.ingest.records import text_array
from shopify_connector.mapping.checkout import token_of_url
from shopify_connector.mapping.values import (
    amount,
    currency,
    gid_number,
    integer,
    last_moment,
    lower,
    moment,
    plain_amount,
    required_moment,
    site_path,
    tag_list,
)

Body = dict[str, Any]
_PRESENTED = {
    "amount": "total_price_set",
    "subtotal_price": "subtotal_price_set",
    "total_discounts": "total_discounts_set",
    "total_tax": "total_tax_set",
}


def order_from_webhook(body: Body, as_of: str | None = None) -> DealRecord:
    """An order of `orders/*`. Raises Refusal."""
    refunds = body.get("refunds")
    return DealRecord(
        version=required_moment(body.get("updated_at"), "updated_at"),
        shopify_order_id=gid_number(f"/{body.get('id')}", "id"),
        checkout_token=body.get("checkout_token") or "",
        total_refunded=_refunded(refunds) if refunds is not None else UNKNOWN,
        refunded_at=_last(refunds, "refunds.created_at") if refunds is not None else UNKNOWN,
        cancel_reason=_if_known(body, "cancel_reason", lambda value, _: lower(value)),
        cancelled_at=_if_known(body, "cancelled_at", moment),
        processed_at=_if_known(body, "processed_at", moment),
        fulfilled_at=_if_known(body, "fulfillments", _last),
        financial_status=_if_known(body, "financial_status", lambda value, _: lower(value)),
        fulfillment_status=_if_known(body, "fulfillment_status", lambda value, _: lower(value) or "unfulfilled"),
        order_number=_if_known(body, "order_number", integer),
        tags=_if_known(body, "tags", lambda value, _: text_array(tag_list(value))),
        lines=_lines(body, _order_line),
        as_of=as_of,
        **_shared(body),
    )


def checkout_from_webhook(body: Body, as_of: str | None = None) -> DealRecord:
    """A checkout of `checkouts/*`: since 2026-04 without id, known by its token. Raises Refusal."""
    token = body.get("token") or token_of_url(body.get("abandoned_checkout_url"))
    return DealRecord(
        version=required_moment(body.get("updated_at"), "updated_at"),
        shopify_checkout_id=_checkout_id(body),
        checkout_token=token,
        abandoned_checkout_url=_if_known(body, "abandoned_checkout_url", _as_it_is),
        completed_at=_if_known(body, "completed_at", moment),
        lines=_lines(body, _checkout_line),
        as_of=as_of,
        **_shared(body),
    )


def _shared(body: Body) -> dict[str, Any]:
    """What orders and checkouts carry under the same keys."""
    customer = body.get("customer")
    return {
        "name": _if_known(body, "name", _as_it_is),
        "amount": _if_known(body, "total_price", amount),
        "currency": _if_known(body, "currency", currency),
        "cart_token": _if_known(body, "cart_token", _as_it_is),
        "token": _if_known(body, "token", _as_it_is),
        "customer_id": gid_number(f"/{customer.get('id')}", "customer.id") if customer else None,
        "email": _if_known(body, "email", _as_it_is),
        "buyer_accepts_marketing": _if_known(body, "buyer_accepts_marketing", _as_it_is),
        "shopify_created_at": _if_known(body, "created_at", moment),
        "landing_site": _if_known(body, "landing_site", lambda value, _: site_path(value)),
        "note": _if_known(body, "note", _as_it_is),
        "referring_site": _if_known(body, "referring_site", _as_it_is),
        "source_name": _if_known(body, "source_name", _as_it_is),
        "subtotal_price": _if_known(body, "subtotal_price", amount),
        "taxes_included": _if_known(body, "taxes_included", _as_it_is),
        "total_discounts": _if_known(body, "total_discounts", amount),
        "total_line_items_price": _if_known(body, "total_line_items_price", amount),
        "total_tax": _if_known(body, "total_tax", amount),
        "total_weight": _if_known(body, "total_weight", integer),
        "presentment_currency": _if_known(body, "presentment_currency", currency),
        "presentment_money": _presented_money(body),
    }


def _if_known(body: Body, key: str, read: Callable[[Any, str], Any]) -> Any:
    return read(body[key], key) if key in body else UNKNOWN


def _as_it_is(value: Any, _field: str) -> Any:
    return value


def _checkout_id(body: Body) -> int | None:
    """The number of the checkout: in `id` before 2026-04, since then only in the name (#123)."""
    text = str(body.get("id") or body.get("name") or "").lstrip("#")
    return integer(text, "name") if text.isdecimal() else None


def _refunded(refunds: Sequence[Body]) -> Decimal:
    """What was paid back in all: the successful refund transactions."""
    return sum(
        (
            amount(transaction.get("amount"), "refunds.transactions.amount") or Decimal(0)
            for refund in refunds
            for transaction in refund.get("transactions") or ()
            if transaction.get("kind") == "refund" and transaction.get("status") == "success"
        ),
        Decimal(0),
    )


def _last(parts: Sequence[Body] | None, field: str) -> str | None:
    return last_moment([part.get("created_at") for part in parts or ()], field)


def _presented_money(body: Body) -> Any:
    presented = body.get("presentment_currency")
    if "total_price_set" not in body or not presented:
        return UNKNOWN
    if presented == body.get("currency"):
        return None
    bags = {name: body.get(key) for name, key in _PRESENTED.items()}
    return orjson.dumps(
        {name: plain_amount(bag["presentment_money"]["amount"], name) for name, bag in bags.items() if bag}
    ).decode()


def _lines(body: Body, line: Callable[[Body, int], LineRecord]) -> Any:
    if "line_items" not in body:
        return UNKNOWN
    return tuple(line(one, place) for place, one in enumerate(body["line_items"] or ()))


def _order_line(line: Body, place: int) -> LineRecord:
    price = amount(line.get("price"), "line_items.price")
    discount = amount(line.get("total_discount"), "line_items.total_discount") or Decimal(0)
    allocated = [amount(one.get("amount"), "line_items.discount") for one in line.get("discount_allocations") or ()]
    discount = max(discount, sum((one for one in allocated if one is not None), Decimal(0)))
    quantity = line.get("quantity") or 0
    return LineRecord(
        line_key=str(gid_number(f"/{line.get('id')}", "line_items.id")),
        position=place,
        shopify_product_id=integer(line.get("product_id"), "line_items.product_id"),
        shopify_variant_id=integer(line.get("variant_id"), "line_items.variant_id"),
        title=line.get("title") or "",
        variant_title=line.get("variant_title") or "",
        sku=line.get("sku") or "",
        vendor=line.get("vendor") or "",
        quantity=quantity,
        current_quantity=line.get("current_quantity"),
        price=price,
        total_discount=discount,
        total=price * quantity - discount if price is not None else None,
        gift_card=bool(line.get("gift_card")),
    )


def _checkout_line(line: Body, place: int) -> LineRecord:
    price = amount(line.get("price"), "line_items.price")
    quantity = line.get("quantity") or 0
    total = amount(line.get("line_price"), "line_items.line_price")
    return LineRecord(
        line_key=f"checkout-{place}",
        position=place,
        shopify_product_id=integer(line.get("product_id"), "line_items.product_id"),
        shopify_variant_id=integer(line.get("variant_id"), "line_items.variant_id"),
        title=line.get("title") or "",
        variant_title=line.get("variant_title") or "",
        sku=line.get("sku") or "",
        vendor=line.get("vendor") or "",
        quantity=quantity,
        current_quantity=None,
        price=price,
        total_discount=price * quantity - total if price is not None and total is not None else Decimal(0),
        total=total,
        gift_card=bool(line.get("gift_card")),
    )
