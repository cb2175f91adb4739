"""`POST /shopify/webhooks`: check, keep, answer; nothing else (SPEC L1)."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.utils import timezone

from shopify_connector.inbox import refusals
from shopify_connector.inbox.keeping import Arrival, keep
from shopify_connector.inbox.refusals import Reason
from shopify_connector.inbox.senders import senders
from shopify_connector.inbox.signature import is_signed
from shopify_connector.inbox.topics import COMPLIANCE, TAKEN
from shopify_connector.inbox.waking import wake

logger = logging.getLogger(__name__)

# A request as WSGI has it, which is also Django's `request.META`.
Environ = Mapping[str, Any]
LONGEST_ID = 100
LONGEST_VERSION = 20
_READ_AT_ONCE = 65_536
_STATUS = {
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.UNKNOWN_SHOP: HTTPStatus.UNAUTHORIZED,
    Reason.BAD_SIGNATURE: HTTPStatus.UNAUTHORIZED,
    Reason.UNKNOWN_TOPIC: HTTPStatus.NOT_FOUND,
    Reason.NO_DELIVERY_ID: HTTPStatus.BAD_REQUEST,
}


class Refused(Exception):
    """The delivery is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def receive(environ: Environ) -> HTTPStatus:
    """Take one delivery. OK once it is durable, also when it came before; 503 where it could not be kept."""
    if environ["REQUEST_METHOD"] != "POST":
        return HTTPStatus.METHOD_NOT_ALLOWED
    try:
        is_new = keep(read(environ))
    except Refused as refused:
        refusals.count(refused.reason)
        return _STATUS[refused.reason]
    except DatabaseFailure as error:
        # Shopify sends it again.
        logger.error("webhook_not_kept error=%s", type(error).__name__)
        return HTTPStatus.SERVICE_UNAVAILABLE
    if is_new:
        wake()
    return HTTPStatus.OK


def read(environ: Environ) -> Arrival:
    """The delivery in a request, signed by a store of ours. Raises Refused."""
    said = environ.get
    length = said("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > settings.WEBHOOK_MAX_BYTES:
        raise Refused(Reason.TOO_LARGE)
    store = senders.find(said("HTTP_X_SHOPIFY_SHOP_DOMAIN", ""))
    if store is None:
        raise Refused(Reason.UNKNOWN_SHOP)
    body = read_body(environ, settings.WEBHOOK_MAX_BYTES)
    if not is_signed(body, said("HTTP_X_SHOPIFY_HMAC_SHA256", ""), store.secrets):
        raise Refused(Reason.BAD_SIGNATURE)
    topic = said("HTTP_X_SHOPIFY_TOPIC", "")
    if topic not in TAKEN:
        raise Refused(Reason.UNKNOWN_TOPIC)
    # What the law asks for comes from a store that was let go, too.
    if not store.is_connected and topic not in COMPLIANCE:
        raise Refused(Reason.UNKNOWN_SHOP)
    return Arrival(
        store_id=store.store_id,
        delivery_id=delivery_id(said("HTTP_X_SHOPIFY_WEBHOOK_ID", "")),
        topic=topic,
        api_version=_plain(said("HTTP_X_SHOPIFY_API_VERSION", ""))[:LONGEST_VERSION],
        triggered_at=parse_moment(said("HTTP_X_SHOPIFY_TRIGGERED_AT", "")),
        received_at=timezone.now(),
        body=body,
    )


def read_body(environ: Environ, most: int) -> bytes:
    """The raw body. Raises Refused where it is longer than `most` bytes; hardly more than that is ever held."""
    length = environ.get("CONTENT_LENGTH") or ""
    # Where no length is given, the server must be one that marks the end.
    left = int(length) if length.isdecimal() else most + 1 if environ.get("wsgi.input_terminated") else 0
    pieces = []
    while left and (piece := environ["wsgi.input"].read(min(left, _READ_AT_ONCE))):
        pieces.append(piece)
        left -= len(piece)
    body = b"".join(pieces)
    if len(body) > most:
        raise Refused(Reason.TOO_LARGE)
    return body


def delivery_id(given: str) -> str:
    """The id of a delivery, by which one that is sent again is known. Raises Refused where it cannot be one."""
    if not given or len(given) > LONGEST_ID or given != _plain(given):
        raise Refused(Reason.NO_DELIVERY_ID)
    return given


def parse_moment(given: str) -> datetime | None:
    """A moment as Shopify writes it ("2023-03-29T18:00:27.877041743Z"), to the microsecond, or None."""
    try:
        return datetime.fromisoformat(given).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(given: str) -> str:
    return given if given.isascii() and given.isprintable() else ""
