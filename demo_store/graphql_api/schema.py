"""Shopify's real Admin schema with the demo store's answers attached."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)

from demo_store.graphql_api.access import denied, missing_scope
from demo_store.graphql_api.admin_schema import admin_schema, default_of
from demo_store.graphql_api.context import Context, Field
from demo_store.graphql_api.mutations import MUTATIONS
from demo_store.graphql_api.paging import Page, page_of_list, window_of
from demo_store.graphql_api.registry import CONNECTIONS, FIELDS, kind_of
from demo_store.graphql_api.roots import ROOTS

Resolver = Callable[..., Any]
Info = GraphQLResolveInfo[Context]


@cache
def answering_schema() -> GraphQLSchema:
    """The schema with a resolver on every field: an answer, or a plain word that the demo store keeps none."""
    schema = admin_schema()
    for kind in schema.type_map.values():
        if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            kind.resolve_type = _resolve_type
        elif isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                field.resolve = _resolver(schema, kind, name, field)
    return schema


def not_simulated(kind: str, field: str) -> GraphQLError:
    """The honest answer for the many fields of Shopify that this small one does not keep."""
    message = f"{kind}.{field} is not simulated by the demo store"
    return GraphQLError(message, extensions={"code": "NOT_SIMULATED", "typeName": kind, "fieldName": field})


def _resolver(schema: GraphQLSchema, kind: GraphQLObjectType, name: str, field: GraphQLField) -> Resolver:
    if kind is schema.query_type:
        return _guarded(kind.name, name, ROOTS.get(name))
    if kind is schema.mutation_type:
        return _guarded(kind.name, name, MUTATIONS.get(name))
    if kind.name.endswith("Connection"):
        return _CONNECTION_PARTS.get(name) or _own_or_unknown(kind.name, name)
    if kind.name.endswith("Edge"):
        return _EDGE_PARTS.get(name) or _own_or_unknown(kind.name, name)
    if name in CONNECTIONS.get(kind.name, {}):
        return _child_page(kind.name, name, CONNECTIONS[kind.name][name])
    if kind.name == "PageInfo":
        return _PAGE_INFO[name]
    known = FIELDS.get(kind.name, {}).get(name)
    return _plain(kind.name, name, known, field) if known else _own_or_unknown(kind.name, name)


def _guarded(kind: str, name: str, answer: Callable[[dict[str, Any], Any], Any] | None) -> Resolver:
    def resolve(_: Any, info: Info, **arguments: Any) -> Any:
        scope = missing_scope(kind, name, info.context)
        if scope:
            raise denied(name, scope)
        if answer is None:
            raise not_simulated(kind, name)
        return answer(arguments, info.context)

    return resolve


def _plain(kind: str, name: str, answer: Field, field: GraphQLField) -> Resolver:
    """A field from its record. Of arguments only `first` (of lists) has a meaning here; others must be left alone."""
    defaults = {key: default_of(argument) for key, argument in field.args.items()}

    def resolve(record: Any, info: Info, **arguments: Any) -> Any:
        scope = missing_scope(kind, name, info.context)
        if scope:
            raise denied(name, scope)
        first = arguments.pop("first", None)
        for key, value in arguments.items():
            if value is not None and value != defaults[key]:
                raise not_simulated(kind, f"{name}({key}:)")
        value = answer(record, info.context)
        return value[:first] if first is not None else value

    return resolve


def _child_page(kind: str, name: str, children: Field) -> Resolver:
    def resolve(record: Any, info: Info, **arguments: Any) -> Page:
        scope = missing_scope(kind, name, info.context)
        if scope:
            raise denied(name, scope)
        return page_of_list(children(record, info.context), window_of(arguments))

    return resolve


_CONNECTION_PARTS: Final[dict[str, Resolver]] = {
    "nodes": lambda page, info: page.records,
    "edges": lambda page, info: list(zip(page.cursors, page.records, strict=True)),
    "pageInfo": lambda page, info: page,
}
_EDGE_PARTS: Final[dict[str, Resolver]] = {
    "cursor": lambda edge, info: edge[0],
    "node": lambda edge, info: edge[1],
}
_PAGE_INFO: Final[dict[str, Resolver]] = {
    "hasNextPage": lambda page, info: page.has_next,
    "hasPreviousPage": lambda page, info: page.has_previous,
    "startCursor": lambda page, info: page.cursors[0] if page.cursors else None,
    "endCursor": lambda page, info: page.cursors[-1] if page.cursors else None,
}


def _own_or_unknown(kind: str, name: str) -> Resolver:
    """Payloads of mutations are dicts by field name."""

    def resolve(record: Any, info: Info, **arguments: Any) -> Any:
        if isinstance(record, dict) and name in record:
            return record[name]
        raise not_simulated(kind, name)

    return resolve


def _resolve_type(record: Any, info: Info, abstract: GraphQLAbstractType) -> str:
    return kind_of(record)
