"""Shopify's three privacy webhooks (SPEC C8; docs/privacy.md).

What is to be erased is erased at once, in the transaction that applies the delivery. A request for data waits for an
administrator, who hands the data over and says so.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.audit import Action
from accounts.models import User
from crm.erasure import erase_person
from crm.store_erasure import erase_store
from shopify_connector import connecting
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.mapping.values import email_key, integer
from shopify_connector.models import PrivacyRequest, StoreConnection
from shopify_connector.models.privacy import TERM
from shopify_connector.privacy_traces import Person, forget_person, forget_store

logger = logging.getLogger(__name__)

Body = dict[str, Any]
Kind, Status = PrivacyRequest.Kind, PrivacyRequest.Status
_ERASES = {Kind.CUSTOMER_REDACT: Action.PERSON_ERASED, Kind.SHOP_REDACT: Action.STORE_ERASED}
# Shopify asks for the store's data to be erased so long after the app was removed.
AFTER_UNINSTALLING = timedelta(hours=48)


def take_request(store: StoreConnection, topic: str, body: Body, delivery_id: str, at: datetime) -> None:
    """Take one request; the same delivery again changes nothing. `at` is when Shopify sent it (UTC).

    Belongs into the transaction that marks the delivery as handled. Raises Refusal for a body that names nobody.
    """
    if PrivacyRequest.objects.filter(delivery_id=delivery_id).exists():
        return
    request = PrivacyRequest(
        store=store, topic=topic, delivery_id=delivery_id, received_at=at, due_at=at + TERM, status=Status.OPEN
    )
    try:
        _TAKE[topic](request, body)
    except (AttributeError, TypeError) as error:
        raise Refusal(RefusalReason.WRONG_SHAPE, "", type(error).__name__) from error
    request.save()
    if request.kind in _ERASES and request.status == Status.DONE:
        audit.record(None, _ERASES[Kind(request.kind)], request, **request.counts)
    logger.info(
        "privacy_request kind=%s shop=%s status=%s erased=%s", request.kind, store.shop, request.status, request.counts
    )


def finish(request: PrivacyRequest, user: User, at: datetime) -> None:
    """Note that a person answered a request for data; the address is not needed any more."""
    request.status, request.handled_at, request.handled_by = Status.DONE, at, user
    request.email = ""
    request.save(update_fields=["status", "handled_at", "handled_by", "email"])
    logger.info("privacy_request_done request=%d user=%d", request.pk, user.pk)


def reopen(request: PrivacyRequest) -> None:
    """Undo `finish`. The address stays forgotten: the customer's number and orders still lead to the data."""
    request.status, request.handled_at, request.handled_by = Status.OPEN, None, None
    request.save(update_fields=["status", "handled_at", "handled_by"])
    logger.info("privacy_request_reopened request=%d", request.pk)


def person_of(request: PrivacyRequest) -> Person:
    """Whom a request is about."""
    return Person(request.customer_id, request.email, request.orders)


def _take_data_request(request: PrivacyRequest, body: Body) -> None:
    request.kind = Kind.DATA_REQUEST
    request.customer_id, request.email, request.orders = _person_in(body, "orders_requested")
    request.data_request_id = integer((body.get("data_request") or {}).get("id"), "data_request.id")


def _redact_customer(request: PrivacyRequest, body: Body) -> None:
    """Copies of what Shopify sent go first: whoever holds one of them waits for no merge."""
    request.kind = Kind.CUSTOMER_REDACT
    person = _person_in(body, "orders_to_redact")
    request.customer_id = person.customer_id
    copies = forget_person(request.store, person, request.delivery_id)
    contacts, deals = erase_person(*person)
    _forget_address(person)
    _done(request, contacts=contacts, deals=deals, **copies)


def _redact_shop(request: PrivacyRequest, body: Body) -> None:
    request.kind = Kind.SHOP_REDACT
    store = StoreConnection.objects.select_for_update().get(pk=request.store_id)
    if not _was_uninstalled(store, request.received_at):
        request.status, request.handled_at = Status.NOT_NEEDED, timezone.now()
        return
    connecting.let_go(store, request.received_at)
    copies = forget_store(store, request.delivery_id)
    present = StoreConnection.objects.current()
    erased = erase_store(before=present.connected_at if present else None)
    PrivacyRequest.objects.filter(store=store).exclude(email="").update(email="")
    _done(request, **erased._asdict(), **copies)


_TAKE: dict[str, Callable[[PrivacyRequest, Body], None]] = {
    "customers/data_request": _take_data_request,
    "customers/redact": _redact_customer,
    "shop/redact": _redact_shop,
}


def _was_uninstalled(store: StoreConnection, at: datetime) -> bool:
    """Whether the store is gone: let go, or its token dead and not connected again since the app was removed.

    A store that is connected is not erased, whatever comes: it was installed again, or somebody tried the webhook out.
    """
    if store.is_disconnected:
        return True
    return store.needs_reconnecting and (store.connected_at or at) <= at - AFTER_UNINSTALLING


def _person_in(body: Body, orders_field: str) -> Person:
    customer = body.get("customer") or {}
    listed = body.get(orders_field) or []
    orders = sorted({number for one in listed if (number := integer(one, orders_field)) is not None})
    person = Person(integer(customer.get("id"), "customer.id"), email_key(customer.get("email")), orders)
    if not any(person):
        raise Refusal(RefusalReason.MISSING, "customer")
    return person


def _forget_address(person: Person) -> None:
    """Requests for data that this person made and nobody has answered yet."""
    theirs = Q(email=person.email)
    if person.customer_id is not None:
        theirs |= Q(customer_id=person.customer_id)
    PrivacyRequest.objects.exclude(email="").filter(theirs).update(email="")


def _done(request: PrivacyRequest, **counts: int) -> None:
    request.status, request.handled_at = Status.DONE, timezone.now()
    request.counts = {kind: number for kind, number in counts.items() if number}
