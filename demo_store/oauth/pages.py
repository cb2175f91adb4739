"""The pages a merchant sees on the way to installing an app: log in, read what is asked for, install or cancel."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from demo_store.instants import now
from demo_store.oauth.installation import requested
from demo_store.oauth.scopes import WORDS, expanded
from demo_store.oauth.signature import signed_query
from demo_store.webhooks.occurrences import ScopeChange

if TYPE_CHECKING:
    from demo_store.store import Store

door = Blueprint("oauth", __name__)
OWNER = "claire@maison-alder.example.com"


def the_store() -> Store:
    """The store this application serves."""
    store: Store = current_app.extensions["store"]
    return store


def is_owner() -> bool:
    """Whether this browser has gone through the demo log-in."""
    return session.get("owner") is not None


@door.route("/admin/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """The demo log-in: whoever presses the button is the owner."""
    after = request.values.get("next", "")
    # A path of this store only, so that a link cannot lead elsewhere.
    if not after.startswith("/") or after.startswith(("//", "/\\")):
        after = "/admin"
    if request.method == "POST":
        session["owner"] = request.form.get("email") or OWNER
        return redirect(after)
    return render_template("oauth/login.html", owner=OWNER, after=after, store=the_store())


@door.post("/admin/logout")
def logout() -> ResponseReturnValue:
    session.pop("owner", None)
    return redirect("/admin/login")


@door.get("/admin/oauth/authorize")
def authorize() -> ResponseReturnValue:
    """Show the grant page; straight on where the same scopes were granted before, as Shopify does."""
    store = the_store()
    complaint = _complaint(store)
    if complaint:
        return render_template("oauth/error.html", complaint=complaint, store=store), 400
    if not is_owner():
        return redirect(url_for("oauth.login", next=request.full_path))
    scopes = requested(request.args.get("scope"))
    granted = store.installations.granted
    if granted is not None and expanded(scopes) <= expanded(granted):
        return redirect(_back(store, code=store.installations.grant(granted)))
    words = [(scope, *WORDS.get(scope, (scope, ""))) for scope in scopes]
    return render_template("oauth/grant.html", store=store, scopes=words, given=request.args, owner=session["owner"])


@door.post("/admin/oauth/authorize")
def decide() -> ResponseReturnValue:
    """The merchant pressed Install or Cancel."""
    store = the_store()
    complaint = _complaint(store)
    if complaint:
        return render_template("oauth/error.html", complaint=complaint, store=store), 400
    if not is_owner():
        return redirect("/admin/login")
    if request.form.get("decision") != "install":
        refusal = {"error": "access_denied", "error_description": "The merchant declined the installation"}
        return redirect(_back(store, **refusal))
    asked = requested(request.values.get("scope"))
    chosen = [scope for scope in asked if scope in request.form.getlist("grant")]
    return redirect(_back(store, code=_grant(store, chosen)))


def _grant(store: Store, chosen: list[str]) -> str:
    """Grant, and tell an app that was here before what changed."""
    with store.action():
        previous = store.installations.granted
        if previous is not None and set(previous) != set(chosen):
            store.tell("app/scopes_update", ScopeChange(previous, chosen, now()))
        return store.installations.grant(chosen)


def _complaint(store: Store) -> str | None:
    """What Shopify writes on a bare page when an app sends a merchant here wrongly."""
    given, options = request.values, store.options
    if given.get("client_id") != options.api_key:
        return f"Could not find Shopify API application with api_key {given.get('client_id', '')}"
    if not given.get("redirect_uri", "").startswith(f"{options.app_url}/shopify/callback"):
        return "The redirect_uri is not whitelisted"
    if "per-user" in given.getlist("grant_options[]"):
        return "Online (per-user) access is not simulated by the demo store"
    unknown = [scope for scope in requested(given.get("scope")) if scope not in WORDS]
    return f"Unknown scope: {', '.join(unknown)}" if unknown else None


def _back(store: Store, **answer: str) -> str:
    """The app's callback with a signed answer."""
    shop = store.options.shop
    handle = shop.removesuffix(".myshopify.com")
    host = base64.urlsafe_b64encode(f"admin.shopify.com/store/{handle}".encode()).decode().rstrip("=")
    parameters = {
        **answer,
        "host": host,
        "shop": shop,
        "state": request.values.get("state", ""),
        "timestamp": str(int(time.time())),
    }
    target = request.values["redirect_uri"]
    return f"{target}{'&' if '?' in target else '?'}{signed_query(parameters, store.options.api_secret)}"
