"""Query cost, throttling, scopes."""

import pytest
from graphql import OperationDefinitionNode, parse

from demo_store.graphql_api.admin_schema import admin_schema
from demo_store.graphql_api.cost import Cost

RECORDED = ["customer-detail", "customers-catalog", "customers-count", "customers-search", "customers-sort-keys"]


@pytest.mark.parametrize("name", RECORDED)
def test_costs_equal_the_recorded_ones(recorded, name):
    call = recorded(name)["upstreamCalls"][0]
    document = parse(call["query"])
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    wanted = call["response"]["body"]["extensions"]["cost"]
    cost = Cost(admin_schema(), document, call["variables"])

    assert cost.requested(operation) == wanted["requestedQueryCost"]
    assert cost.actual(operation, call["response"]["body"]["data"]) == wanted["actualQueryCost"]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{ products(first: 250) { nodes { id title } } }", 13),
        ('mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { bulkOperation { id } } }', 10),
        ("{ productsCount { count } }", 10),
        ('{ bulkOperation(id: "gid://shopify/BulkOperation/1") { id status } }', 1),
    ],
)
def test_requested_cost(ask, text, points):
    assert ask(text)["extensions"]["cost"]["requestedQueryCost"] == points


def test_what_was_not_used_is_given_back(ask, shop):
    cost = ask('{ customers(first: 250, query: "id:1") { nodes { id } } }')["extensions"]["cost"]

    assert cost["requestedQueryCost"] == 13
    assert cost["actualQueryCost"] == 2
    assert cost["throttleStatus"]["maximumAvailable"] == 20 * cost["throttleStatus"]["restoreRate"]


def test_an_empty_bucket_throttles(serve, asked_of):
    running = serve(restore_rate=1.0)
    ask = asked_of(running)
    running.store.bucket.drain()
    answer = ask("{ productsCount { count } }")

    assert answer["errors"] == [
        {
            "message": "Throttled",
            "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
        }
    ]
    assert "data" not in answer
    assert answer["extensions"]["cost"]["actualQueryCost"] is None


def test_a_query_that_is_too_dear_is_never_run(ask):
    lines = "lineItems(first: 250) { nodes { id } }"
    answer = ask(f"{{ customers(first: 250) {{ nodes {{ orders(first: 250) {{ nodes {{ {lines} }} }} }} }} }}")

    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert answer["errors"][0]["extensions"]["maxCost"] == 1000
    assert "extensions" not in answer


def test_missing_scope_denies_access(serve, asked_of):
    running = serve()
    token = running.store.installations.permanent(["read_products"])
    answer = asked_of(running, token.value)("{ shop { id } customers(first: 1) { nodes { id } } }")

    error = answer["errors"][0]
    assert error["message"] == "Access denied for customers field. Required access: `read_customers` access scope."
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["path"] == ["customers"]
    assert answer["data"] is None


def test_without_customers_an_order_keeps_the_rest(serve, asked_of):
    running = serve()
    token = running.store.installations.permanent(["read_orders", "read_all_orders"])
    text = '{ orders(first: 3, query: "source_name:web") { nodes { name customer { id } } } }'
    answer = asked_of(running, token.value)(text)

    assert [node["customer"] for node in answer["data"]["orders"]["nodes"]] == [None] * 3
    assert all(node["name"] for node in answer["data"]["orders"]["nodes"])
    assert len(answer["errors"]) == 3


def test_orders_older_than_60_days_take_their_own_scope(serve, asked_of):
    running = serve()
    recent = asked_of(running, running.store.installations.permanent(["read_orders"]).value)
    whole = asked_of(running)
    text = "{ ordersCount(limit: null) { count } }"

    assert whole(text)["data"]["ordersCount"]["count"] == 150
    assert 0 < recent(text)["data"]["ordersCount"]["count"] < 100
