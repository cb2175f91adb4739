"""The page about webhooks: who is told what, how it went, and what shall go wrong."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo_store.back_office import actions
from demo_store.back_office.actions import Refused
from demo_store.back_office.changes import named_customer
from demo_store.back_office.door import Doings, done
from demo_store.faults import SHARES
from demo_store.oauth.pages import the_store
from demo_store.records import Customer

rooms = Blueprint("webhooks", __name__)
_WORDS = {
    "drop": "Never sent",
    "duplicate": "Sent twice",
    "reorder": "Overtaken by others",
    "api_errors": "API calls that fail (5xx)",
    "throttle": "API calls that are throttled",
}


@rooms.get("/webhooks")
def webhooks() -> ResponseReturnValue:
    """Subscriptions, the last deliveries, faults, privacy requests."""
    store = the_store()
    parcels = store.deliveries.sender.recent()
    return render_template(
        "office/webhooks.html",
        store=store,
        room="webhooks",
        subscriptions=store.webhooks.all(),
        parcels=parcels,
        faults=store.faults,
        shares=[(name, _WORDS[name], getattr(store.faults, name)) for name in SHARES],
    )


@rooms.post("/webhooks/faults")
def change_faults() -> ResponseReturnValue:
    """Change what goes wrong, from now on."""
    try:
        shares = {name: _number(request.form.get(name, "0"), 1) for name in SHARES}
        delay = _number(request.form.get("delay", "0"), 3600)
    except ValueError:
        flash("Shares are between 0 and 1, seconds are up to an hour.")
        return redirect("/admin/webhooks")
    faults = the_store().faults
    for name, share in shares.items():
        setattr(faults, name, share)
    faults.delay, faults.expire_tokens = delay, "expire_tokens" in request.form
    flash("Saved.")
    return redirect("/admin/webhooks")


@rooms.post("/webhooks/privacy")
def ask_for_privacy() -> ResponseReturnValue:
    """Send one of the three privacy topics."""
    store = the_store()

    def somebody() -> Customer:
        customer = named_customer(request.form.get("customer", ""))
        if customer is None:
            raise Refused("Which customer?")
        return customer

    doings: Doings = {
        "data_request": lambda: actions.request_data(store, somebody()),
        "redact": lambda: actions.redact_customer(store, somebody()),
        "shop_redact": lambda: actions.redact_shop(store),
    }
    return done(doings, "/admin/webhooks")


def _number(text: str, most: float) -> float:
    number = float(text.strip().replace(",", ".") or 0)
    if not 0 <= number <= most:
        raise ValueError(text)
    return number
