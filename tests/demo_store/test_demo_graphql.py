"""The Admin API: hubsync's queries, paging, search, errors in Shopify's words."""

from pathlib import Path

import pytest
import requests
from graphql import parse, validate

from demo_store.graphql_api.admin_schema import admin_schema
from demo_store.graphql_api.search_syntax import Term
from demo_store.graphql_api.search_syntax import parse as parse_search

QUERIES = sorted((Path(__file__).parent / "queries").glob("*.graphql"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_query_is_valid_on_the_real_schema(path):
    assert validate(admin_schema(), parse(path.read_text())) == []


def test_shop(ask, query, shop):
    data = ask(query("shop"))["data"]

    assert data["shop"]["name"] == "Maison Alder"
    assert data["shop"]["currencyCode"] == "EUR"
    assert data["shop"]["ianaTimezone"] == "Europe/Paris"
    assert data["shop"]["myshopifyDomain"] == "maison-alder.myshopify.com"
    assert {"handle": "read_orders"} in data["currentAppInstallation"]["accessScopes"]


def test_counts_are_exact_without_limit(ask, query):
    data = ask(query("counts"))["data"]

    assert data["customersCount"] == {"count": 300, "precision": "EXACT"}
    assert data["ordersCount"] == {"count": 900, "precision": "EXACT"}


def test_counts_stop_at_the_limit(ask):
    assert ask("{ ordersCount(limit: 10) { count precision } }")["data"]["ordersCount"] == {
        "count": 10,
        "precision": "AT_LEAST",
    }


@pytest.mark.parametrize("name", ["customers", "orders", "products", "abandoned_checkouts"])
def test_pages_reach_every_record_once(ask, query, shop, name):
    seen, after, root = [], None, {"abandoned_checkouts": "abandonedCheckouts"}.get(name, name)
    while True:
        page = ask(query(f"{name}_page"), first=40, after=after)["data"][root]
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    shelf = {
        "customers": shop.store.customers,
        "orders": shop.store.orders,
        "products": shop.store.products,
        "abandoned_checkouts": shop.store.checkouts,
    }[name]
    assert len(seen) == len(set(seen)) == len(shelf)


def test_pages_are_sorted_by_their_key_and_can_be_reversed(ask):
    text = "query ($r: Boolean) { orders(first: 60, sortKey: UPDATED_AT, reverse: $r) { nodes { updatedAt } } }"
    forward = [n["updatedAt"] for n in ask(text, r=False)["data"]["orders"]["nodes"]]
    backward = [n["updatedAt"] for n in ask(text, r=True)["data"]["orders"]["nodes"]]

    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    assert backward[0] > forward[-1]


def test_last_and_before_walk_backwards(ask):
    everything = ask("{ products(first: 100) { edges { cursor node { id } } } }")["data"]["products"]["edges"]
    text = (
        "query ($b: String) { products(last: 3, before: $b) { nodes { id } pageInfo { hasPreviousPage hasNextPage } } }"
    )
    page = ask(text, b=everything[10]["cursor"])["data"]["products"]

    assert [n["id"] for n in page["nodes"]] == [e["node"]["id"] for e in everything[7:10]]
    assert page["pageInfo"] == {"hasPreviousPage": True, "hasNextPage": True}


def test_reading_since_a_moment(ask, query, shop):
    moments = sorted(o.updated_at for o in shop.store.orders.all())
    from demo_store.instants import iso

    page = ask(query("orders_page"), first=50, query=f"updated_at:>='{iso(moments[-20])}'")["data"]["orders"]

    # Orders of one second share a moment.
    assert len(page["nodes"]) == sum(moment >= moments[-20] for moment in moments) >= 20


def test_search_by_mail_token_status_and_tag(ask, shop):
    customer = next(c for c in shop.store.customers.all() if c.email and c.tags)
    order = next(o for o in shop.store.orders.all() if o.cart_token and o.customer)

    def ids(root, text):
        found = ask(f"query ($q: String) {{ {root}(first: 50, query: $q) {{ nodes {{ id }} }} }}", q=text)["data"][root]
        return [node["id"] for node in found["nodes"]]

    assert ids("customers", f'email:"{customer.email}"') == [f"gid://shopify/Customer/{customer.id}"]
    assert f"gid://shopify/Customer/{customer.id}" in ids("customers", f"tag:'{customer.tags[0]}'")
    others = ids("customers", f"tag:'{customer.tags[0]}' -id:{customer.id}")
    assert f"gid://shopify/Customer/{customer.id}" not in others
    assert ids("orders", f"cart_token:{order.cart_token}") == [f"gid://shopify/Order/{order.id}"]
    assert ids("orders", f"name:{order.name}") == [f"gid://shopify/Order/{order.id}"]
    assert ids("orders", f"id:{order.id} OR id:{order.id + 1}") == [f"gid://shopify/Order/{order.id}"]


def test_unknown_search_fields_are_ignored_with_a_warning(ask, recorded):
    call = recorded("customers-count")["upstreamCalls"][0]
    answer = ask(call["query"], **call["variables"])

    assert answer["data"]["matching"]["count"] == 300
    assert answer["extensions"]["search"] == call["response"]["body"]["extensions"]["search"]


def test_malformed_instants_are_refused(ask):
    answer = ask('{ bulkOperations(first: 1, query: "created_at:>=not-a-date") { nodes { id } } }')

    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "Invalid timestamp for query filter `created_at`."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "you must provide one of first or last"),
        ("(first: 1, last: 1)", "providing both first and last is not supported"),
    ],
)
def test_windows_that_make_no_sense(ask, arguments, words):
    answer = ask(f"{{ bulkOperations{arguments} {{ nodes {{ id }} }} }}")

    assert answer["data"] is None
    assert answer["errors"][0] == {
        "message": words,
        "locations": [{"line": 1, "column": 3}],
        "extensions": {"code": "BAD_REQUEST"},
        "path": ["bulkOperations"],
    }


def test_records_by_id(ask, shop):
    order = next(o for o in shop.store.orders.all() if o.customer and o.refunds)
    text = """query ($id: ID!) { node(id: $id) { __typename ... on Order { name refunds { totalRefundedSet {
        shopMoney { amount } } } } } order(id: $id) { number customer { numberOfOrders amountSpent { amount } } } }"""
    data = ask(text, id=f"gid://shopify/Order/{order.id}")["data"]

    assert data["node"]["__typename"] == "Order"
    assert data["node"]["name"] == f"#{data['order']['number']}"
    assert data["order"]["customer"]["numberOfOrders"] == str(order.customer.number_of_orders)


def test_unknown_id_is_null(ask):
    assert ask('{ customer(id: "gid://shopify/Customer/1") { id } }')["data"] == {"customer": None}


def test_deprecated_fields_still_answer(ask):
    text = '{ customers(first: 1, query: "email:*") { nodes { email emailMarketingConsent { marketingState } } } }'
    node = ask(text)["data"]["customers"]["nodes"][0]

    assert "@" in node["email"]
    assert node["emailMarketingConsent"]["marketingState"]


def test_unknown_field_is_told_as_shopify_tells_it(ask):
    answer = ask("query Q { shop { colour } }")

    assert answer == {
        "errors": [
            {
                "message": "Field 'colour' doesn't exist on type 'Shop'",
                "locations": [{"line": 1, "column": 18}],
                "path": ["query Q", "shop", "colour"],
                "extensions": {"code": "undefinedField", "typeName": "Shop", "fieldName": "colour"},
            }
        ]
    }


def test_unknown_argument_and_missing_selection(ask):
    codes = [
        ask(text)["errors"][0]["extensions"]["code"]
        for text in ("{ shop(a: 1) { id } }", "{ shop }", "query ($a: ID!) { shop { id } }", "{ shop { id { x } } }")
    ]

    assert codes == ["argumentNotAccepted", "selectionMismatch", "variableNotUsed", "selectionMismatch"]


@pytest.mark.parametrize("name", ["createBogusTopicRejected", "createBogusVariableTopicRejected"])
def test_bad_enum_values_are_told_as_recorded(ask, recorded, name):
    call = recorded("webhook-subscription-topic-enum-validation")["validation"][name]
    wanted = call["response"]["payload"]["errors"][0]
    literal = (
        "mutation WebhookSubscriptionBogusTopic {\n  webhookSubscriptionCreate(topic: NOT_A_REAL_TOPIC, "
        'webhookSubscription: {uri: "https://example.com/x"}) { userErrors { message } }\n}'
    )
    variable = (
        "mutation A(\n  $topic: WebhookSubscriptionTopic!) { webhookSubscriptionCreate(topic: $topic, "
        'webhookSubscription: {uri: "https://example.com/x"}) { userErrors { message } } }'
    )
    by_variable = "Variable" in name
    got = ask(variable, topic="NOT_A_REAL_TOPIC")["errors"][0] if by_variable else ask(literal)["errors"][0]

    assert got["message"] == wanted["message"]
    assert got["locations"] == wanted["locations"]
    assert got["extensions"]["code"] == wanted["extensions"]["code"]
    assert got.get("path") == wanted.get("path")


def test_nulls_where_none_may_be(ask, query):
    error = ask(query("consent_update"), input={"customerId": "gid://shopify/Customer/1"})["errors"][0]

    assert error["message"] == (
        "Variable $input of type CustomerEmailMarketingConsentUpdateInput! was provided invalid value for "
        "emailMarketingConsent (Expected value to not be null)"
    )
    assert error["extensions"]["code"] == "INVALID_VARIABLE"


def test_ids_must_be_global_ids(ask):
    error = ask("query ($id: ID!) { customer(id: $id) { id } }", id="17")["errors"][0]

    assert error["extensions"]["problems"][0]["explanation"] == "Invalid global id '17'"


def test_syntax_errors(ask):
    assert ask("{ shop ")["errors"][0]["message"] == "syntax error, unexpected end of file"


def test_what_is_not_simulated_says_so(ask):
    error = ask("{ locations(first: 1) { nodes { id } } }")["errors"][0]

    assert error["extensions"]["code"] == "NOT_SIMULATED"


@pytest.mark.parametrize(
    ("asked", "served"), [("2026-10", "2026-10"), ("2024-01", "2026-01"), ("unstable", "unstable")]
)
def test_retired_versions_fall_forward(shop, asked, served):
    answer = requests.post(
        f"{shop.url}/admin/api/{asked}/graphql.json",
        json={"query": "{ shop { id } }"},
        headers={"X-Shopify-Access-Token": "shpat_fixed"},
        timeout=5,
    )

    assert answer.headers["X-Shopify-API-Version"] == served


def test_fields_of_newer_versions_are_unknown_to_older_ones(shop, asked_of, query):
    old = asked_of(shop, version="2026-04")

    assert "doesn't exist" in old(query("orders_page"), first=1)["errors"][0]["message"]
    assert "errors" not in old(query("orders_page_pre_2026_07"), first=1)


def test_wrong_tokens_get_a_string(shop):
    answer = requests.post(f"{shop.url}/admin/api/2026-10/graphql.json", json={"query": "{ shop { id } }"}, timeout=5)

    assert answer.status_code == 401
    assert answer.json()["errors"].startswith("[API] Invalid API key or access token")


def test_search_syntax():
    assert parse_search("updated_at:>='2026-11-20T00:00:00Z'") == Term("updated_at", ">=", "2026-11-20T00:00:00Z", True)
    assert parse_search("id:>=12") == Term("id", ">=", "12", False)


def test_shape_of_a_recorded_page(ask, recorded):
    call = recorded("customers-catalog")["upstreamCalls"][0]
    wanted, got = call["response"]["body"]["data"], ask(call["query"], **call["variables"])["data"]

    assert shape(got["customers"]["pageInfo"]) == shape(wanted["customers"]["pageInfo"])
    for edge in got["customers"]["edges"]:
        assert edge.keys() == wanted["customers"]["edges"][0].keys()
        assert edge["node"].keys() == wanted["customers"]["edges"][0]["node"].keys()
        assert isinstance(edge["node"]["numberOfOrders"], str)
        assert edge["node"]["amountSpent"]["currencyCode"] == "EUR"


def shape(value):
    return {key: type(part).__name__ for key, part in value.items()}
