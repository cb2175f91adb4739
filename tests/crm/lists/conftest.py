"""A store's calendar, deals with lines, and lists."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from crm.ingest import ProductRecord
from crm.lists import running
from crm.lists.editing import Wanted, create
from crm.models import Contact, ContactList, ListMembership, ProcessingType
from tests.crm.ingest.conftest import _pipeline, checkout, customer, day, line, order  # noqa: F401 (fixtures)

NOW = datetime.fromisoformat("2026-02-01T12:00:00+00:00")
Filter = tuple[str, ...]


def filters(*groups: list[Filter] | tuple[list[Filter], list[str]]) -> list[Any]:
    """Groups in JSON from `(key, operator, value, …)`, keys as `line_items.name`; a pair has what the group lacks."""
    written = []
    for group in groups:
        given, lacks = group if isinstance(group, tuple) else (group, [])
        written.append({"filters": [_filter(*one) for one in given]} | ({"lacks": lacks} if lacks else {}))
    return written


def _filter(key: str, operator: str, *values: str) -> dict[str, Any]:
    family, _, name = key.rpartition(".")
    written: dict[str, Any] = {"objectType": family} if family else {}
    written |= {"propertyName": name, "operator": operator}
    if operator in {"IN", "NOT_IN"}:
        return written | {"values": list(values)}
    return written | dict(zip(("value", "highValue"), values, strict=False))


@pytest.fixture
def product() -> Callable[..., ProductRecord]:
    def make(product_id: int = 7, version: int = 1, **fields: Any) -> ProductRecord:
        return ProductRecord(product_id, day(version), **{"title": "Lamp", "variants": (), **fields})

    return make


@pytest.fixture
def active(db: None) -> Callable[..., ContactList]:
    """Makes an active list of groups and sorts everybody into it."""

    def make(*groups: Any, name: str = "") -> ContactList:
        made = create(Wanted(name or f"List {ContactList.objects.count() + 1}", filters=filters(*groups)), None)
        running.run()
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def static(db: None) -> Callable[..., ContactList]:
    """Makes a static list that people fill."""

    def make(name: str = "") -> ContactList:
        name = name or f"List {ContactList.objects.count() + 1}"
        return create(Wanted(name, ProcessingType.MANUAL), None)

    return make


def members(contact_list: ContactList) -> set[str]:
    """The addresses of those who are in a list now."""
    current = ListMembership.objects.current().filter(contact_list=contact_list)
    return set(Contact.objects.filter(pk__in=current.values("contact_id")).values_list("email", flat=True))
