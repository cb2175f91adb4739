"""A bulk query compiled to closures: a record in, a JSON-ready dict out, without executing GraphQL per record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from graphql.execution.values import get_argument_values

from demo_store.bulk.rules import check, flattened, operation_of
from demo_store.graphql_api.access import missing_scope
from demo_store.graphql_api.admin_schema import admin_schema, default_of
from demo_store.graphql_api.context import Context, Field
from demo_store.graphql_api.listings import LISTINGS
from demo_store.graphql_api.registry import CONNECTIONS, FIELDS, kind_of

Build = Callable[[Any], dict[str, Any]]
# Types whose records are plain values that come again and again.
_VALUES: Final = ("MoneyBag", "MoneyV2", "UTMParameters")
_REMEMBERED: Final = 100_000


class NotSimulated(Exception):
    """The query asks for something this small store does not keep."""


class AccessDenied(Exception):
    """The token lacks a scope that the query takes."""


class Children(NamedTuple):
    """A nested connection: where its records come from and how each is written."""

    records: Callable[[Any], list[Any]]
    node: NodePlan


class NodePlan(NamedTuple):
    """How one record is written, and its nested connections by the record's concrete type."""

    build: Build
    children: list[Children]


class RootPlan(NamedTuple):
    """A root connection with its arguments."""

    name: str
    arguments: dict[str, Any]
    node: NodePlan


def plan_of(query: str, context: Context) -> list[RootPlan]:
    """The plan of a query that the rules let pass. AccessDenied where the token's scopes do not reach."""
    return _Planner(parse(query), context).roots()


def refusals(query: str, context: Context) -> list[str]:
    """The messages of `userErrors` for a query: Shopify's rules first, then what this store does not keep."""
    broken = check(query, context.version)
    if broken:
        return broken
    try:
        _Planner(parse(query), context, checks_access=False).roots()
    except NotSimulated as error:
        return [str(error)]
    return []


def _remembered(build: Build) -> Build:
    """The same builder, keeping what it built: half of an export is amounts. Nobody changes these dicts."""
    kept: dict[Any, dict[str, Any]] = {}

    def get(record: Any) -> dict[str, Any]:
        found = kept.get(record)
        if found is None:
            if len(kept) > _REMEMBERED:
                kept.clear()
            found = kept[record] = build(record)
        return found

    return get


class _Planner:
    def __init__(self, document: DocumentNode, context: Context, *, checks_access: bool = True) -> None:
        self._document, self._context, self._checks_access = document, context, checks_access
        self._schema = admin_schema()

    def roots(self) -> list[RootPlan]:
        operation = operation_of(self._document)
        plans = []
        for node in flattened(operation.selection_set if operation else None, self._document):
            name = node.name.value
            if name not in LISTINGS:
                raise NotSimulated(f"QueryRoot.{name} cannot be exported from the demo store")
            self._guard("QueryRoot", name)
            definition = self._schema.query_type.fields[name]  # type: ignore[union-attr]
            arguments = get_argument_values(definition, node, None)
            kind = get_named_type(definition.type)
            plans.append(RootPlan(name, arguments, self._node(kind, node)))
        return plans

    def _node(self, connection: Any, field: FieldNode) -> NodePlan:
        """The plan of what stands in `edges { node { … } }` of a connection."""
        kind = get_named_type(connection.fields["nodes"].type)
        selections = [
            leaf.selection_set
            for part in flattened(field.selection_set, self._document)
            if part.name.value == "edges"
            for leaf in flattened(part.selection_set, self._document)
            if leaf.name.value == "node"
        ]
        if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            return NodePlan(self._by_kind(kind, selections), [])
        fields = self._fields(kind, selections)
        children = []
        for node in fields.values():
            definition = kind.fields.get(node.name.value) if hasattr(kind, "fields") else None
            if definition and get_named_type(definition.type).name.endswith("Connection"):
                children.append(self._children(kind.name, node, definition))
        return NodePlan(self._object(kind, selections), children)

    def _children(self, kind: str, node: FieldNode, definition: Any) -> Children:
        name = node.name.value
        found = CONNECTIONS.get(kind, {}).get(name)
        if found is None:
            raise NotSimulated(f"{kind}.{name} is not simulated by the demo store")
        self._guard(kind, name)
        context = self._context
        plan = self._node(get_named_type(definition.type), node)
        return Children(lambda record: found(record, context), plan)

    def _object(self, kind: Any, selections: list[SelectionSetNode | None]) -> Build:
        """A builder of one record's dict; nested connections are left out, they become lines of their own."""
        if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            return self._by_kind(kind, selections)
        pairs: list[tuple[str, Field]] = []
        for key, node in self._fields(kind, selections).items():
            getter = self._getter(kind, node)
            if getter is not None:
                pairs.append((key, getter))
        context = self._context
        fixed = tuple(pairs)
        if kind.name in _VALUES:
            return _remembered(lambda record: {key: get(record, context) for key, get in fixed})
        return lambda record: {key: get(record, context) for key, get in fixed}

    def _by_kind(self, kind: Any, selections: list[SelectionSetNode | None]) -> Build:
        """Builders by concrete type, made for the types that the demo store has records of."""
        builders = {
            concrete.name: self._object(concrete, selections)
            for concrete in self._schema.get_possible_types(kind)
            if concrete.name in FIELDS
        }
        return lambda record: builders[kind_of(record)](record)

    def _getter(self, kind: GraphQLObjectType, node: FieldNode) -> Field | None:
        name = node.name.value
        if name == "__typename":
            return lambda _, __, word=kind.name: word  # type: ignore[misc]
        definition = kind.fields[name]
        inner = get_named_type(definition.type)
        if inner.name.endswith("Connection"):
            return None
        answer = FIELDS.get(kind.name, {}).get(name)
        if answer is None:
            raise NotSimulated(f"{kind.name}.{name} is not simulated by the demo store")
        self._guard(kind.name, name)
        first = self._first(kind, name, definition, node)
        if node.selection_set is None:
            return answer
        build = self._object(inner, [node.selection_set])
        if is_list_type(definition.type.of_type if is_non_null_type(definition.type) else definition.type):
            return lambda record, x: [build(each) for each in answer(record, x)[:first]]

        def nested(record: Any, x: Context) -> dict[str, Any] | None:
            value = answer(record, x)
            return None if value is None else build(value)

        return nested

    def _first(self, kind: GraphQLObjectType, name: str, definition: Any, node: FieldNode) -> int | None:
        """The `first` of a list field; other arguments with a meaning are not kept here."""
        if not node.arguments:
            return None
        given = get_argument_values(definition, node, None)
        first = given.pop("first", None)
        for key, value in given.items():
            if value is not None and value != default_of(definition.args[key]):
                raise NotSimulated(f"{kind.name}.{name}({key}:) is not simulated by the demo store")
        return None if first is None else int(first)

    def _fields(self, kind: Any, selections: list[SelectionSetNode | None]) -> dict[str, FieldNode]:
        """Fields by response key that apply to a concrete type."""
        found: dict[str, FieldNode] = {}
        for selection in selections:
            self._collect(kind, selection, found)
        return found

    def _collect(self, kind: Any, selection: SelectionSetNode | None, found: dict[str, FieldNode]) -> None:
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else kind.name
                if self._applies(kind, condition):
                    self._collect(kind, node.selection_set, found)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragment(node.name.value)
                if self._applies(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set, found)

    def _applies(self, kind: Any, condition: str) -> bool:
        return condition == kind.name or any(i.name == condition for i in getattr(kind, "interfaces", ()))

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        return next(
            d for d in self._document.definitions if isinstance(d, FragmentDefinitionNode) and d.name.value == name
        )

    def _guard(self, kind: str, field: str) -> None:
        if self._checks_access and (scope := missing_scope(kind, field, self._context)):
            raise AccessDenied(f"Access denied for {field} field. Required access: `{scope}` access scope.")
