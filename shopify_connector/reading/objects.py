"""How each kind of object is read: its queries, and what of it does not fit on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from crm.ingest import UNKNOWN
from shopify_connector.admin_api import AdminApi
from shopify_connector.answer import Answer
from shopify_connector.importing.hidden import HiddenField, field_of, unknown_fields
from shopify_connector.importing.kinds import KINDS
from shopify_connector.mapping.long_texts import cut_long_texts
from shopify_connector.mapping.refusal import Refusal, RefusalReason
from shopify_connector.models import ImportedObject

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A connection inside of an object: where it stands, and the query for what is behind its first page."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A kind of object. `root` is its connection's field; `at_once` how many are read in one query."""

    root: str
    type: str
    at_once: int
    parts: tuple[Part, ...] = ()
    # Sorts the pages by id or by change; abandoned checkouts can only be sorted by id.
    sorts: bool = True


READABLE: dict[ImportedObject, Readable] = {
    ImportedObject.PRODUCTS: Readable(
        "products",
        "Product",
        20,
        (
            Part("media", "product_media"),
            Part("variants", "product_variants"),
            Part("resourcePublicationsV2", "product_publications"),
        ),
    ),
    ImportedObject.CUSTOMERS: Readable("customers", "Customer", 100),
    ImportedObject.ORDERS: Readable("orders", "Order", 40, (Part("lineItems", "order_lines"),)),
    ImportedObject.CHECKOUTS: Readable(
        "abandonedCheckouts", "AbandonedCheckout", 40, (Part("lineItems", "checkout_lines"),), sorts=False
    ),
}


class Sight(NamedTuple):
    """When an answer was asked for (UTC), and the fields that are hidden in it."""

    as_of: datetime
    hidden: list[HiddenField]


def gid(kind: ImportedObject, number: int) -> str:
    """The global id of an object: gid://shopify/Order/1."""
    return f"gid://shopify/{READABLE[kind].type}/{number}"


def hidden_of(kind: ImportedObject, answer: Answer) -> list[HiddenField]:
    """The fields that Shopify hid from us in an answer: null there is no value (SPEC K2)."""
    return [
        {"object": kind.value, "field": field_of(error.path), "why": error.message}
        for error in answer.errors
        if error.is_access_denied
    ]


def record_of(api: AdminApi, kind: ImportedObject, node: Node, sight: Sight) -> Any:
    """The record of an object that was read, the rest of its parts fetched. Raises Refusal."""
    children = [child for part in READABLE[kind].parts for child in _children(api, part, node)]
    try:
        cut_long_texts(node)
        record = KINDS[kind].map(node, children, sight.as_of.isoformat())
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        raise Refusal(RefusalReason.WRONG_SHAPE, "", error) from error
    return record._replace(**dict.fromkeys(unknown_fields(sight.hidden, kind), UNKNOWN))


def _children(api: AdminApi, part: Part, node: Node) -> Iterator[Node]:
    page = node.get(part.name)
    while page:
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        answer = api.run(part.query, {"id": node["id"], "after": page["pageInfo"]["endCursor"]})
        owner = next(iter(answer.data.values()))
        page = owner and owner.get(part.name)
