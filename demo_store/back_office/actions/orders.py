"""Orders: placing one by hand, money in and out, sending, cancelling, deleting."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from demo_store.back_office.actions.recount import recount
from demo_store.back_office.actions.refusal import Refused
from demo_store.back_office.actions.tags import split_tags
from demo_store.back_office.random_shopping import filled_basket, somebody
from demo_store.identifiers import confirmation_number, token
from demo_store.instants import now
from demo_store.money import cents_of
from demo_store.records import Customer, LineItem, Order, Refund, RefundLine
from demo_store.returns import everything, pieces
from demo_store.seeding.baskets import totals_of
from demo_store.seeding.orders import kept
from demo_store.storefront.selling import country_of, take_in
from demo_store.webhooks.occurrences import Refunded
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store

CANCEL_REASONS: Final = ("CUSTOMER", "INVENTORY", "FRAUD", "DECLINED", "STAFF", "OTHER")
_WAITING: Final = ("PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED")


@one_action
def place_order(
    store: Store, customer: Customer | None = None, *, paid: bool = True, rng: Random | None = None
) -> Order:
    """Take an order by telephone: somebody's (anybody's unless given), for a basket of whatever is sold."""
    rng = rng or store.rng
    customer = customer or somebody(store, rng)
    address = customer.default_address
    country = country_of(address.place.country_code if address else "FR")
    lines = filled_basket(store, rng, "LineItem")
    totals = totals_of(lines, country, None, ships=address is not None)
    at = now()
    order = Order(
        store.ids.mint("Order"),
        store.next_order_number(),
        at,
        at,
        customer,
        customer.email,
        customer.phone,
        confirmation_number(rng),
        token(rng),
        None,
        None,
        "shopify_draft_order",
        lines,
        *totals,
        country.vat is not None,
        sum(line.grams * line.quantity for line in lines),
        "EUR",
        1.0,
        "PAID" if paid else "PENDING",
        "UNFULFILLED",
        address,
        address,
        customer.locale,
        ("manual",) if paid else ("Bank transfer",),
    )
    take_in(store, order)
    return order


@one_action
def mark_paid(store: Store, order: Order) -> None:
    if order.financial_status not in _WAITING or order.cancelled_at:
        raise Refused("This order does not wait for money.")
    order.financial_status = "PAID"
    store.tell("orders/paid", order)
    _changed(store, order)


@one_action
def fulfil(store: Store, order: Order) -> None:
    if order.cancelled_at or order.fulfillment_status == "FULFILLED":
        raise Refused("There is nothing left to send.")
    order.fulfillment_status, order.sent_at = "FULFILLED", now()
    if order.financial_status in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED"):
        order.closed_at = now()
    store.tell("orders/fulfilled", order)
    _changed(store, order)


@one_action
def cancel(store: Store, order: Order, reason: str = "OTHER") -> None:
    """Cancel: what was paid is given back, what was not is voided, the goods go back on the shelf."""
    if order.cancelled_at:
        raise Refused("This order is cancelled already.")
    if order.fulfillment_status == "FULFILLED":
        raise Refused("What was sent cannot be cancelled: refund it.")
    if reason not in CANCEL_REASONS:
        raise Refused("That is no reason.")
    order.cancelled_at = order.closed_at = now()
    order.cancel_reason = reason
    due, back = kept(order), everything(order)
    if due:
        _give_back(store, order, due, None, back)
    order.financial_status = "REFUNDED" if order.refunds else "VOIDED"
    for piece in back:
        piece.line.current_quantity = 0
        if piece.line.variant:
            piece.line.variant.inventory_quantity += piece.quantity
            store.touch(piece.line.variant.product)
    store.tell("orders/cancelled", order)
    _changed(store, order)


@one_action
def refund(store: Store, order: Order, amount: str, note: str = "") -> None:
    """Give money back ("12.50"), at most what was kept. All of it at once takes all pieces back too."""
    try:
        cents = cents_of(amount)
    except ValueError:
        raise Refused("Please enter an amount, like 12.50.") from None
    left = kept(order)
    if not 0 < cents <= left:
        raise Refused(f"Between 0.01 and {left / 100:.2f} can be given back.")
    back = everything(order) if cents == order.total else ()
    for piece in back:
        piece.line.current_quantity = 0
    _settle(store, order, cents, note, back)


@one_action
def take_back(store: Store, order: Order, line: LineItem, quantity: int = 1, note: str = "") -> None:
    """Take pieces of a line back and give back what was paid for them."""
    if not 0 < quantity <= line.current_quantity:
        raise Refused(f"Between 1 and {line.current_quantity} of these can come back.")
    back = pieces(order, line, quantity)
    cents = min(kept(order), back.subtotal + (0 if order.taxes_included else back.tax))
    if not cents:
        raise Refused("There is no money to give back.")
    line.current_quantity -= quantity
    _settle(store, order, cents, note, (back,))


@one_action
def edit_order(store: Store, order: Order, given: dict[str, str]) -> None:
    """Note and tags, those of them that are given."""
    if "note" in given:
        order.note = given["note"].strip() or None
    if "tags" in given:
        order.tags = split_tags(given["tags"])
    store.touch(order)


@one_action
def delete_order(store: Store, order: Order) -> None:
    store.remove(order)
    recount(store, order.customer)


def _settle(store: Store, order: Order, cents: int, note: str, back: tuple[RefundLine, ...]) -> None:
    left = kept(order)
    _give_back(store, order, cents, note or None, back)
    order.financial_status = "REFUNDED" if cents == left else "PARTIALLY_REFUNDED"
    _changed(store, order)


def _give_back(store: Store, order: Order, cents: int, note: str | None, back: tuple[RefundLine, ...]) -> None:
    made = Refund(store.ids.mint("Refund"), now(), note, cents, back)
    order.refunds += (made,)
    store.tell("refunds/create", Refunded(order, made))


def _changed(store: Store, order: Order) -> None:
    store.touch(order)
    recount(store, order.customer)
