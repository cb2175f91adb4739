"""Bulk operations: the rules, the states, the files."""

import pytest
import requests

VALIDATORS = [
    "nodesInsteadOfEdges",
    "ordersNodesInsteadOfEdges",
    "topLevelNode",
    "depthThreeNesting",
    "sixConnections",
    "nestedWithoutParentId",
    "invalidOperationType",
    "connectionWithinList",
]


@pytest.mark.parametrize("name", VALIDATORS)
def test_refusals_equal_the_recorded_ones(ask, recorded, name):
    call = recorded("bulk-operation-run-query-validators")["validations"][name]
    answer = ask(call["query"], **call["variables"])

    assert answer["data"] == call["response"]["data"]


@pytest.mark.parametrize("name", ["noConnectionWithCode", "emptyQuery"])
def test_further_refusals(ask, recorded, name):
    call = recorded("bulk-operation-run-query-user-error-codes")["validations"][name]

    assert ask(call["query"], **call["variables"])["data"] == call["response"]["data"]


@pytest.mark.parametrize("name", ["customers", "orders", "products", "abandoned_checkouts"])
def test_hubsyncs_exports(export, query, shop, name):
    operation = export(query(f"bulk_{name}"))
    shelf = {
        "customers": shop.store.customers,
        "orders": shop.store.orders,
        "products": shop.store.products,
        "abandoned_checkouts": shop.store.checkouts,
    }[name]
    roots = [line for line in operation["lines"] if "__parentId" not in line]

    assert operation["status"] == "COMPLETED"
    assert operation["objectCount"] == str(len(operation["lines"]))
    assert operation["rootObjectCount"] == str(len(roots)) == str(len(shelf))
    assert len({line["id"] for line in roots}) == len(roots)


def test_children_come_later_than_their_parents_and_not_always_beside_them(export, query):
    lines = export(query("bulk_orders"))["lines"]
    seen, apart = set(), 0
    for before, line in zip([None, *lines], lines, strict=False):
        if "__parentId" in line:
            assert line["__parentId"] in seen
            neighbour = before.get("__parentId", before["id"])
            apart += neighbour != line["__parentId"]
        else:
            seen.add(line["id"])

    assert apart > 100


def test_grouped_children_follow_their_parent(export, query):
    parent = None
    for line in export(query("bulk_orders"), group=True)["lines"]:
        if "__parentId" not in line:
            parent = line["id"]
        else:
            assert line["__parentId"] == parent


def test_the_lines_equal_single_answers(export, ask, query):
    lines = {line["id"]: line for line in export(query("bulk_customers"))["lines"]}
    single = query("bulk_customers").replace("customers {", "customers(first: 100) {")
    nodes = [edge["node"] for edge in ask(single)["data"]["customers"]["edges"]]

    assert [lines[node["id"]] for node in nodes] == nodes


def test_order_lines_equal_single_answers(export, ask, query):
    text = (
        "{ orders { edges { node { id name customer { id } totalPriceSet { shopMoney { amount currencyCode } "
        "presentmentMoney { amount currencyCode } } refunds { id note } customerJourneySummary { ready lastVisit "
        "{ landingPage utmParameters { campaign } } } } } } }"
    )
    lines = {line["id"]: line for line in export(text)["lines"]}
    single = text.replace("orders {", "orders(first: 150) {")
    nodes = [edge["node"] for edge in ask(single)["data"]["orders"]["edges"]]

    assert [lines[node["id"]] for node in nodes] == nodes


def test_slashes_are_escaped_as_in_real_files(shop, ask, run_query, wait_for):
    number = ask(run_query, query="{ products { edges { node { id } } } }")["data"]["bulkOperationRunQuery"]
    url = wait_for(ask, number["bulkOperation"]["id"])["url"]

    assert rb"gid:\/\/shopify\/Product\/" in requests.get(url, timeout=5).content


def test_interfaces_and_depth_two(export):
    text = (
        "{ products { edges { node { id media { edges { node { __typename id alt ... on MediaImage { image { "
        "url } } } } } variants { edges { node { id media { edges { node { id } } } } } } } } } }"
    )
    lines = export(text)["lines"]
    pictures = [line for line in lines if line.get("__typename") == "MediaImage"]
    grandchildren = [line for line in lines if "/ProductVariant/" in line.get("__parentId", "")]

    assert pictures[0]["image"]["url"].endswith(".svg")
    assert grandchildren


def test_search_and_order_of_the_root_are_kept(export, shop):
    lines = export(
        '{ orders(query: "source_name:pos", sortKey: CREATED_AT, reverse: true, first: 2) '
        "{ edges { node { createdAt sourceName } } } }"
    )["lines"]

    assert len(lines) > 2, "first is ignored"
    assert {line["sourceName"] for line in lines} == {"pos"}
    assert [line["createdAt"] for line in lines] == sorted((line["createdAt"] for line in lines), reverse=True)


def test_an_empty_result_has_no_address(export):
    operation = export('{ customers(query: "id:1") { edges { node { id } } } }')

    assert (operation["status"], operation["objectCount"], operation["url"]) == ("COMPLETED", "0", None)


def test_what_is_not_kept_is_refused_at_once(ask, run_query):
    answer = ask(run_query, query="{ orders { edges { node { id risk { recommendation } } } } }")
    errors = answer["data"]["bulkOperationRunQuery"]["userErrors"]

    assert errors == [
        {"code": "INVALID", "field": ["query"], "message": "Order.risk is not simulated by the demo store"}
    ]


def test_unknown_fields_are_refused(ask, run_query):
    errors = ask(run_query, query="{ orders { edges { node { id colour } } } }")["data"]["bulkOperationRunQuery"]

    assert "Field 'colour' doesn't exist on type 'Order'" in errors["userErrors"][0]["message"]


def test_five_at_once_and_cancelling(serve, asked_of, run_query, wait_for):
    running = serve(bulk_seconds=30)
    ask = asked_of(running)
    text = "{ customers { edges { node { id } } } }"
    started = [ask(run_query, query=text)["data"]["bulkOperationRunQuery"]["bulkOperation"] for _ in range(5)]
    sixth = ask(run_query, query=text)["data"]["bulkOperationRunQuery"]
    running_ids = ", ".join(operation["id"] for operation in started)

    assert {operation["status"] for operation in started} == {"CREATED"}
    assert sixth["bulkOperation"] is None
    assert sixth["userErrors"] == [
        {
            "code": "OPERATION_IN_PROGRESS",
            "field": None,
            "message": f"A bulk query operation for this app and shop is already in progress: {running_ids}.",
        }
    ]

    cancel = "mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
    told = [ask(cancel, id=operation["id"])["data"]["bulkOperationCancel"] for operation in started]
    ended = [wait_for(ask, operation["id"]) for operation in started]

    assert {answer["bulkOperation"]["status"] for answer in told} == {"CANCELING"}
    assert {operation["status"] for operation in ended} == {"CANCELED"}
    assert ask(cancel, id=started[0]["id"])["data"]["bulkOperationCancel"]["userErrors"] == [
        {"message": "A bulk operation cannot be canceled when it is canceled"}
    ]


def test_operations_are_listed(ask, export, query):
    export("{ products { edges { node { id } } } }")
    wanted = "status:completed operation_type:QUERY"
    nodes = ask(f'{{ bulkOperations(first: 5, query: "{wanted}") {{ nodes {{ status type }} }} }}')

    assert nodes["data"]["bulkOperations"]["nodes"][0] == {"status": "COMPLETED", "type": "QUERY"}


def test_without_its_scope_an_export_fails(serve, asked_of, run_query, wait_for):
    running = serve()
    ask = asked_of(running, running.store.installations.permanent(["read_products"]).value)
    started = ask(run_query, query="{ customers { edges { node { id } } } }")["data"]["bulkOperationRunQuery"]
    ended = wait_for(ask, started["bulkOperation"]["id"])

    assert (ended["status"], ended["errorCode"], ended["url"]) == ("FAILED", "ACCESS_DENIED", None)


def test_files_come_in_ranges_and_need_no_token(export):
    operation = export("{ customers { edges { node { id email } } } }")
    whole = requests.get(operation["url"], timeout=5)
    part = requests.get(operation["url"], headers={"Range": "bytes=100-"}, timeout=5)
    fresh = requests.get(operation["url"], headers={"If-None-Match": whole.headers["ETag"]}, timeout=5)

    assert whole.headers["Content-Length"] == operation["fileSize"] == str(len(whole.content))
    assert part.status_code == 206
    assert part.content == whole.content[100:]
    assert fresh.status_code == 304


def test_a_changed_signature_is_refused(export):
    url = export("{ products { edges { node { id } } } }")["url"]

    assert requests.get(url.replace("Signature=", "Signature=0"), timeout=5).status_code == 403
    assert requests.get(url.replace("Expires=1", "Expires=2"), timeout=5).status_code == 403


def test_progress_can_be_watched(serve, asked_of, run_query, wait_for):
    running = serve(customers=500, bulk_seconds=1.0)
    ask = asked_of(running)
    number = ask(run_query, query="{ customers { edges { node { id } } } }")["data"]["bulkOperationRunQuery"]
    seen = set()
    while True:
        operation = ask(
            "query ($id: ID!) { bulkOperation(id: $id) { status objectCount } }", id=number["bulkOperation"]["id"]
        )["data"]["bulkOperation"]
        seen.add((operation["status"], int(operation["objectCount"])))
        if operation["status"] == "COMPLETED":
            break

    assert {status for status, _ in seen} >= {"RUNNING", "COMPLETED"}
    assert len({count for _, count in seen}) > 3
