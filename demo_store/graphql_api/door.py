"""POST /admin/api/<version>/graphql.json."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import orjson
from flask import Blueprint, Response, current_app, request
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    execute_sync,
    parse,
)
from werkzeug.http import HTTP_STATUS_CODES

from demo_store.graphql_api.context import Context
from demo_store.graphql_api.cost import Cost
from demo_store.graphql_api.listings import LISTINGS
from demo_store.graphql_api.roots import Warnings, search_of, warning_of
from demo_store.graphql_api.schema import answering_schema
from demo_store.graphql_api.throttle import MAX_QUERY_COST
from demo_store.graphql_api.validation import problems, syntax_message
from demo_store.graphql_api.variables import coerced
from demo_store.graphql_api.versions import serving
from demo_store.oauth.scopes import expanded

if TYPE_CHECKING:
    from demo_store.store import Store

door = Blueprint("graphql", __name__)
Told = dict[str, Any]
_BAD_TOKEN: Final = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105
_BROKEN: Final = (500, 502, 503)
_RATE_LIMITS: Final = "https://shopify.dev/api/usage/rate-limits"


@door.post("/admin/api/<asked>/graphql.json")
def graphql_call(asked: str) -> Response:
    """Execute one GraphQL document for an app's token."""
    store: Store = current_app.extensions["store"]
    version = serving(asked)
    if version is None:
        return _answer({"errors": "Not Found"}, 404, asked)
    if store.faults.tokens_expire():
        store.installations.expire_access_tokens()
    if store.faults.strikes("api_errors"):
        return _broken(store, version)
    token = store.installations.find(request.headers.get("X-Shopify-Access-Token", ""))
    if token is None:
        return _answer({"errors": _BAD_TOKEN}, 401, version)
    body = _body()
    if body is None or not isinstance(body.get("query"), str):
        return _answer({"errors": {"query": "Required parameter missing or invalid"}}, 400, version)
    context = Context(store, store.options.base_url, version, frozenset(expanded(token.scopes)))
    return _answer(run(body, context), 200, version)


def run(body: dict[str, Any], context: Context) -> Told:
    """The answer's body for a call: errors of validation without cost, else data with its cost."""
    document, told = checked(body["query"], context.version)
    if document is None:
        return {"errors": told}
    operation = _operation(document, body.get("operationName"))
    if operation is None:
        return {"errors": [{"message": "An operation name is required"}]}
    variables, told = coerced(answering_schema(), operation, body.get("variables") or {})
    if told:
        return {"errors": told}
    cost = Cost(answering_schema(), document, variables)
    points = cost.requested(operation)
    if points > MAX_QUERY_COST:
        return _too_dear(points)
    if context.store.faults.strikes("throttle"):
        context.store.bucket.drain()
        return _throttled(points, context)
    if not context.store.bucket.take(points):
        return _throttled(points, context)
    result = _execute(document, operation, variables, context)
    paid = cost.actual(operation, result.data)
    context.store.bucket.give_back(points - paid)
    return _whole(result, points, paid, context, _search_warnings(operation, variables))


def _execute(
    document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any], context: Context
) -> ExecutionResult:
    name = operation.name.value if operation.name else None
    return execute_sync(
        answering_schema(), document, context_value=context, variable_values=variables, operation_name=name
    )


@lru_cache(maxsize=256)
def checked(query: str, version: str) -> tuple[DocumentNode | None, list[Told]]:
    """The parsed document, or what is wrong with it. Kept, because clients send the same few texts."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        places = [{"line": place.line, "column": place.column} for place in error.locations or []]
        return None, [{"message": syntax_message(error), "locations": places}]
    wrong = problems(answering_schema(), document, version)
    return (None, wrong) if wrong else (document, [])


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    found = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name:
        return next((operation for operation in found if operation.name and operation.name.value == name), None)
    return found[0] if len(found) == 1 else None


def _whole(result: ExecutionResult, points: int, paid: int, context: Context, searched: Warnings) -> Told:
    told: Told = {}
    if result.errors:
        told["errors"] = [_told(error) for error in result.errors]
    told["data"] = result.data
    told["extensions"] = {
        "cost": {
            "requestedQueryCost": points,
            "actualQueryCost": paid,
            "throttleStatus": context.store.bucket.status(),
        }
    }
    if searched:
        told["extensions"]["search"] = searched
    return told


def _told(error: GraphQLError) -> Told:
    """An error of execution; what broke unforeseen is an INTERNAL_SERVER_ERROR, as at Shopify."""
    told: Told = {"message": error.message}
    told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations or []]
    told["extensions"] = error.extensions or {"code": "INTERNAL_SERVER_ERROR"}
    if error.original_error is not None and not error.extensions:
        current_app.logger.error("field broke", exc_info=error.original_error)
        told["message"] = "Internal error. Looks like something went wrong on our end."
    told["path"] = error.path
    return told


def _search_warnings(operation: OperationDefinitionNode, variables: dict[str, Any]) -> Warnings:
    """Warnings for fields that cannot be searched, by the response key of each root."""
    found: Warnings = []
    for node in operation.selection_set.selections:
        name = getattr(getattr(node, "name", None), "value", "")
        listing = LISTINGS.get(name.removesuffix("Count"))
        if listing is None:
            continue
        fields = listing.count_filters if name.endswith("Count") else ()
        for argument in getattr(node, "arguments", None) or ():
            if argument.name.value == "query":
                value = getattr(argument.value, "value", None) or variables.get(_variable(argument.value))
                alias = getattr(node, "alias", None)
                if isinstance(value, str):
                    found += _warning(listing, value, fields, alias.value if alias else name)
    return found


def _warning(listing: Any, query: str, fields: tuple[str, ...], path: str) -> Warnings:
    try:
        return warning_of(path, query, search_of(listing, query, fields))
    except GraphQLError:
        return []


def _variable(value: Any) -> str:
    return str(getattr(getattr(value, "name", None), "value", ""))


def _too_dear(points: int) -> Told:
    message = f"Query cost is {points}, which exceeds the single query max cost limit ({MAX_QUERY_COST})."
    extensions = {
        "code": "MAX_COST_EXCEEDED",
        "cost": points,
        "maxCost": MAX_QUERY_COST,
        "documentation": _RATE_LIMITS,
    }
    return {"errors": [{"message": message, "extensions": extensions}]}


def _throttled(points: int, context: Context) -> Told:
    extensions = {"code": "THROTTLED", "documentation": _RATE_LIMITS}
    cost = {
        "requestedQueryCost": points,
        "actualQueryCost": None,
        "throttleStatus": context.store.bucket.status(),
    }
    return {"errors": [{"message": "Throttled", "extensions": extensions}], "extensions": {"cost": cost}}


def _body() -> dict[str, Any] | None:
    if request.mimetype == "application/graphql":
        return {"query": request.get_data(as_text=True)}
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def _broken(store: Store, version: str) -> Response:
    """Something on the way fell over; nothing was done."""
    status = store.faults.die("status").choice(_BROKEN)
    return _answer({"errors": HTTP_STATUS_CODES[status]}, status, version)


def _answer(body: Told, status: int, version: str) -> Response:
    answer = Response(orjson.dumps(body), status, mimetype="application/json")
    answer.headers["X-Shopify-API-Version"] = version
    answer.headers["X-Request-Id"] = str(uuid.uuid4())
    return answer
