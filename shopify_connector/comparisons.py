"""Comparisons with the store as people read them: how far one is, what the last ones found (SPEC L3, L5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, Deal, ObjectType, Product
from crm.property_labels import label_of
from shopify_connector.models import ImportedObject, StoreConnection, SyncCheck, SyncCheckStep
from shopify_connector.problem_words import SKIPS
from shopify_connector.reconciliation.checks import CHANGES, EVERYTHING, newest_check, running_check
from shopify_connector.reconciliation.findings import How

Words = str | Promise

HOW: dict[str, Words] = {
    How.MISSING: _("Was missing here"),
    How.CHANGED: _("Was different here"),
    How.GONE: _("Was gone from the store"),
    How.REFUSED: _("Could not be taken in"),
}
_RECORDS: dict[str, tuple[ObjectType, type[Model]]] = {
    ImportedObject.PRODUCTS: (ObjectType.PRODUCT, Product),
    ImportedObject.CUSTOMERS: (ObjectType.CONTACT, Contact),
    ImportedObject.ORDERS: (ObjectType.DEAL, Deal),
    ImportedObject.CHECKOUTS: (ObjectType.DEAL, Deal),
}
_Records = dict[type[Model], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """Something that differed. `url` is empty where there is no record; `properties` are labels."""

    name: str
    url: str
    how: Words
    properties: list[Words]
    shopify_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of object. `left_out` holds (reason in words, number); `expected` is what the last one counted."""

    step: SyncCheckStep
    left_out: list[tuple[Words, int]]
    examples: list[Example]
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison with its sums."""

    check: SyncCheck
    steps: list[Step] = field(default_factory=list)

    @property
    def checked(self) -> int:
        return sum(one.step.checked for one in self.steps)

    @property
    def differed(self) -> int:
        return sum(one.step.differed for one in self.steps)

    @property
    def is_short(self) -> bool:
        """Whether one line says it: every ten minutes a few changes are compared, and nothing differs."""
        return self.check.scope == CHANGES and not self.differed

    @property
    def examples(self) -> list[Example]:
        return [example for one in self.steps for example in one.examples]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What runs, what the newest of each scope found, and the newest of everything where it came to no end."""

    running: Comparison | None
    newest: list[Comparison]
    unfinished: SyncCheck | None


def comparisons_of(store: StoreConnection) -> Comparisons:
    """What the health page shows of a store's comparisons."""
    newest = [check for scope in (EVERYTHING, CHANGES) if (check := newest_check(store, scope))]
    running = running_check(store, EVERYTHING)
    last = SyncCheck.objects.filter(store=store, scope=EVERYTHING).exclude(status=SyncCheck.Status.RUNNING).first()
    steps = {check.pk: list(check.steps.all()) for check in newest}
    records = _records_of(step for ones in steps.values() for step in ones)
    read = [Comparison(check, [_read(step, records) for step in steps[check.pk]]) for check in newest]
    counted = {one.step.object: one.step.at_store for one in (read[0].steps if read else [])}
    return Comparisons(
        running=_running(running, counted) if running else None,
        newest=read,
        unfinished=last if last and last.status != SyncCheck.Status.COMPLETED else None,
    )


def _running(check: SyncCheck, counted: dict[str, int | None]) -> Comparison:
    return Comparison(check, [Step(step, [], [], _expected(step, counted)) for step in check.steps.all()])


def _expected(step: SyncCheckStep, counted: dict[str, int | None]) -> int | None:
    """How many there will be to check: as many as last time, unless there proved to be more."""
    if step.is_done:
        return step.checked
    known = counted.get(step.object)
    return max(known, step.checked + 1) if known is not None else None


def _read(step: SyncCheckStep, records: _Records) -> Step:
    left_out = [(SKIPS.get(reason, reason), number) for reason, number in sorted(step.left_out.items())]
    return Step(step, left_out, [_example(step, one, records) for one in step.examples])


def _example(step: SyncCheckStep, one: dict[str, Any], records: _Records) -> Example:
    kind, model = _RECORDS[step.object]
    record = records[model].get(one.get("record") or 0)
    return Example(
        name=str(record) if record else f"{step.get_object_display()} {one['id']}",
        url=record.get_absolute_url() if record else "",
        how=HOW.get(one["how"], one["how"]),
        properties=[label_of(kind, name) for name in one.get("properties", [])],
        shopify_id=one["id"],
    )


def _records_of(steps: Iterable[SyncCheckStep]) -> _Records:
    """The records of all examples. A query for each kind that has any."""
    wanted: dict[type[Model], set[int]] = {model: set() for _kind, model in _RECORDS.values()}
    for step in steps:
        wanted[_RECORDS[step.object][1]].update(one["record"] for one in step.examples if one.get("record"))
    return {model: model._default_manager.in_bulk(ids) if ids else {} for model, ids in wanted.items()}
