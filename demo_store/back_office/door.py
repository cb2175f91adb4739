"""The way into the store's own admin, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from demo_store.back_office.actions import Refused
from demo_store.graphql_api.access import NODE_SCOPES
from demo_store.graphql_api.context import Context
from demo_store.instants import shop_time
from demo_store.oauth.pages import is_owner, the_store

door = Blueprint("back_office", __name__, url_prefix="/admin")
Doings = dict[str, Callable[[], str | None]]


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


@door.app_template_filter("clock")
def clock(at: float) -> str:
    """An instant of these days, to the second."""
    return shop_time(int(at)).strftime("%d %b, %H:%M:%S")


@door.app_template_filter("state")
def state(name: str | None) -> str:
    """PARTIALLY_REFUNDED → Partially refunded."""
    return "—" if not name else name.replace("_", " ").capitalize()


def owners_context() -> Context:
    """The owner sees everything."""
    store = the_store()
    return Context(store, store.options.base_url, "2026-10", frozenset(NODE_SCOPES.values()))


def done(doings: Doings, here: str, away: str = "") -> ResponseReturnValue:
    """Do what the pressed button says, as one action, and say how it went.

    A doing may return the address of what it made; after a deletion the way leads `away`.
    """
    wanted = request.form.get("do", "")
    if wanted not in doings:
        abort(400)
    try:
        with the_store().action():
            made = doings[wanted]()
    except Refused as refusal:
        flash(str(refusal))
        return redirect(here)
    flash("Deleted." if wanted == "delete" else "Saved.")
    return redirect(made or (away if wanted == "delete" else here))
