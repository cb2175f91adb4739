"""Objects read a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import QueryTooExpensive
from shopify_connector.models import ImportedObject
from shopify_connector.reading.by_id import ReadObjects
from shopify_connector.reading.objects import READABLE, Sight, hidden_of


@dataclass(slots=True)
class Page:
    """Some objects of a list, in its order. `as_of` (UTC): the store was so at that moment or later."""

    as_of: datetime
    ids: list[int] = field(default_factory=list)
    # When each was changed last, as Shopify writes it.
    changes: dict[int, str] = field(default_factory=dict)
    found: ReadObjects = field(default_factory=ReadObjects)
    has_more: bool = False
    cursor: str = ""

    @property
    def last_change(self) -> str:
        """When the last object of the page was changed (ISO 8601)."""
        return self.changes[self.ids[-1]]


def read_page(api: AdminApi, kind: ImportedObject, variables: Mapping[str, Any]) -> Page:
    """Read the page that `variables` describe; smaller than usual where it would cost too much. Raises ShopifyError."""
    first = READABLE[kind].at_once
    while True:
        as_of = timezone.now()
        try:
            answer = api.run(f"{kind.value}_page", {**variables, "first": first})
        except QueryTooExpensive:
            if first == 1:
                raise
            first //= 2
            continue
        listed = answer.data[READABLE[kind].root]
        page = Page(as_of, has_more=listed["pageInfo"]["hasNextPage"], cursor=listed["pageInfo"]["endCursor"] or "")
        sight = Sight(as_of, hidden_of(kind, answer))
        for node in listed["nodes"]:
            number = int(node["id"].rpartition("/")[2])
            page.ids.append(number)
            page.changes[number] = node["updatedAt"]
            page.found.take(api, kind, number, node, sight)
        return page
