"""What Shopify tells of the store and the app: uninstalled, other scopes, other name or currency, privacy (SPEC C8)."""

import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from shopify_connector import connecting, importing, scopes
from shopify_connector.inbox.effects import ChangeStore
from shopify_connector.inbox.topics import COMPLIANCE
from shopify_connector.models import StoreConnection

logger = logging.getLogger(__name__)


def change_store(store: StoreConnection, change: ChangeStore) -> None:
    """Do what a delivery about the store or the app asks for."""
    if change.topic in COMPLIANCE:
        from shopify_connector.privacy import take_request

        take_request(store, change.topic, change.body, change.delivery_id, change.at)
    else:
        _CHANGES[change.topic](store, change)


def _uninstalled(store: StoreConnection, change: ChangeStore) -> None:
    """A late word of an installation that came before this one is left alone."""
    if store.connected_at and change.at < store.connected_at:
        logger.info("uninstalled_before shop=%s", store.shop)
        return
    if not store.is_disconnected:
        audit.record(None, Action.STORE_DISCONNECTED, store)
    connecting.let_go(store, change.at)


def _scopes_changed(store: StoreConnection, change: ChangeStore) -> None:
    granted = [str(scope) for scope in change.body.get("current") or []]
    row = StoreConnection.objects.select_for_update().get(pk=store.pk)
    row.scopes, row.scopes_missing = sorted(scopes.expand(granted)), scopes.missing(granted)
    row.save(update_fields=["scopes", "scopes_missing"])


def _shop_changed(store: StoreConnection, change: ChangeStore) -> None:
    """The store's own facts; a field that the body leaves empty stays."""
    body = change.body
    given = {
        "name": str(body.get("name") or "")[:255],
        "email": body.get("email"),
        "primary_domain": body.get("domain"),
        "currency": body.get("currency"),
        "time_zone": body.get("iana_timezone") if body.get("iana_timezone") in available_timezones() else None,
    }
    known: dict[str, Any] = {field: value for field, value in given.items() if value}
    row = StoreConnection.objects.select_for_update().get(pk=store.pk)
    for field, value in known.items():
        setattr(row, field, value)
    row.save(update_fields=list(known))
    portal = Portal.current()
    for field in {"currency", "time_zone"} & known.keys():
        setattr(portal, field, known[field])
    portal.save()


def _bulk_finished(store: StoreConnection, change: ChangeStore) -> None:
    """An import that waits for Shopify's file need not wait for its next look."""
    session = importing.current(store)
    if session and session.is_running:
        operation = str(change.body.get("admin_graphql_api_id"))
        transaction.on_commit(lambda: importing.note_finished(operation))


_CHANGES: dict[str, Callable[[StoreConnection, ChangeStore], None]] = {
    "app/uninstalled": _uninstalled,
    "app/scopes_update": _scopes_changed,
    "shop/update": _shop_changed,
    "bulk_operations/finish": _bulk_finished,
}
