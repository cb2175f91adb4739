"""What a comparison found: figures of a step, and examples of what differed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Model

from crm.ingest import MergeOutcome
from crm.models import CustomerLink, Deal, ObjectType, Product, RecordChange
from crm.models.history import ChangeSource
from shopify_connector.models import ImportedObject, SyncCheckStep

MOST_EXAMPLES = 20
# Examples name properties, not values: those stand in the record's own history, and are erased with it.
_Example = dict[str, Any]


class How(StrEnum):
    """In which way an object differed."""

    MISSING = "missing"
    CHANGED = "changed"
    GONE = "gone"
    REFUSED = "refused"


# The record's type, its model, and the fields with Shopify's id and the record's.
_RECORDS: dict[ImportedObject, tuple[ObjectType, type[Model], str, str]] = {
    ImportedObject.PRODUCTS: (ObjectType.PRODUCT, Product, "shopify_product_id", "pk"),
    ImportedObject.CUSTOMERS: (ObjectType.CONTACT, CustomerLink, "customer_id", "contact_id"),
    ImportedObject.ORDERS: (ObjectType.DEAL, Deal, "shopify_order_id", "pk"),
    ImportedObject.CHECKOUTS: (ObjectType.DEAL, Deal, "shopify_checkout_id", "pk"),
}


def note_merge(step: SyncCheckStep, outcome: MergeOutcome, since: datetime) -> None:
    """Count what a merge that began at `since` had to repair, and what it left out on purpose."""
    step.differed += len(outcome.created) + len(outcome.differing)
    step.repaired += len(outcome.created) + len(outcome.differing)
    step.left_out = dict(Counter(step.left_out) + Counter(skip.reason.value for skip in outcome.skipped))
    _add(step, How.MISSING, outcome.created, since)
    _add(step, How.CHANGED, outcome.differing, since)


def note_gone(step: SyncCheckStep, ids: Sequence[int]) -> None:
    """Count objects that the store does not have any more, and that are deleted here now."""
    step.differed += len(ids)
    step.repaired += len(ids)
    _, model, shopify_id, record = _RECORDS[ImportedObject(step.object)]
    shown = list(ids[: MOST_EXAMPLES - len(step.examples)])
    rows = model._default_manager.filter(**{f"{shopify_id}__in": shown}).values_list(shopify_id, record)
    step.examples = [*step.examples, *({"id": str(one), "record": pk, "how": How.GONE} for one, pk in rows)]


def note_refused(step: SyncCheckStep, ids: Iterable[str]) -> None:
    """Count objects that could not be taken in; each stands among the errors."""
    for one in ids:
        step.differed += 1
        if len(step.examples) < MOST_EXAMPLES:
            step.examples = [*step.examples, {"id": one, "record": None, "how": How.REFUSED}]


def _add(step: SyncCheckStep, how: How, records: Sequence[int], since: datetime) -> None:
    shown = list(records[: MOST_EXAMPLES - len(step.examples)])
    if not shown:
        return
    kind, model, shopify_id, record = _RECORDS[ImportedObject(step.object)]
    numbers = dict(model._default_manager.filter(**{f"{record}__in": shown}).values_list(record, shopify_id))
    changes = RecordChange.objects.filter(
        object_type=kind, record_id__in=shown, source=ChangeSource.RECONCILIATION, at__gte=since
    )
    properties = {change.record_id: sorted(change.changes) for change in changes}
    step.examples = [
        *step.examples,
        *(_example(numbers.get(pk), pk, how, properties.get(pk, []) if how == How.CHANGED else []) for pk in shown),
    ]


def _example(number: object, pk: int, how: How, properties: list[str]) -> _Example:
    return {"id": str(number or ""), "record": pk, "how": how, "properties": properties}
