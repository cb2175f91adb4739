"""Objects read by their ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import QueryTooExpensive
from shopify_connector.importing.hidden import hides_email
from shopify_connector.mapping.refusal import Refusal
from shopify_connector.models import ImportedObject
from shopify_connector.reading.objects import READABLE, Node, Sight, gid, hidden_of, record_of


@dataclass(slots=True)
class ReadObjects:
    """What became of some ids: records, objects that cannot be taken in (with their nodes), and ids Shopify does not
    know. `nodes` has each record's node by its id."""

    records: list[Any] = field(default_factory=list)
    refused: list[tuple[Node, Refusal]] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    nodes: dict[int, Node] = field(default_factory=dict)

    def take(self, api: AdminApi, kind: ImportedObject, number: int, node: Node, sight: Sight) -> None:
        """Add an object that was read."""
        if kind == ImportedObject.CUSTOMERS and hides_email(sight.hidden):
            return  # without the address nobody is known
        try:
            self.records.append(record_of(api, kind, node, sight))
            self.nodes[number] = node
        except Refusal as refusal:
            self.refused.append((node, refusal))

    def add(self, other: "ReadObjects") -> None:
        self.records += other.records
        self.refused += other.refused
        self.missing += other.missing
        self.nodes |= other.nodes


def read_by_id(api: AdminApi, kind: ImportedObject, ids: Sequence[int]) -> ReadObjects:
    """Read objects of a kind by Shopify's ids, as many at once as a query may ask for. Raises ShopifyError."""
    found = ReadObjects()
    at_once = READABLE[kind].at_once
    for start in range(0, len(ids), at_once):
        found.add(_read(api, kind, ids[start : start + at_once]))
    return found


def _read(api: AdminApi, kind: ImportedObject, ids: Sequence[int]) -> ReadObjects:
    as_of = timezone.now()
    try:
        answer = api.run(f"{kind.value}_by_id", {"ids": [gid(kind, number) for number in ids]})
    except QueryTooExpensive:
        if len(ids) == 1:
            raise
        halves = _read(api, kind, ids[: len(ids) // 2])
        halves.add(_read(api, kind, ids[len(ids) // 2 :]))
        return halves
    sight = Sight(as_of, hidden_of(kind, answer))
    found = ReadObjects()
    for place, number in enumerate(ids):
        node = answer.data["nodes"][place]
        if node is not None:
            found.take(api, kind, number, node, sight)
        elif answer.knows("nodes", place):
            found.missing.append(number)
    return found
