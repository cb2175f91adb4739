"""What a query costs in points.

The rules are those that explain every recorded cost: scalars, money and postal addresses nothing; a record 1; an
e-mail address 2; a count 10; a mutation 10, its own record free; a connection 2, plus its records' price times
`2·ln(size + 1)`, rounded down; `nodes(ids:)` what a connection of that size does, without the 2 (a guess). Of fragments
on different types the dearest counts. The actual cost is the same sum over what came back.
"""

from __future__ import annotations

import math
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

CONNECTION_COST: Final = 2
COUNT_COST: Final = 10
MUTATION_COST: Final = 10
_OWN_PRICES: Final = {"CustomerEmailAddress": 2, "MailingAddress": 0, "__Type": 1, "Count": COUNT_COST}
_MISSING: Final = object()
_On = tuple[GraphQLNamedType | None, FieldNode]


def size_factor(size: int) -> int:
    """How many records' price a connection of that size is charged."""
    return int(2 * math.log(size + 1))


class Cost:
    """Prices one operation of a document."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self._schema, self._variables = schema, variables
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    def requested(self, operation: OperationDefinitionNode) -> int:
        """The price by what is asked for."""
        return self._operation(operation, _MISSING)

    def actual(self, operation: OperationDefinitionNode, data: dict[str, Any] | None) -> int:
        """The price by what came back."""
        return self._operation(operation, data or {})

    def _operation(self, operation: OperationDefinitionNode, data: Any) -> int:
        is_mutation = operation.operation is OperationType.MUTATION
        root = self._schema.mutation_type if is_mutation else self._schema.query_type
        total = 0
        for _, node in self._fields(root, operation.selection_set):
            if not is_mutation:
                total += self._root(root, node, _part(data, node))
                continue
            payload = self._type_of(root, node)
            total += MUTATION_COST
            for _, inner in self._fields(payload, node.selection_set):
                record = self._type_of(payload, inner)
                answered = _part(_part(data, node), inner)
                if inner.selection_set and answered is not None:
                    total += self._selection(record, inner.selection_set, answered)
        return total

    def _root(self, root: GraphQLNamedType | None, node: FieldNode, data: Any) -> int:
        if node.name.value == "nodes":
            return self._records(self._type_of(root, node), node, data, node)
        return self._field(root, node, data)

    def _selection(self, kind: GraphQLNamedType | None, selection: SelectionSetNode, data: Any) -> int:
        prices = {kind: 0}
        for on, node in self._fields(kind, selection):
            prices[on] = prices.get(on, 0) + self._field(on, node, _part(data, node))
        shared = prices.pop(kind)
        return shared + max(prices.values(), default=0)

    def _field(self, parent: GraphQLNamedType | None, node: FieldNode, data: Any) -> int:
        kind = self._type_of(parent, node)
        if kind is None or node.selection_set is None or data is None:
            return 0
        if kind.name.endswith("Connection"):
            return self._connection(kind, node, data)
        if isinstance(data, list):
            if not data:
                return 0
            data = data[0]
        return _price(kind) + self._selection(kind, node.selection_set, data)

    def _connection(self, kind: GraphQLNamedType, node: FieldNode, data: Any) -> int:
        total = CONNECTION_COST
        for _, inner in self._fields(kind, node.selection_set):
            if inner.name.value == "nodes":
                total += self._records(self._type_of(kind, inner), inner, _part(data, inner), node)
            elif inner.name.value == "edges":
                edge = self._type_of(kind, inner)
                for _, leaf in self._fields(edge, inner.selection_set):
                    if leaf.name.value == "node":
                        found = _part(data, inner)
                        records = found if found is _MISSING else [_part(each, leaf) for each in found or []]
                        total += self._records(self._type_of(edge, leaf), leaf, records, node)
        return total

    def _records(self, kind: GraphQLNamedType | None, node: FieldNode, data: Any, connection: FieldNode) -> int:
        if kind is None or node.selection_set is None:
            return 0
        if data is _MISSING:
            return size_factor(self._size(connection)) * (1 + self._selection(kind, node.selection_set, _MISSING))
        records = [record for record in data or [] if record is not None]
        if not records:
            return 0
        inside = sum(self._selection(kind, node.selection_set, record) for record in records) / len(records)
        return int(size_factor(len(records)) * (1 + inside))

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            value = argument.value
            if argument.name.value in ("first", "last", "ids"):
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, ListValueNode):
                    return len(value.values)
                if isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value) or 0
                    return len(given) if isinstance(given, list) else int(given)
        return 0

    def _fields(self, kind: GraphQLNamedType | None, selection: SelectionSetNode | None) -> list[_On]:
        """The fields of a selection with the type they are on; those of its fragments among them."""
        found: list[_On] = []
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                found.append((kind, node))
            elif isinstance(node, InlineFragmentNode):
                found += self._fields(self._condition(node.type_condition, kind), node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value in self._fragments:
                fragment = self._fragments[node.name.value]
                found += self._fields(self._condition(fragment.type_condition, kind), fragment.selection_set)
        return found

    def _condition(self, named: NamedTypeNode | None, kind: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return self._schema.type_map[named.name.value] if named else kind

    def _type_of(self, parent: GraphQLNamedType | None, node: FieldNode) -> GraphQLNamedType | None:
        if isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)) and node.name.value in parent.fields:
            return _named(parent.fields[node.name.value].type)
        return None


def _named(kind: GraphQLOutputType) -> GraphQLNamedType:
    named: GraphQLNamedType = get_named_type(kind)
    return named


def _price(kind: GraphQLNamedType) -> int:
    if kind.name in _OWN_PRICES:
        return _OWN_PRICES[kind.name]
    interfaces = getattr(kind, "interfaces", ())
    return 1 if kind.name == "Node" or any(interface.name == "Node" for interface in interfaces) else 0


def _part(data: Any, node: FieldNode) -> Any:
    """What came back for a field; missing everything while only asking prices."""
    if data is _MISSING:
        return _MISSING
    if not isinstance(data, dict):
        return None
    return data.get(node.alias.value if node.alias else node.name.value)
