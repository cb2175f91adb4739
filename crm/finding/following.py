"""The words follow their records: when something changed here, a worker is told at once.

Only of few records: many at a time come from an import, which its own words shall not slow down. Those, and what could
not be told, `catching_up` finds within seconds.
"""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from crm.models.object_type import ObjectType
from crm.queueing import queue_at_once
from crm.signals import contacts_changed, deals_changed, products_changed

TOLD_AT_ONCE = 500


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

    if len(record_ids) <= TOLD_AT_ONCE:
        queue_at_once(refresh_words, object_type.value, list(record_ids))
