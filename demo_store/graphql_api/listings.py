"""The root connections: what each lists, how it sorts, what can be searched, and the scope it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from demo_store.graphql_api.filters import Filter, Filters, Test
from demo_store.records import Customer

if TYPE_CHECKING:
    from demo_store.store import Shelf, Store


class Listing(NamedTuple):
    """`keys` by sort-key name give (value, id) pairs; `words` is the text plain search words are looked for in."""

    kind: str
    shelf: Callable[[Store], Shelf[Any]]
    keys: dict[str, Callable[[Any], tuple[Any, int]]]
    filters: Filters
    words: Callable[[Any], str]
    count_filters: tuple[str, ...] = ()


def _key(value: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, int]]:
    return lambda record: (value(record), record.id)


_DATES: Final[dict[str, Callable[[Any], tuple[Any, int]]]] = {
    "ID": _key(lambda r: r.id),
    "RELEVANCE": _key(lambda r: r.id),
    "CREATED_AT": _key(lambda r: r.created_at),
    "UPDATED_AT": _key(lambda r: r.updated_at),
}
_COMMON: Final[Filters] = {
    "id": Filter("id", lambda r: r.id),
    "created_at": Filter("time", lambda r: r.created_at),
    "updated_at": Filter("time", lambda r: r.updated_at),
}


def _country(c: Customer) -> str:
    address = c.default_address
    return f"{address.place.country}, {address.place.city}" if address else ""


def _in_country(wanted: str) -> Test:
    return lambda c: any(wanted in (a.place.country.lower(), a.place.country_code.lower()) for a in c.addresses)


def _last_name_first(c: Customer | None) -> str:
    return f"{c.last_name or ''}, {c.first_name or ''}" if c else ""


def _email_matches(wanted: str) -> Test:
    """`email` is a tokenised field: a whole address, one of its words, or `*`."""
    if wanted == "*":
        return lambda r: bool(r.email)
    return lambda r: bool(r.email) and wanted in (r.email.lower(), *r.email.lower().split("@"))


def _order_status(wanted: str) -> Test:
    return {
        "open": lambda o: o.closed_at is None and o.cancelled_at is None,
        "closed": lambda o: o.closed_at is not None,
        "cancelled": lambda o: o.cancelled_at is not None,
        "not_closed": lambda o: o.closed_at is None,
    }.get(wanted, lambda _: True)


_FULFILLMENT: Final = {
    "shipped": ("FULFILLED",),
    "fulfilled": ("FULFILLED",),
    "partial": ("PARTIALLY_FULFILLED",),
    "unshipped": ("UNFULFILLED",),
    "unfulfilled": ("UNFULFILLED", "PARTIALLY_FULFILLED", "OPEN", "IN_PROGRESS"),
}


def _fulfillment(wanted: str) -> Test:
    statuses = _FULFILLMENT.get(wanted, (wanted.upper(),))
    return lambda o: o.fulfillment_status in statuses


CUSTOMERS: Final = Listing(
    "Customer",
    lambda store: store.customers,
    {**_DATES, "NAME": _key(_last_name_first), "LOCATION": _key(_country)},
    {
        "id": _COMMON["id"],
        "updated_at": _COMMON["updated_at"],
        "created_at": _COMMON["created_at"],
        "customer_date": _COMMON["created_at"],
        "email": Filter("test", _email_matches),
        "phone": Filter("text", lambda c: c.phone),
        "first_name": Filter("text", lambda c: c.first_name),
        "last_name": Filter("text", lambda c: c.last_name),
        "country": Filter("test", _in_country),
        "accepts_marketing": Filter("flag", lambda c: c.consent == "SUBSCRIBED"),
        "orders_count": Filter("number", lambda c: c.number_of_orders),
        "total_spent": Filter("number", lambda c: c.amount_spent / 100),
        "state": Filter("text", lambda c: c.state),
        "tag": Filter("set", lambda c: c.tags),
        "tag_not": Filter("test", lambda wanted: lambda c: wanted not in {tag.lower() for tag in c.tags}),
    },
    lambda c: f"{c.display_name} {c.email or ''} {c.phone or ''}",
    ("id", "created_at", "updated_at"),
)

ORDERS: Final = Listing(
    "Order",
    lambda store: store.orders,
    {
        **_DATES,
        "PROCESSED_AT": _key(lambda o: o.created_at),
        "ORDER_NUMBER": _key(lambda o: o.number),
        "TOTAL_PRICE": _key(lambda o: o.total),
        "CURRENT_TOTAL_PRICE": _key(lambda o: o.total - o.refunded),
        "FINANCIAL_STATUS": _key(lambda o: o.financial_status),
        "FULFILLMENT_STATUS": _key(lambda o: o.fulfillment_status),
        "TOTAL_ITEMS_QUANTITY": _key(lambda o: sum(line.quantity for line in o.line_items)),
        "CUSTOMER_NAME": _key(lambda o: _last_name_first(o.customer)),
        "DESTINATION": _key(lambda o: o.shipping_address.place.country if o.shipping_address else ""),
        "PO_NUMBER": _key(lambda o: ""),
    },
    {
        **_COMMON,
        "processed_at": _COMMON["created_at"],
        "name": Filter("test", lambda wanted: lambda o: str(o.number) == wanted.lstrip("#")),
        "email": Filter("test", _email_matches),
        "customer_id": Filter("id", lambda o: o.customer.id if o.customer else 0),
        "cart_token": Filter("text", lambda o: o.cart_token),
        "checkout_token": Filter("text", lambda o: o.checkout_token),
        "confirmation_number": Filter("text", lambda o: o.confirmation_number),
        "status": Filter("test", _order_status),
        "financial_status": Filter("text", lambda o: o.financial_status),
        "fulfillment_status": Filter("test", _fulfillment),
        "discount_code": Filter("text", lambda o: o.discount_codes[0] if o.discount_codes else None),
        "gateway": Filter("set", lambda o: o.gateways),
        "source_name": Filter("text", lambda o: o.source_name),
        "channel": Filter("text", lambda o: o.source_name),
        "sku": Filter("set", lambda o: tuple(line.sku for line in o.line_items if line.sku)),
        "tag": Filter("set", lambda o: o.tags),
        "tag_not": Filter("test", lambda wanted: lambda o: wanted not in {tag.lower() for tag in o.tags}),
        "test": Filter("flag", lambda o: o.test),
        "current_total_price": Filter("number", lambda o: (o.total - o.refunded) / 100),
        "total_price": Filter("number", lambda o: o.total / 100),
    },
    lambda o: f"{o.name} {o.email or ''} {o.customer.display_name if o.customer else ''}",
)

PRODUCTS: Final = Listing(
    "Product",
    lambda store: store.products,
    {
        **_DATES,
        "TITLE": _key(lambda p: p.title.lower()),
        "VENDOR": _key(lambda p: p.vendor),
        "PRODUCT_TYPE": _key(lambda p: p.product_type),
        "PUBLISHED_AT": _key(lambda p: p.published_at or 0),
        "INVENTORY_TOTAL": _key(lambda p: sum(v.inventory_quantity for v in p.variants)),
    },
    {
        **_COMMON,
        "title": Filter("text", lambda p: p.title),
        "handle": Filter("text", lambda p: p.handle),
        "vendor": Filter("text", lambda p: p.vendor),
        "product_type": Filter("text", lambda p: p.product_type),
        "status": Filter("text", lambda p: p.status),
        "tag": Filter("set", lambda p: p.tags),
        "sku": Filter("set", lambda p: tuple(v.sku for v in p.variants)),
        "published_at": Filter("time", lambda p: p.published_at),
        "published_status": Filter(
            "test", lambda wanted: lambda p: wanted == "any" or (p.published_at is not None) is (wanted == "published")
        ),
        "gift_card": Filter("flag", lambda p: p.is_gift_card),
    },
    lambda p: f"{p.title} {p.product_type} {p.vendor} {' '.join(p.tags)}",
)

CHECKOUTS: Final = Listing(
    "AbandonedCheckout",
    lambda store: store.checkouts,
    {
        **_DATES,
        "CHECKOUT_ID": _key(lambda c: c.id),
        "TOTAL_PRICE": _key(lambda c: c.total),
        "CUSTOMER_NAME": _key(lambda c: _last_name_first(c.customer)),
    },
    {
        **_COMMON,
        "status": Filter("test", lambda wanted: lambda c: (c.completed_at is None) is (wanted == "open")),
        "recovery_state": Filter("test", lambda state: lambda c: (c.completed_at is None) is (state != "recovered")),
        "email_state": Filter("test", lambda wanted: lambda c: wanted == "not_sent"),
    },
    lambda c: f"{c.name} {c.email or ''} {c.customer.display_name if c.customer else ''}",
)

LISTINGS: Final[dict[str, Listing]] = {
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "products": PRODUCTS,
    "abandonedCheckouts": CHECKOUTS,
}
