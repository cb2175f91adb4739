"""The fields of QueryRoot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from graphql import GraphQLError

from demo_store.graphql_api.access import NODE_SCOPES, denied, sees_order
from demo_store.graphql_api.context import Context, number_of
from demo_store.graphql_api.fields_shop import Count
from demo_store.graphql_api.filters import Filter, InvalidSearch, Search, Test, compile_search
from demo_store.graphql_api.listings import LISTINGS, ORDERS, Listing
from demo_store.graphql_api.paging import MAX_WINDOW, Page, bad_request, page_of_sorted, window_of
from demo_store.graphql_api.search_syntax import Term, parse
from demo_store.graphql_api.versions import SUPPORTED

Arguments = dict[str, Any]
Root = Callable[[Arguments, Context], Any]
Warnings = list[dict[str, Any]]
SortKey = Callable[[Any], tuple[Any, int]]

DEFAULT_LIMIT: Final = 10_000


def search_of(listing: Listing, query: str | None, fields: tuple[str, ...] = ()) -> Search:
    """The search a `query` argument asks of a listing (of these fields only, where given)."""
    if not query or not query.strip():
        return Search(None, [])
    filters = {name: listing.filters[name] for name in fields} if fields else listing.filters
    try:
        return compile_search(parse(query), filters, listing.words)
    except InvalidSearch as error:
        raise bad_request(str(error)) from None


def visible(listing: Listing, test: Test | None, context: Context) -> Test | None:
    """The test with the 60-day window of orders added, where the token has no `read_all_orders`."""
    if listing is not ORDERS or "read_all_orders" in context.scopes:
        return test
    return lambda order: sees_order(order, context) and (test is None or test(order))


def warning_of(path: str, query: str, search: Search) -> Warnings:
    """Entries of `extensions.search` for a query with fields that cannot be searched."""
    if not search.warnings:
        return []
    parsed = parse(query)
    shown = {"field": parsed.field, "match_all": parsed.value} if isinstance(parsed, Term) else {}
    return [{"path": [path], "query": query, "parsed": shown, "warnings": search.warnings}]


def list_page(name: str, arguments: Arguments, context: Context) -> Page:
    """A page of a root connection."""
    listing = LISTINGS[name]
    window = window_of(arguments)
    test = visible(listing, search_of(listing, arguments.get("query")).test, context)
    sort_key = arguments.get("sortKey") or "ID"
    key = listing.keys[sort_key]
    return page_of_sorted(listing.shelf(context.store).sorted_by(sort_key, key), key, test, window)


def count(name: str, arguments: Arguments, context: Context) -> Count:
    """How many there are, up to `limit` (null: no limit)."""
    listing = LISTINGS[name]
    search = search_of(listing, arguments.get("query"), listing.count_filters)
    test = visible(listing, search.test, context)
    shelf = listing.shelf(context.store)
    number = len(shelf) if test is None else sum(1 for record in shelf.all() if test(record))
    limit = arguments.get("limit", DEFAULT_LIMIT)
    return Count(number) if limit is None or number <= limit else Count(limit, "AT_LEAST")


def node(global_id: str, context: Context) -> Any:
    """The record behind a global id; None when there is none, as Shopify answers."""
    kind = global_id.removeprefix("gid://shopify/").partition("/")[0]
    number = number_of(global_id)
    scope = NODE_SCOPES.get(kind)
    if scope and scope not in context.scopes:
        raise denied(kind[0].lower() + kind[1:], scope)
    finder = _FINDERS.get(kind)
    return finder(number, context) if finder and number is not None else None


def _order(number: int, context: Context) -> Any:
    order = context.store.orders.get(number)
    return order if order and sees_order(order, context) else None


_FINDERS: Final[dict[str, Callable[[int, Context], Any]]] = {
    "Customer": lambda number, x: x.store.customers.get(number),
    "Order": _order,
    "Product": lambda number, x: x.store.products.get(number),
    "ProductVariant": lambda number, x: x.store.variant(number),
    "AbandonedCheckout": lambda number, x: x.store.checkouts.get(number),
    "BulkOperation": lambda number, x: x.store.bulk.get(number),
    "WebhookSubscription": lambda number, x: x.store.webhooks.get(number),
}


def _nodes(arguments: Arguments, context: Context) -> list[Any]:
    size = len(arguments["ids"])
    if size > MAX_WINDOW:
        message = f"The input array size of {size} is greater than the maximum allowed of {MAX_WINDOW}."
        raise GraphQLError(message, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})
    return [node(each, context) for each in arguments["ids"]]


def _by_id(kind: str) -> Root:
    return lambda arguments, x: node(arguments["id"], x) if f"/{kind}/" in arguments["id"] else None


def _page_of(
    kind: str, keys: dict[str, SortKey], filters: dict[str, Filter], records: Callable[[Context], list[Any]]
) -> Root:
    """A root connection over a short list."""

    def root(arguments: Arguments, context: Context) -> Page:
        window = window_of(arguments)
        listing = Listing(kind, lambda store: store.orders, keys, filters, lambda record: "")
        key = keys[arguments.get("sortKey") or "CREATED_AT"]
        test = search_of(listing, arguments.get("query")).test
        chosen = [record for record in records(context) if _fits(record, arguments)]
        return page_of_sorted(sorted(chosen, key=key), key, test, window)

    return root


def _fits(record: Any, arguments: Arguments) -> bool:
    """The arguments of webhookSubscriptions that narrow it down."""
    uri = arguments.get("uri") or arguments.get("callbackUrl")
    topics = arguments.get("topics")
    wanted_format = arguments.get("format")
    return (
        (not uri or record.uri == uri)
        and (not topics or record.topic in topics)
        and (not wanted_format or record.format == wanted_format)
    )


def _customer_by_identifier(arguments: Arguments, context: Context) -> Any:
    wanted = arguments["identifier"]
    if wanted.get("emailAddress"):
        return context.store.customer_by_email(wanted["emailAddress"])
    if wanted.get("phoneNumber"):
        return next((c for c in context.store.customers.all() if c.phone == wanted["phoneNumber"]), None)
    if wanted.get("id"):
        return node(wanted["id"], context)
    raise GraphQLError("customId is not kept by the demo store", extensions={"code": "NOT_SIMULATED"})


def _current_bulk(arguments: Arguments, context: Context) -> Any:
    operations = context.store.bulk.all()
    return operations[-1] if operations and arguments.get("type", "QUERY") == "QUERY" else None


_OPERATION_KEYS: Final[dict[str, SortKey]] = {
    "CREATED_AT": lambda b: (b.created_at, b.id),
    "COMPLETED_AT": lambda b: (b.completed_at or 0, b.id),
}
_OPERATION_FILTERS: Final = {
    "status": Filter("text", lambda b: b.status),
    "operation_type": Filter("text", lambda b: "QUERY"),
    "created_at": Filter("time", lambda b: b.created_at),
    "completed_at": Filter("time", lambda b: b.completed_at),
    "id": Filter("id", lambda b: b.id),
}
_SUBSCRIPTION_KEYS: Final[dict[str, SortKey]] = {
    "CREATED_AT": lambda w: (w.created_at, w.id),
    "ID": lambda w: (w.id, w.id),
}
_SUBSCRIPTION_FILTERS: Final = {
    "id": Filter("id", lambda w: w.id),
    "created_at": Filter("time", lambda w: w.created_at),
    "updated_at": Filter("time", lambda w: w.updated_at),
    "uri": Filter("text", lambda w: w.uri),
}

ROOTS: Final[dict[str, Root]] = {
    "shop": lambda arguments, x: x.store,
    "currentAppInstallation": lambda arguments, x: x.store,
    "app": lambda arguments, x: x.store,
    "publicApiVersions": lambda arguments, x: list(SUPPORTED),
    "node": lambda arguments, x: node(arguments["id"], x),
    "nodes": _nodes,
    "customer": _by_id("Customer"),
    "customerByIdentifier": _customer_by_identifier,
    "order": _by_id("Order"),
    "product": _by_id("Product"),
    "productByHandle": lambda arguments, x: x.store.product_by_handle(arguments["handle"]),
    "productVariant": _by_id("ProductVariant"),
    "bulkOperation": _by_id("BulkOperation"),
    "currentBulkOperation": _current_bulk,
    "bulkOperations": _page_of("BulkOperation", _OPERATION_KEYS, _OPERATION_FILTERS, lambda x: x.store.bulk.all()),
    "webhookSubscription": _by_id("WebhookSubscription"),
    "webhookSubscriptions": _page_of(
        "WebhookSubscription", _SUBSCRIPTION_KEYS, _SUBSCRIPTION_FILTERS, lambda x: x.store.webhooks.all()
    ),
    "webhookSubscriptionsCount": lambda arguments, x: Count(len(x.store.webhooks.all())),
    "scriptTags": lambda arguments, x: page_of_sorted([], lambda tag: (0, 0), None, window_of(arguments)),
    "webPixel": lambda arguments, x: next(iter(x.store.pixel_settings.items()), None),
    **{name: partial(list_page, name) for name in LISTINGS},
    **{f"{name}Count": partial(count, name) for name in LISTINGS},
}
