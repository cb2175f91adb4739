"""What the owner does to records. Every change moves `updated_at`; a refusal is a sentence for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo_store.instants import now
from demo_store.money import cents_of
from demo_store.records import Checkout, Customer, Order, Product, Refund
from demo_store.seeding.orders import kept

if TYPE_CHECKING:
    from demo_store.store import Store

CANCEL_REASONS: Final = ("CUSTOMER", "INVENTORY", "FRAUD", "DECLINED", "STAFF", "OTHER")
CONSENTS: Final = ("SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID")


class Refused(Exception):
    """Why something cannot be done."""


def mark_paid(store: Store, order: Order) -> None:
    if order.financial_status not in ("PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED"):
        raise Refused("This order does not wait for money.")
    order.financial_status = "PAID"
    _changed(store, order)


def fulfil(store: Store, order: Order) -> None:
    if order.cancelled_at or order.fulfillment_status == "FULFILLED":
        raise Refused("There is nothing left to send.")
    order.fulfillment_status = "FULFILLED"
    if order.financial_status in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED"):
        order.closed_at = now()
    _changed(store, order)


def cancel(store: Store, order: Order, reason: str) -> None:
    """Cancel: what was paid is given back, what was not is voided, the goods go back on the shelf."""
    if order.cancelled_at:
        raise Refused("This order is cancelled already.")
    if order.fulfillment_status == "FULFILLED":
        raise Refused("What was sent cannot be cancelled: refund it.")
    if reason not in CANCEL_REASONS:
        raise Refused("That is no reason.")
    order.cancelled_at = order.closed_at = now()
    order.cancel_reason = reason
    due = kept(order)
    if due:
        order.refunds += (Refund(store.ids.mint("Refund"), now(), None, due),)
    order.financial_status = "REFUNDED" if order.refunds else "VOIDED"
    for line in order.line_items:
        line.current_quantity = 0
    _changed(store, order)


def refund(store: Store, order: Order, amount: str, note: str) -> None:
    """Give money back, at most what was kept."""
    try:
        cents = cents_of(amount)
    except ValueError:
        raise Refused("Please enter an amount, like 12.50.") from None
    left = kept(order)
    if not 0 < cents <= left:
        raise Refused(f"Between 0.01 and {left / 100:.2f} can be given back.")
    order.refunds += (Refund(store.ids.mint("Refund"), now(), note or None, cents),)
    order.financial_status = "REFUNDED" if cents == left else "PARTIALLY_REFUNDED"
    _changed(store, order)


def delete_order(store: Store, order: Order) -> None:
    store.orders.remove(order.id)
    _recount(store, order.customer)


def edit_customer(store: Store, customer: Customer, given: dict[str, str]) -> None:
    """Name, e-mail, note, tags, consent, as the page's form has them."""
    email = given.get("email", "").strip().lower() or None
    taken = store.customer_by_email(email) if email else None
    if taken is not None and taken is not customer:
        raise Refused("Email has already been taken")
    if email is None and customer.phone is None:
        raise Refused("A customer needs an e-mail address or a telephone number.")
    if email and "@" not in email:
        raise Refused("Email is invalid")
    consent = given.get("consent", customer.consent)
    if consent not in CONSENTS:
        raise Refused("That is no consent state.")
    customer.email = email
    customer.first_name = given.get("first_name", "").strip() or None
    customer.last_name = given.get("last_name", "").strip() or None
    customer.note = given.get("note", "").strip() or None
    customer.tags = _tags(given.get("tags", ""))
    customer.tax_exempt = "tax_exempt" in given
    if consent != customer.consent:
        customer.consent, customer.consent_updated_at = consent, now()
    store.touch(customer)


def delete_customer(store: Store, customer: Customer) -> None:
    """Shopify keeps customers who have ordered."""
    if customer.number_of_orders:
        raise Refused("A customer with orders cannot be deleted.")
    store.customers.remove(customer.id)
    for checkout in store.checkouts.all():
        if checkout.customer is customer:
            checkout.customer = None


def edit_product(store: Store, product: Product, given: dict[str, str]) -> None:
    """Title, tags, status and the variants' prices (`price-<id>`)."""
    try:
        prices = {
            variant: cents_of(given[f"price-{variant.id}"])
            for variant in product.variants
            if f"price-{variant.id}" in given
        }
    except ValueError:
        raise Refused("Please enter prices, like 12.50.") from None
    title = given.get("title", "").strip()
    if not title:
        raise Refused("Title can't be blank")
    product.title, product.tags = title, _tags(given.get("tags", ""))
    for variant, price in prices.items():
        if variant.price != price:
            variant.price, variant.updated_at = price, now()
    status = given.get("status", product.status)
    if status != product.status and status in ("ACTIVE", "DRAFT", "ARCHIVED"):
        product.status = status
        product.published_at = (product.published_at or now()) if status == "ACTIVE" else None
    store.touch(product)


def delete_product(store: Store, product: Product) -> None:
    """Orders and checkouts keep the words of its lines; the links become null."""
    store.products.remove(product.id)
    owners: list[Order | Checkout] = [*store.orders.all(), *store.checkouts.all()]
    for owner in owners:
        for line in owner.line_items:
            if line.product is product:
                line.product = line.variant = None


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))


def _changed(store: Store, order: Order) -> None:
    store.touch(order)
    _recount(store, order.customer)


def _recount(store: Store, customer: Customer | None) -> None:
    """Bring a customer's count, sum and last order up to date."""
    if customer is None:
        return
    orders = store.orders_of(customer)
    customer.number_of_orders = len(orders)
    customer.amount_spent = sum(kept(order) for order in orders)
    customer.last_order = orders[-1] if orders else None
    store.touch(customer)
