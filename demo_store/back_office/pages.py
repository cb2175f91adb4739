"""The pages of the store's own admin: today, lists with search, one page a record."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from demo_store.back_office import actions, properties
from demo_store.back_office.door import owners_context
from demo_store.graphql_api.listings import CHECKOUTS, CUSTOMERS, ORDERS, PRODUCTS, Listing
from demo_store.graphql_api.roots import search_of
from demo_store.instants import DAY, shop_time
from demo_store.oauth.pages import the_store
from demo_store.seeding.orders import kept

rooms = Blueprint("pages", __name__)
PER_PAGE = 50


class Room(NamedTuple):
    """A list of the admin."""

    title: str
    listing: Listing
    hint: str


ROOMS = {
    "orders": Room("Orders", ORDERS, "#1042, a name, or financial_status:pending"),
    "customers": Room("Customers", CUSTOMERS, "A name, an e-mail address, or tag:VIP"),
    "products": Room("Products", PRODUCTS, "A title, or sku:MA-101-01"),
    "checkouts": Room("Abandoned checkouts", CHECKOUTS, "A name, or status:open"),
}


@rooms.get("")
def overview() -> ResponseReturnValue:
    """Today, and what the app has here."""
    store = the_store()
    now = store.opened_at if not len(store.orders) else max(store.opened_at, store.orders.all()[-1].created_at)
    recent = [order for order in store.orders.all() if order.created_at > now - 30 * DAY]
    today = [order for order in recent if shop_time(order.created_at).date() == shop_time(now).date()]
    waiting = [o for o in store.orders.all() if o.fulfillment_status == "UNFULFILLED" and not o.cancelled_at]
    figures = (
        ("Orders today", len(today), "/admin/orders"),
        ("Sales of 30 days", sum(kept(order) for order in recent), "/admin/orders"),
        ("To be sent", len(waiting), "/admin/orders?q=fulfillment_status:unshipped+status:open"),
        ("Open checkouts", sum(not c.completed_at for c in store.checkouts.all()), "/admin/checkouts?q=status:open"),
    )
    return render_template(
        "office/overview.html",
        store=store,
        figures=figures,
        room="",
        latest=store.orders.all()[-8:][::-1],
        granted=store.installations.granted,
        subscriptions=store.webhooks.all(),
        exports=store.bulk.all()[::-1][:8],
    )


@rooms.get("/<any(orders, customers, products, checkouts):room>")
def listing(room: str) -> ResponseReturnValue:
    """A list, newest first, with the search that the API has too."""
    kind = ROOMS[room]
    wanted = request.args.get("q", "").strip()
    records = kind.listing.shelf(the_store()).sorted_by("CREATED_AT", kind.listing.keys["CREATED_AT"])[::-1]
    test = search_of(kind.listing, wanted).test if wanted else None
    found = records if test is None else [record for record in records if test(record)]
    page = max(1, int(request.args.get("page", "1")) if request.args.get("page", "1").isdigit() else 1)
    return render_template(
        f"office/{room}.html",
        store=the_store(),
        room=room,
        kind=kind,
        wanted=wanted,
        count=len(found),
        page=page,
        pages=max(1, -(-len(found) // PER_PAGE)),
        records=found[(page - 1) * PER_PAGE : page * PER_PAGE],
    )


def found_record(room: str, number: int) -> Any:
    """The record of a page; 404 when there is none."""
    record = ROOMS[room].listing.shelf(the_store()).get(number)
    if record is None:
        abort(404)
    return record


@rooms.get("/orders/<int:number>")
def order_page(number: int) -> ResponseReturnValue:
    order = found_record("orders", number)
    return render_template(
        "office/order.html",
        store=the_store(),
        room="orders",
        order=order,
        kept=kept(order),
        properties=properties.order_properties(order),
        reasons=actions.CANCEL_REASONS,
    )


@rooms.get("/customers/<int:number>")
def customer_page(number: int) -> ResponseReturnValue:
    customer = found_record("customers", number)
    return render_template(
        "office/customer.html",
        store=the_store(),
        room="customers",
        customer=customer,
        consents=actions.CONSENTS,
        properties=properties.contact_properties(customer),
        orders=the_store().orders_of(customer)[::-1],
    )


@rooms.get("/products/<int:number>")
def product_page(number: int) -> ResponseReturnValue:
    product = found_record("products", number)
    return render_template(
        "office/product.html",
        store=the_store(),
        room="products",
        product=product,
        properties=properties.product_properties(product, owners_context()),
    )


@rooms.get("/checkouts/<int:number>")
def checkout_page(number: int) -> ResponseReturnValue:
    checkout = found_record("checkouts", number)
    return render_template(
        "office/checkout.html",
        store=the_store(),
        room="checkouts",
        checkout=checkout,
        properties=properties.checkout_properties(checkout, owners_context()),
    )
