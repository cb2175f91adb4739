"""What the buttons of the admin do."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from demo_store.back_office import actions
from demo_store.back_office.actions import Refused
from demo_store.back_office.door import Doings, done, owners_context
from demo_store.back_office.pages import found_record
from demo_store.graphql_api.mutations import uninstall
from demo_store.oauth.pages import the_store
from demo_store.records import Customer, LineItem, Order

rooms = Blueprint("changes", __name__)


def named_customer(text: str) -> Customer | None:
    """Who is meant by an e-mail address or an id; None for nobody in particular."""
    wanted = text.strip()
    if not wanted:
        return None
    store = the_store()
    found = store.customers.get(int(wanted)) if wanted.isdigit() else store.customer_by_email(wanted)
    if found is None:
        raise Refused(f"There is no customer “{wanted}”.")
    return found


@rooms.post("/orders")
def new_order() -> ResponseReturnValue:
    """Place an order by hand, for somebody or anybody."""

    def place() -> str:
        customer = named_customer(request.form.get("customer", ""))
        order = actions.place_order(the_store(), customer, paid=request.form.get("paid", "yes") == "yes")
        return f"/admin/orders/{order.id}"

    return done({"place": place}, "/admin/orders")


@rooms.post("/checkouts")
def new_checkout() -> ResponseReturnValue:
    """Begin a checkout as somebody or anybody, and leave it."""

    def abandon() -> str:
        customer = named_customer(request.form.get("customer", ""))
        return f"/admin/checkouts/{actions.abandon_checkout(the_store(), customer).id}"

    return done({"abandon": abandon}, "/admin/checkouts")


@rooms.post("/customers")
def new_customer() -> ResponseReturnValue:
    def create() -> str:
        return f"/admin/customers/{actions.create_customer(the_store(), request.form.to_dict()).id}"

    return done({"create": create}, "/admin/customers")


@rooms.post("/orders/<int:number>")
def change_order(number: int) -> ResponseReturnValue:
    """Mark paid, fulfil, cancel, refund, take back, edit or delete."""
    store, order, form = the_store(), found_record("orders", number), request.form
    doings: Doings = {
        "paid": lambda: actions.mark_paid(store, order),
        "fulfil": lambda: actions.fulfil(store, order),
        "cancel": lambda: actions.cancel(store, order, form.get("reason", "OTHER")),
        "refund": lambda: actions.refund(store, order, form.get("amount", ""), form.get("note", "")),
        "take-back": lambda: actions.take_back(store, order, _line(order), note=form.get("note", "")),
        "save": lambda: actions.edit_order(store, order, form.to_dict()),
        "delete": lambda: actions.delete_order(store, order),
    }
    return done(doings, f"/admin/orders/{number}", "/admin/orders")


def _line(order: Order) -> LineItem:
    found = next((line for line in order.line_items if str(line.id) == request.form.get("line")), None)
    if found is None:
        raise Refused("There is no such line.")
    return found


@rooms.post("/customers/<int:number>")
def change_customer(number: int) -> ResponseReturnValue:
    """Edit, merge with another, or delete."""
    store, customer = the_store(), found_record("customers", number)

    def merge() -> None:
        other = named_customer(request.form.get("other", ""))
        if other is None:
            raise Refused("Whom with?")
        actions.merge_customers(store, customer, other)

    doings: Doings = {
        # An unticked box is not sent: say that it is empty.
        "save": lambda: actions.edit_customer(store, customer, {"tax_exempt": "", **request.form.to_dict()}),
        "merge": merge,
        "delete": lambda: actions.delete_customer(store, customer),
    }
    return done(doings, f"/admin/customers/{number}", "/admin/customers")


@rooms.post("/products/<int:number>")
def change_product(number: int) -> ResponseReturnValue:
    """Edit, duplicate or delete."""
    store, product = the_store(), found_record("products", number)
    doings: Doings = {
        "save": lambda: actions.edit_product(store, product, request.form.to_dict()),
        "duplicate": lambda: f"/admin/products/{actions.duplicate_product(store, product).id}",
        "delete": lambda: actions.delete_product(store, product),
    }
    return done(doings, f"/admin/products/{number}", "/admin/products")


@rooms.post("/checkouts/<int:number>")
def change_checkout(number: int) -> ResponseReturnValue:
    """Complete it for its buyer, change the note, or delete it."""
    store, checkout = the_store(), found_record("checkouts", number)
    doings: Doings = {
        "complete": lambda: f"/admin/orders/{actions.complete_checkout(store, checkout).id}",
        "save": lambda: actions.edit_checkout(store, checkout, request.form.get("note", "")),
        "delete": lambda: actions.delete_checkout(store, checkout),
    }
    return done(doings, f"/admin/checkouts/{number}", "/admin/checkouts")


@rooms.post("/store")
def change_store() -> ResponseReturnValue:
    store = the_store()
    return done({"rename": lambda: actions.rename_shop(store, request.form.get("name", ""))}, "/admin")


@rooms.post("/app/uninstall")
def uninstall_app() -> ResponseReturnValue:
    """Remove the app, as a merchant does in the settings."""
    uninstall(owners_context())
    flash("hubsync was uninstalled: its tokens and subscriptions are gone.")
    return redirect("/admin")
