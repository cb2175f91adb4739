"""Cart and checkout."""

from __future__ import annotations

import hmac
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from demo_store.oauth.pages import the_store
from demo_store.records import Checkout, Order
from demo_store.seeding.baskets import CODES
from demo_store.seeding.places import COUNTRIES
from demo_store.storefront import trail
from demo_store.storefront.selling import (
    Cart,
    Delivery,
    begin_checkout,
    complete,
    country_of,
    find_or_make_customer,
    lines_of,
    price,
)

door = Blueprint("buying", __name__)
MOST = 20


def _basket() -> dict[str, int]:
    """Quantity by variant id, as this browser filled it."""
    basket: dict[str, int] = session.setdefault("basket", {})
    return basket


def _quantity(text: str | None) -> int:
    return min(MOST, max(0, int(text))) if text and text.isdigit() else 1


@door.post("/cart/add")
def add() -> ResponseReturnValue:
    variant = the_store().variant(int(request.form.get("variant", "0") or 0))
    if variant is None or not variant.product.published_at:
        abort(404)
    key = str(variant.id)
    _basket()[key] = min(MOST, _basket().get(key, 0) + (_quantity(request.form.get("quantity")) or 1))
    session.modified = True
    return redirect("/cart")


@door.get("/cart")
def cart() -> ResponseReturnValue:
    lines = lines_of(the_store(), _basket(), "AbandonedCheckoutLineItem")
    total = sum(line.original_total for line in lines)
    return render_template("storefront/cart.html", lines=lines, total=total, note=session.get("note", ""))


@door.post("/cart")
def change() -> ResponseReturnValue:
    """Change quantities (0 takes a line out), then stay or go to the checkout."""
    for key in list(_basket()):
        quantity = _quantity(request.form.get(f"quantity-{key}"))
        if quantity:
            _basket()[key] = quantity
        else:
            del _basket()[key]
    session["note"] = request.form.get("note", "")[:1000]
    session.modified = True
    return redirect("/checkout" if request.form.get("then") == "checkout" and _basket() else "/cart")


@door.route("/checkout", methods=["GET", "POST"])
def contact() -> ResponseReturnValue:
    """First step: the e-mail address. From then on the checkout is known, and abandoned unless completed."""
    if not _basket():
        return redirect("/cart")
    email = request.form.get("email", "").strip()
    if request.method == "POST" and "@" in email:
        session["checkout"] = token = _begin(email, subscribes="subscribe" in request.form).token
        return redirect(f"/checkouts/{token}")
    if request.method == "POST":
        flash("Please enter an e-mail address.")
    lines = lines_of(the_store(), _basket(), "AbandonedCheckoutLineItem")
    return render_template(
        "storefront/contact.html", lines=lines, subtotal=sum(line.original_total for line in lines), email=email
    )


@door.route("/checkouts/<token>", methods=["GET", "POST"])
def checkout(token: str) -> ResponseReturnValue:
    """Second step: where to, and pay."""
    found = _own_checkout(token)
    if found.completed_at:
        return redirect(f"/checkouts/{token}/thank-you")
    country = country_of(request.form.get("country", "FR"))
    code = request.form.get("code", found.discount_codes[0] if found.discount_codes else "").strip().upper()
    known_code = code if code in CODES else None
    if request.form.get("then") == "pay" and request.form.get("priced_for") == country.code:
        order = complete(the_store(), found, _delivery(), known_code, partial(trail.journey, the_store().ids))
        session.pop("basket", None)
        session.pop("note", None)
        session["ordered"] = order.token
        return redirect(f"/checkouts/{token}/thank-you")
    if code and not known_code:
        flash(f"“{code}” is not a code of ours.")
    if request.method == "POST":
        with the_store().action():
            price(found, country, known_code)
            the_store().touch(found)
        if request.form.get("then") == "pay":
            flash(f"Delivery to {country.name} changes the total: please look again and pay.")
    return render_template(
        "storefront/checkout.html",
        checkout=found,
        country=country,
        countries=COUNTRIES,
        code=known_code or "",
        given=request.form,
        shipping=_shipping(found),
    )


@door.get("/checkouts/<token>/recover")
def recover(token: str) -> ResponseReturnValue:
    """The link of a recovery mail: fills the basket again and goes on where the buyer left."""
    found = next((c for c in the_store().checkouts.all() if c.token == token), None)
    if found is None or not hmac.compare_digest(found.key, request.args.get("key", "")):
        abort(404)
    session["checkout"] = token
    if not found.completed_at:
        session["basket"] = {str(line.variant.id): line.quantity for line in found.line_items if line.variant}
    return redirect(f"/checkouts/{token}")


@door.get("/checkouts/<token>/thank-you")
def thank_you(token: str) -> ResponseReturnValue:
    _own_checkout(token)
    order = next((order for order in the_store().orders.all() if order.checkout_token == token), None)
    if order is None:
        abort(404)
    return render_template("storefront/order.html", order=order, is_new=session.pop("ordered", None) == order.token)


@door.get("/orders/<token>")
def order_status(token: str) -> ResponseReturnValue:
    """The status page of an order: who has the link sees it."""
    order: Order | None = next((order for order in the_store().orders.all() if order.token == token), None)
    if order is None:
        abort(404)
    return render_template("storefront/order.html", order=order, is_new=False)


def _begin(email: str, *, subscribes: bool) -> Checkout:
    store = the_store()
    with store.action():
        customer = find_or_make_customer(store, email, subscribes=subscribes)
        lines = lines_of(store, _basket(), "AbandonedCheckoutLineItem")
        cart = Cart(lines, trail.arrival(), session.get("note", ""))
        return begin_checkout(store, customer, cart, subscribes=subscribes)


def _own_checkout(token: str) -> Checkout:
    """The checkout this browser began or came back to by its link."""
    found = next((c for c in the_store().checkouts.all() if c.token == token), None)
    if found is None or session.get("checkout") != token:
        abort(404)
    return found


def _shipping(checkout: Checkout) -> int:
    tax = 0 if checkout.taxes_included else checkout.tax
    return checkout.total - checkout.subtotal - tax


def _delivery() -> Delivery:
    form = request.form
    return Delivery(
        form.get("first_name", ""),
        form.get("last_name", ""),
        form.get("address1", ""),
        form.get("address2", ""),
        form.get("zip", ""),
        form.get("city", ""),
        form.get("province", ""),
        form.get("country", "FR"),
        form.get("phone", ""),
    )
