"""Records by id, in one call; changes since a moment; lines page by page."""

import pytest

from demo_store.back_office import actions
from demo_store.instants import iso

INLINE = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
  ... on Customer { firstName defaultEmailAddress { emailAddress } }
  ... on Order { name lineItems(first: 2) { nodes { id } } }
  ... on Product { title variants(first: 1) { nodes { id } } } } }"""
NAMED = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Known ...Person ...Bought ...Thing } }
fragment Known on Node { id }
fragment Person on Customer { firstName defaultEmailAddress { emailAddress } }
fragment Bought on Order { name lineItems(first: 2) { nodes { id } } }
fragment Thing on Product { title variants(first: 1) { nodes { id } } }"""


@pytest.fixture
def ids(shop):
    store = shop.store
    customer = next(c for c in store.customers.all() if c.email)
    return [
        f"gid://shopify/Customer/{customer.id}",
        f"gid://shopify/Order/{store.orders.all()[0].id}",
        f"gid://shopify/Product/{store.products.all()[0].id}",
        "gid://shopify/Customer/1",
    ]


@pytest.mark.parametrize("text", [INLINE, NAMED], ids=["inline", "named"])
def test_records_of_several_kinds(ask, ids, text):
    answer = ask(text, ids=ids)
    customer, order, product, nobody = answer["data"]["nodes"]

    assert "errors" not in answer
    assert [n["__typename"] for n in (customer, order, product)] == ["Customer", "Order", "Product"]
    assert [n["id"] for n in (customer, order, product)] == ids[:3]
    assert customer["defaultEmailAddress"]["emailAddress"]
    assert order["lineItems"]["nodes"]
    assert product["variants"]["nodes"]
    assert nobody is None


def test_named_fragments_cost_what_inline_ones_do(ask, ids):
    inline, named = (ask(text, ids=ids)["extensions"]["cost"] for text in (INLINE, NAMED))

    # Four ids are charged as three records, each an order with a connection of two lines: 3 * (1 + 2 + 2).
    assert inline["requestedQueryCost"] == named["requestedQueryCost"] == 15
    assert inline["actualQueryCost"] == named["actualQueryCost"] <= 15


def test_a_deleted_record_is_null(serve, asked_of):
    running = serve()
    order = running.store.orders.all()[-1]
    actions.delete_order(running.store, order)
    told = asked_of(running)(INLINE, ids=[f"gid://shopify/Order/{order.id}"])

    assert told["data"]["nodes"] == [None]
    assert told["extensions"]["cost"]["actualQueryCost"] == 0


def test_too_many_ids_are_refused(ask):
    answer = ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["gid://shopify/Customer/1"] * 251)

    assert answer["errors"][0]["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


@pytest.mark.parametrize("root", ["customers", "orders", "products"])
def test_changes_since_a_moment(ask, shop, root):
    records = getattr(shop.store, root).all()
    since = sorted(record.updated_at for record in records)[-7]
    text = f"query ($q: String) {{ {root}(first: 50, sortKey: UPDATED_AT, query: $q) {{ nodes {{ updatedAt }} }} }}"
    moments = [node["updatedAt"] for node in ask(text, q=f"updated_at:>='{iso(since)}'")["data"][root]["nodes"]]

    assert moments == sorted(moments)
    assert moments == sorted(iso(record.updated_at) for record in records if record.updated_at >= since)


@pytest.mark.parametrize(
    ("root", "shelf"),
    [("customers", "customers"), ("orders", "orders"), ("products", "products"), ("abandonedCheckouts", "checkouts")],
)
def test_from_an_id_on(ask, shop, root, shelf):
    numbers = sorted(record.id for record in getattr(shop.store, shelf).all())
    text = f"query ($q: String) {{ {root}(first: 50, sortKey: ID, query: $q) {{ nodes {{ id }} }} }}"
    found = [int(node["id"].rpartition("/")[2]) for node in ask(text, q=f"id:>={numbers[-5]}")["data"][root]["nodes"]]

    assert found == numbers[-5:]


def test_checkouts_are_found_by_change_and_sorted_as_shopify_can(ask, shop):
    since = sorted(checkout.updated_at for checkout in shop.store.checkouts.all())[-3]
    text = "query ($q: String) { abandonedCheckouts(first: 9, sortKey: CREATED_AT, query: $q) { nodes { id } } }"
    unsortable = ask("{ abandonedCheckouts(first: 1, sortKey: UPDATED_AT) { nodes { id } } }")

    assert len(ask(text, q=f"updated_at:>='{iso(since)}'")["data"]["abandonedCheckouts"]["nodes"]) == 3
    assert "UPDATED_AT" in unsortable["errors"][0]["message"]


def test_lines_of_an_order_page_by_page(ask, shop):
    order = next(o for o in shop.store.orders.all() if len(o.line_items) >= 4)
    text = """query ($id: ID!, $after: String) { order(id: $id) { lineItems(first: 3, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    first = ask(text, id=f"gid://shopify/Order/{order.id}")["data"]["order"]["lineItems"]
    rest = ask(text, id=f"gid://shopify/Order/{order.id}", after=first["pageInfo"]["endCursor"])
    rest = rest["data"]["order"]["lineItems"]

    assert first["pageInfo"]["hasNextPage"]
    seen = [node["id"] for node in first["nodes"] + rest["nodes"]]
    assert seen == [f"gid://shopify/LineItem/{line.id}" for line in order.line_items][: len(seen)]
    assert len(seen) >= 4
