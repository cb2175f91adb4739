"""The inbox is worked off: claimed in batches, folded, merged; what cannot be is set aside (SPEC L1, L5).

A batch, its effects and the mark that it was handled are one transaction: whoever is killed leaves it as it was.
Several workers may be at it (SKIP LOCKED); one is enough for most stores, so that no second one starts while the first
has not fallen behind.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from shopify_connector.inbox.doing import do
from shopify_connector.inbox.effects import Effect
from shopify_connector.inbox.meaning import key_of, meaning_of, object_of
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import Delivery, StoreConnection, Subscription
from shopify_connector.sync_problems import keep_refused_delivery

logger = logging.getLogger(__name__)

BATCH = 400
# Workers that apply at once; the advisory lock's second half is the worker's place.
APPLIERS = 2
_LOCK = 7_303
# A second worker joins only when so many wait.
_BEHIND = 4 * BATCH
# A merge that met another writer at the same records is tried again this often.
_MAX_TRIES = 5

_CLAIM = """
    SELECT * FROM shopify_connector_delivery
     WHERE handled_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@dataclass(slots=True)
class _Told:
    """A delivery and what it asks for."""

    delivery: Delivery
    effects: list[Effect] = field(default_factory=list)


def apply_pending() -> int:
    """Apply what is in the inbox until it is empty; how many deliveries were handled.

    Returns at once where enough workers are at it. Raises django.db.OperationalError where the database is gone;
    nothing is lost then.
    """
    handled = 0
    while True:
        with _place() as mine:
            if not mine:
                return handled
            while batch := _apply_batch():
                handled += batch
        # What came between the last look and letting the place go has woken nobody.
        if not Delivery.objects.pending().exists():
            return handled


@contextmanager
def _place() -> Iterator[bool]:
    """A place among those who apply, held by an advisory lock that goes with the connection."""
    for place in range(APPLIERS):
        if place and not _is_behind():
            break
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, place])
            if cursor.fetchone()[0]:
                try:
                    yield True
                finally:
                    _let_go(place)
                return
    yield False


def _let_go(place: int) -> None:
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, place])


def _is_behind() -> bool:
    """Whether many wait; only so many are counted."""
    return len(Delivery.objects.pending().order_by("id").values_list("id")[:_BEHIND]) == _BEHIND


def _apply_batch() -> int:
    """Apply the oldest that nobody else has claimed; how many were handled."""
    for attempt in range(_MAX_TRIES):
        try:
            with transaction.atomic():
                return _handle(list(Delivery.objects.raw(_CLAIM, [BATCH])))
        except (IntegrityError, OperationalError):
            if attempt == _MAX_TRIES - 1 or not connection.is_usable():
                raise
            logger.info("inbox_batch_again attempt=%d", attempt + 1)
    return 0


def _handle(deliveries: list[Delivery]) -> int:
    stores = {store.pk: store for store in StoreConnection.objects.all()} if deliveries else {}
    outcomes: dict[int, Delivery.Outcome] = {}
    for store in stores.values():
        own = [delivery for delivery in deliveries if delivery.store_id == store.pk]
        told = [one for delivery in own if (one := _read(delivery, outcomes)) and one.effects]
        _apply(store, told, outcomes)
        _note_topics(store, own)
    _mark(deliveries, outcomes)
    return len(deliveries)


def _read(delivery: Delivery, outcomes: dict[int, Delivery.Outcome]) -> _Told | None:
    """What a delivery asks for; None where it cannot be read, which is kept as an error."""
    try:
        meaning = meaning_of(delivery)
    except Refusal as refusal:
        _refuse(delivery, refusal, outcomes)
        return None
    for cut in meaning.cut:
        keep_refused_delivery(delivery, object_of(delivery.topic), key_of(delivery), cut)
    outcomes[delivery.pk] = Delivery.Outcome.APPLIED if meaning.effects else Delivery.Outcome.IGNORED
    return _Told(delivery, meaning.effects)


def _apply(store: StoreConnection, told: Sequence[_Told], outcomes: dict[int, Delivery.Outcome]) -> None:
    """Do what deliveries ask for; where that fails, halve until the one that fails stands alone."""
    if not told:
        return
    try:
        _do_together(store, told)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it is: one delivery must not hold up all others
        if len(told) == 1:
            _refuse(told[0].delivery, _refusal_of(error), outcomes)
            return
        for half in (told[: len(told) // 2], told[len(told) // 2 :]):
            _apply(store, half, outcomes)


def _do_together(store: StoreConnection, told: Sequence[_Told]) -> None:
    """All of it or nothing; again where another writer made the same record meanwhile."""
    for attempt in range(_MAX_TRIES):
        try:
            with transaction.atomic():
                do(store, [effect for one in told for effect in one.effects])
            return
        except IntegrityError:
            if attempt == _MAX_TRIES - 1:
                raise


def _refusal_of(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if not isinstance(error, (DataError, IntegrityError)):
        logger.error("delivery_not_applied error=%s", type(error).__name__, exc_info=error)
    return Refusal(RefusalReason.NOT_STORED, "", (str(error) or type(error).__name__).splitlines()[0])


def _refuse(delivery: Delivery, refusal: Refusal, outcomes: dict[int, Delivery.Outcome]) -> None:
    keep_refused_delivery(delivery, object_of(delivery.topic), key_of(delivery), refusal)
    outcomes[delivery.pk] = Delivery.Outcome.REFUSED


def _note_topics(store: StoreConnection, deliveries: Sequence[Delivery]) -> None:
    """For the health page: when each topic last came."""
    last: dict[str, Delivery] = {delivery.topic: delivery for delivery in deliveries}
    for topic, delivery in sorted(last.items()):
        Subscription.objects.filter(store=store, topic=topic).update(last_delivery_at=delivery.received_at)


def _mark(deliveries: Sequence[Delivery], outcomes: dict[int, Delivery.Outcome]) -> None:
    now = timezone.now()
    for outcome in Delivery.Outcome:
        of_it = [one.pk for one in deliveries if outcomes.get(one.pk, Delivery.Outcome.IGNORED) == outcome]
        if of_it:
            Delivery.objects.filter(pk__in=of_it).update(handled_at=now, outcome=outcome)
