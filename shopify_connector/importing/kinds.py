"""What each kind of object is mapped and merged by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm.ingest import MergeOutcome, merge_customers, merge_deals, merge_products, recompute_all_purchases
from crm.models.history import ChangeSource
from shopify_connector.mapping.checkout import checkout_from_node
from shopify_connector.mapping.customer import customer_from_node
from shopify_connector.mapping.order import order_from_node
from shopify_connector.mapping.product import product_from_node
from shopify_connector.models import ImportedObject

Node = dict[str, Any]


Merge = Callable[[Iterable[Any], ChangeSource], MergeOutcome]


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Kind:
    """`map` makes a record of a node and its children (raises Refusal); `merge` takes records in.

    `merge_in_bulk` may leave to `finish`, called once the last batch is in, what is derived from all of them.
    """

    map: Callable[[Node, Sequence[Node]], Any]
    merge: Merge
    merge_in_bulk: Merge
    finish: Callable[[], None] = _nothing


def _deals(mapping: Callable[[Node, Sequence[Node]], Any]) -> Kind:
    return Kind(mapping, merge_deals, partial(merge_deals, derive=False), recompute_all_purchases)


KINDS: dict[str, Kind] = {
    ImportedObject.PRODUCTS: Kind(product_from_node, merge_products, merge_products),
    ImportedObject.CUSTOMERS: Kind(lambda node, _children: customer_from_node(node), merge_customers, merge_customers),
    ImportedObject.ORDERS: _deals(order_from_node),
    ImportedObject.CHECKOUTS: _deals(checkout_from_node),
}
