"""The words follow their records: when something changed here, a worker is told at once.

Only of few records: many at a time come from an import, which its own words shall not slow down. Those, and what could
not be told, `catching_up` finds within seconds.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.dispatch import receiver
from kombu.exceptions import OperationalError as BrokerUnreachable

from crm.models.object_type import ObjectType
from crm.signals import contacts_changed, deals_changed, products_changed

logger = logging.getLogger(__name__)

TOLD_AT_ONCE = 500
# The queue is asked once (Kombu tries for ever where nothing else is said), and left alone for so long after it failed:
# who saves something shall not wait for it.
_ONCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
PAUSE_SECONDS = 5.0


class _Queue:
    """What this process knows of the queue."""

    silent_until = 0.0


@receiver(contacts_changed)
def follow_contacts(created: list[int], updated: list[int], **_: Any) -> None:
    """Contacts were made or changed."""
    _tell(ObjectType.CONTACT, [*created, *updated])


@receiver(deals_changed)
def follow_deals(created: list[int], updated: list[int], **_: Any) -> None:
    """Deals were made or changed."""
    _tell(ObjectType.DEAL, [*created, *updated])


@receiver(products_changed)
def follow_products(created: list[int], updated: list[int], **_: Any) -> None:
    """Products were made or changed."""
    _tell(ObjectType.PRODUCT, [*created, *updated])


def _tell(object_type: ObjectType, record_ids: Sequence[int]) -> None:
    from crm.tasks import refresh_words

    if len(record_ids) > TOLD_AT_ONCE or time.monotonic() < _Queue.silent_until:
        return
    try:
        with current_app.connection_for_write(transport_options=_ONCE) as broker:
            given = (object_type.value, list(record_ids))
            refresh_words.apply_async(given, producer=broker.Producer(), retry=False)
    except BrokerUnreachable:
        _Queue.silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("words_not_queued object=%s", object_type.value)
