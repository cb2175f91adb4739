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


@dataclass(frozen=True, slots=True)
class Kind:
    """`map` makes a record of a node and its children (raises Refusal); `merge` takes a batch of records in.

    `finish` is called once the last batch is in.
    """

    map: Callable[[Node, Sequence[Node]], Any]
    merge: Callable[[Iterable[Any], ChangeSource], MergeOutcome]
    finish: Callable[[], None] = lambda: None


_merge_deals = partial(merge_deals, derive=False)

KINDS: dict[str, Kind] = {
    ImportedObject.PRODUCTS: Kind(product_from_node, merge_products),
    ImportedObject.CUSTOMERS: Kind(lambda node, _children: customer_from_node(node), merge_customers),
    ImportedObject.ORDERS: Kind(order_from_node, _merge_deals, recompute_all_purchases),
    ImportedObject.CHECKOUTS: Kind(checkout_from_node, _merge_deals, recompute_all_purchases),
}
