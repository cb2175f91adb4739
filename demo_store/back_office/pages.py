"""The store's own admin: lists with search, one page a record, and what the owner can do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo_store.back_office import actions, properties
from demo_store.back_office.actions import Refused
from demo_store.graphql_api.access import NODE_SCOPES
from demo_store.graphql_api.context import Context
from demo_store.graphql_api.listings import CHECKOUTS, CUSTOMERS, ORDERS, PRODUCTS, Listing
from demo_store.graphql_api.mutations import uninstall
from demo_store.graphql_api.roots import search_of
from demo_store.instants import DAY, shop_time
from demo_store.oauth.pages import is_owner, the_store
from demo_store.seeding.orders import kept

door = Blueprint("back_office", __name__, url_prefix="/admin")
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


@door.before_request
def owners_only() -> ResponseReturnValue | None:
    """Everything here is behind the demo log-in."""
    if is_owner():
        return None
    return redirect(f"/admin/login?next={request.path}")


@door.app_template_filter("moment")
def moment(at: int | None) -> str:
    """An instant on the shop's clock; a dash for none."""
    return "—" if at is None else shop_time(at).strftime("%d %b %Y, %H:%M")


@door.app_template_filter("state")
def state(name: str | None) -> str:
    """PARTIALLY_REFUNDED → Partially refunded."""
    return "—" if not name else name.replace("_", " ").capitalize()


@door.get("")
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


@door.get("/<any(orders, customers, products, checkouts):room>")
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


def _found(room: str, number: int) -> Any:
    record = ROOMS[room].listing.shelf(the_store()).get(number)
    if record is None:
        abort(404)
    return record


def _context() -> Context:
    store = the_store()
    return Context(store, store.options.base_url, "2026-10", frozenset(NODE_SCOPES.values()))


@door.get("/orders/<int:number>")
def order_page(number: int) -> ResponseReturnValue:
    order = _found("orders", number)
    return render_template(
        "office/order.html",
        store=the_store(),
        room="orders",
        order=order,
        kept=kept(order),
        properties=properties.order_properties(order),
        reasons=actions.CANCEL_REASONS,
    )


@door.get("/customers/<int:number>")
def customer_page(number: int) -> ResponseReturnValue:
    customer = _found("customers", number)
    return render_template(
        "office/customer.html",
        store=the_store(),
        room="customers",
        customer=customer,
        consents=actions.CONSENTS,
        properties=properties.contact_properties(customer),
        orders=the_store().orders_of(customer)[::-1],
    )


@door.get("/products/<int:number>")
def product_page(number: int) -> ResponseReturnValue:
    product = _found("products", number)
    return render_template(
        "office/product.html",
        store=the_store(),
        room="products",
        product=product,
        properties=properties.product_properties(product, _context()),
    )


@door.get("/checkouts/<int:number>")
def checkout_page(number: int) -> ResponseReturnValue:
    checkout = _found("checkouts", number)
    return render_template(
        "office/checkout.html",
        store=the_store(),
        room="checkouts",
        checkout=checkout,
        properties=properties.checkout_properties(checkout, _context()),
    )


@door.post("/orders/<int:number>")
def change_order(number: int) -> ResponseReturnValue:
    """Mark paid, fulfil, cancel, refund or delete."""
    store, order, form = the_store(), _found("orders", number), request.form
    doings: dict[str, Callable[[], None]] = {
        "paid": lambda: actions.mark_paid(store, order),
        "fulfil": lambda: actions.fulfil(store, order),
        "cancel": lambda: actions.cancel(store, order, form.get("reason", "OTHER")),
        "refund": lambda: actions.refund(store, order, form.get("amount", ""), form.get("note", "")),
        "delete": lambda: actions.delete_order(store, order),
    }
    return _done(doings, f"/admin/orders/{number}", "/admin/orders")


@door.post("/customers/<int:number>")
def change_customer(number: int) -> ResponseReturnValue:
    store, customer = the_store(), _found("customers", number)
    doings: dict[str, Callable[[], None]] = {
        "save": lambda: actions.edit_customer(store, customer, {"tax_exempt": "", **request.form.to_dict()}),
        "delete": lambda: actions.delete_customer(store, customer),
    }
    return _done(doings, f"/admin/customers/{number}", "/admin/customers")


@door.post("/products/<int:number>")
def change_product(number: int) -> ResponseReturnValue:
    store, product = the_store(), _found("products", number)
    doings: dict[str, Callable[[], None]] = {
        "save": lambda: actions.edit_product(store, product, request.form.to_dict()),
        "delete": lambda: actions.delete_product(store, product),
    }
    return _done(doings, f"/admin/products/{number}", "/admin/products")


@door.post("/app/uninstall")
def uninstall_app() -> ResponseReturnValue:
    """Remove the app, as a merchant does in the settings."""
    uninstall(_context())
    flash("hubsync was uninstalled: its tokens and subscriptions are gone.")
    return redirect("/admin")


def _done(doings: dict[str, Callable[[], None]], here: str, away: str) -> ResponseReturnValue:
    """Do what the pressed button says, under the store's lock, and say how it went."""
    wanted = request.form.get("do", "")
    if wanted not in doings:
        abort(400)
    try:
        with the_store().action():
            doings[wanted]()
    except Refused as refusal:
        flash(str(refusal))
        return redirect(here)
    flash("Deleted." if wanted == "delete" else "Saved.")
    return redirect(away if wanted == "delete" else here)
