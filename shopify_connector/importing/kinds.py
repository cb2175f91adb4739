"""What each kind of object is mapped and merged by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm.ingest import (
    CustomerRecord,
    MergeOutcome,
    merge_customer_batch,
    merge_customers,
    merge_deal_batches,
    merge_deals,
    merge_products,
    prepare_customers,
    prepare_deals,
    recompute_all_purchases,
)
from crm.models.history import ChangeSource
from shopify_connector.mapping.checkout import checkout_from_node
from shopify_connector.mapping.customer import customer_from_node
from shopify_connector.mapping.order import order_from_node
from shopify_connector.mapping.product import product_from_node
from shopify_connector.models import ImportedObject

Node = dict[str, Any]


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Kind:
    """`map` makes a record of a node, its children and when they were so (raises Refusal); `merge` takes records in.

    An import merges in two steps: `prepare`, which asks no database and is done while the batch before is merged, and
    `merge_prepared`, which may leave to `finish`, called once the last batch is in, what is derived from all of them.
    """

    map: Callable[[Node, Sequence[Node], str | None], Any]
    merge: Callable[[Iterable[Any], ChangeSource], MergeOutcome]
    prepare: Callable[[Iterable[Any]], Any]
    merge_prepared: Callable[[Any, ChangeSource], MergeOutcome]
    finish: Callable[[], None] = _nothing


def _customer(node: Node, _children: Sequence[Node], as_of: str | None) -> CustomerRecord:
    return customer_from_node(node, as_of)


def _deals(mapping: Callable[[Node, Sequence[Node], str | None], Any]) -> Kind:
    merge_prepared = partial(merge_deal_batches, derive=False)
    return Kind(mapping, merge_deals, prepare_deals, merge_prepared, recompute_all_purchases)


KINDS: dict[str, Kind] = {
    ImportedObject.PRODUCTS: Kind(product_from_node, merge_products, list, merge_products),
    ImportedObject.CUSTOMERS: Kind(_customer, merge_customers, prepare_customers, merge_customer_batch),
    ImportedObject.ORDERS: _deals(order_from_node),
    ImportedObject.CHECKOUTS: _deals(checkout_from_node),
}
