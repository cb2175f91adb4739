"""The body of refunds/create, which an order carries too."""

from __future__ import annotations

from typing import Final

from demo_store.graphql_api.context import Context, gid
from demo_store.money import SHOP_CURRENCY, MoneyBag, price_text
from demo_store.records import Order, Refund, RefundLine
from demo_store.webhooks.bodies.order_lines import order_line
from demo_store.webhooks.bodies.wording import Json, money_set, zoned
from demo_store.webhooks.occurrences import Refunded

# What a line has on its order and not within a refund.
_ONLY_ON_ORDERS: Final = ("attributed_staffs", "current_quantity", "sales_line_item_group_id")


def refund_created(told: Refunded, _: Context) -> Json:
    """refunds/create."""
    return refund(told.order, told.refund)


def refund(o: Order, r: Refund) -> Json:
    """A refund: the pieces that came back, the money that went out, and what pieces do not explain of it."""
    return {
        "id": r.id,
        "order_id": o.id,
        "created_at": zoned(r.created_at),
        "note": r.note,
        "user_id": None,
        "processed_at": zoned(r.created_at),
        "duties": [],
        "total_duties_set": money_set(_bag(o, 0)),
        "return": None,
        "refund_shipping_lines": [],
        "restock": bool(r.lines),
        "admin_graphql_api_id": gid("Refund", r.id),
        "order_adjustments": _adjustments(o, r),
        "refund_line_items": [_line(o, r, piece, place) for place, piece in enumerate(r.lines, start=1)],
        "transactions": [_transaction(o, r)] if r.amount else [],
    }


def _line(o: Order, r: Refund, piece: RefundLine, place: int) -> Json:
    """Here, and only here, Shopify writes money as numbers too."""
    return {
        "id": r.id + place,
        "quantity": piece.quantity,
        "line_item_id": piece.line.id,
        "location_id": None,
        "restock_type": "cancel" if o.cancelled_at else "return",
        "subtotal": piece.subtotal / 100,
        "total_tax": piece.tax / 100,
        "subtotal_set": money_set(_bag(o, piece.subtotal)),
        "total_tax_set": money_set(_bag(o, piece.tax)),
        "line_item": {k: v for k, v in order_line(piece.line, o).items() if k not in _ONLY_ON_ORDERS},
    }


def _adjustments(o: Order, r: Refund) -> list[Json]:
    explained = sum(piece.subtotal + (0 if o.taxes_included else piece.tax) for piece in r.lines)
    rest = explained - r.amount
    if not rest:
        return []
    return [
        {
            "id": r.id + 16,
            "order_id": o.id,
            "refund_id": r.id,
            "kind": "refund_discrepancy",
            "reason": "Refund discrepancy",
            "amount": price_text(rest),
            "amount_set": money_set(_bag(o, rest)),
            "tax_amount": "0.00",
            "tax_amount_set": money_set(_bag(o, 0)),
        }
    ]


def _transaction(o: Order, r: Refund) -> Json:
    number = r.id + 17
    unsettled = {"amount": "0.0", "currency": SHOP_CURRENCY}
    return {
        "id": number,
        "order_id": o.id,
        "kind": "refund",
        "gateway": o.gateways[0] if o.gateways else "manual",
        "status": "success",
        "message": None,
        "created_at": zoned(r.created_at),
        "test": o.test,
        "authorization": None,
        "location_id": None,
        "user_id": None,
        "parent_id": None,
        "processed_at": zoned(r.created_at),
        "device_id": None,
        "error_code": None,
        "source_name": o.source_name,
        "receipt": {},
        "amount": price_text(r.amount),
        "currency": SHOP_CURRENCY,
        "payment_id": f"{o.name}.{len(o.refunds) + 1}",
        "total_unsettled_set": {"presentment_money": unsettled, "shop_money": unsettled},
        "manual_payment_gateway": False,
        "amount_rounding": None,
        "admin_graphql_api_id": gid("OrderTransaction", number),
    }


def _bag(o: Order, cents: int) -> MoneyBag:
    return MoneyBag(cents, o.presentment_currency, o.rate)
