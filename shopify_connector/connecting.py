"""Connecting a store and letting it go: the steps every way of connecting shares (SPEC C5 to C8)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import Portal
from shopify_connector import scopes
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AnotherStoreConnected, QueryRefused, SalesforceEnabled, ScopesMissing
from shopify_connector.leaving import take_down
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status, Way
from shopify_connector.patience import PERSON
from shopify_connector.signals import store_connected, store_disconnected
from shopify_connector.token_endpoint import App, TokenGrant

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a store says of itself. `scopes` is None where it would not say what it granted."""

    gid: str
    name: str
    email: str
    myshopify_domain: str
    primary_domain: str
    currency: str
    time_zone: str
    plan: str
    scopes: frozenset[str] | None


def check_may_connect(shop: str) -> None:
    """Refuse, in words, what hubsync's rules forbid: a second store (C5), Shopify beside Salesforce (C6)."""
    if Portal.current().salesforce_enabled:
        raise SalesforceEnabled(
            _("Shopify cannot be connected while Salesforce is on. Switch Salesforce off in Integrations first.")
        )
    current = StoreConnection.objects.current()
    if current and not current.answers_to(shop):
        raise AnotherStoreConnected(
            _("%(store)s is connected already. Disconnect it before you connect another store.")
            % {"store": current.shop}
        )


@sensitive_variables()
def connect(shop: str, way: Way, grant: TokenGrant, at: datetime, app: App | None = None) -> StoreConnection:
    """Connect `shop` with a token just granted, and tell the other rooms (`store_connected`, after commit).

    Reads the store first: where a rule forbids the connection or a scope we cannot do without is missing, nothing is
    kept. The same store connected again resumes its row. `app` is given where it is not the server's own.
    """
    check_may_connect(shop)
    facts = read_shop(shop, grant)
    granted = facts.scopes if facts.scopes is not None else grant.scopes
    if granted:
        _check_scopes(granted)
    with transaction.atomic():
        # Connections wait for one another here, so what was checked above still holds when it is checked again.
        portal = Portal.hold()
        check_may_connect(shop)
        store = _row_of(shop, facts)
        _fill_in(store, facts, granted)
        _fill_in_keys(store, way, grant, app)
        store.status, store.connected_at, store.disconnected_at, store.last_error = Status.CONNECTED, at, None, ""
        store.save()
        _adopt_for_portal(store, portal)
        transaction.on_commit(lambda: _announce(store))
    logger.info("store_connected shop=%s way=%s", store.shop, store.way)
    return store


@sensitive_variables()
def read_shop(shop: str, grant: TokenGrant) -> ShopFacts:
    """Ask the store who it is and what it granted."""
    asking = StoreConnection(shop=shop, access_token=grant.access_token)
    api = AdminApi(asking, patience=PERSON)
    try:
        answer = api.run("shop")
    except QueryRefused:  # it does not tell about the app's installation: what was granted shows when it is used
        answer = api.run("shop_only")
    said: dict[str, Any] = answer.data.get("shop") or {}
    installation: dict[str, Any] = answer.data.get("currentAppInstallation") or {}
    handles = [str(scope["handle"]) for scope in installation.get("accessScopes") or []]
    return ShopFacts(
        gid=said.get("id") or "",
        name=said.get("name") or "",
        email=said.get("email") or "",
        myshopify_domain=(said.get("myshopifyDomain") or shop).lower(),
        primary_domain=(said.get("primaryDomain") or {}).get("host") or "",
        currency=said.get("currencyCode") or "",
        time_zone=said.get("ianaTimezone") or "",
        plan=(said.get("plan") or {}).get("publicDisplayName") or "",
        scopes=scopes.expand(handles) if handles else None,
    )


def disconnect(store: StoreConnection, at: datetime) -> None:
    """Let the store go (SPEC C8): what we made there is taken down where it still answers, keys dropped, data kept."""
    take_down(store)
    let_go(store, at)


def let_go(store: StoreConnection, at: datetime) -> None:
    """Drop the keys and keep the data: also where Shopify says that the app was uninstalled. Twice is as once."""
    with transaction.atomic():
        row = StoreConnection.objects.select_for_update().get(pk=store.pk)
        if not row.is_disconnected:
            row.let_go(at)
            transaction.on_commit(lambda: store_disconnected.send(sender=StoreConnection, store=row))
            logger.info("store_disconnected shop=%s", row.shop)
    store.refresh_from_db()


def switch_salesforce(on: bool) -> None:
    """Switch the Salesforce integration; refused while a Shopify store is connected (C6)."""
    with transaction.atomic():
        portal = Portal.hold()
        if on and StoreConnection.objects.current():
            raise SalesforceEnabled(_("Salesforce cannot be switched on while a Shopify store is connected."))
        portal.salesforce_enabled = on
        portal.save(update_fields=["salesforce_enabled"])


def _check_scopes(granted: Iterable[str]) -> None:
    lacking = scopes.missing_required(granted)
    if lacking:
        raise ScopesMissing(
            _("The store did not grant what hubsync cannot do without: %(scopes)s. Nothing was connected.")
            % {"scopes": ", ".join(lacking)}
        )


def _row_of(shop: str, facts: ShopFacts) -> StoreConnection:
    """The store's row, locked: the one it had before, whatever it was called then, or a new one."""
    rows = StoreConnection.objects.select_for_update()
    known = rows.answering_to(shop).first()
    if known is None and facts.gid:
        known = rows.filter(shop_gid=facts.gid).first()
    store = known or StoreConnection()
    store.shop = shop
    return store


def _fill_in(store: StoreConnection, facts: ShopFacts, granted: Iterable[str]) -> None:
    store.myshopify_domain = facts.myshopify_domain
    store.shop_gid, store.name, store.email = facts.gid, facts.name[:255], facts.email
    store.primary_domain, store.plan = facts.primary_domain, facts.plan
    store.currency, store.time_zone = facts.currency, facts.time_zone
    store.scopes = sorted(granted)
    store.scopes_missing = scopes.missing(granted) if granted else []


def _fill_in_keys(store: StoreConnection, way: Way, grant: TokenGrant, app: App | None) -> None:
    store.way = way
    store.access_token, store.access_token_expires_at = grant.access_token, grant.expires_at
    store.refresh_token, store.refresh_token_expires_at = grant.refresh_token, grant.refresh_expires_at
    store.client_id, store.client_secret = (app.client_id, app.client_secret) if app else ("", "")


def _adopt_for_portal(store: StoreConnection, portal: Portal) -> None:
    """The portal counts in the store's currency and days."""
    portal.name = store.name[:150] or portal.name
    portal.currency = store.currency or portal.currency
    if store.time_zone in available_timezones():
        portal.time_zone = store.time_zone
    portal.save()


def _announce(store: StoreConnection) -> None:
    """Tell the other rooms. One that fails stops neither the others nor the connection; the page says so."""
    failed = False
    for _receiver, outcome in store_connected.send_robust(sender=StoreConnection, store=store):
        if isinstance(outcome, Exception):
            failed = True
            logger.error("store_connected_receiver_failed shop=%s", store.shop, exc_info=outcome)
    if failed:
        store.last_error = _("The store is connected, but setting it up did not finish. Connect it again to try again.")
        store.save(update_fields=["last_error"])
