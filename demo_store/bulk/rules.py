"""What a bulk query may look like; the refusals are Shopify's, word for word where they were recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse,
)

from demo_store.graphql_api.admin_schema import admin_schema
from demo_store.graphql_api.validation import problems, syntax_message

MAX_CONNECTIONS: Final = 5
MAX_DEPTH: Final = 2
MAX_BYTES: Final = 65_535


@dataclass(slots=True)
class _Survey:
    """What a walk over the query found."""

    count: int = 0
    depth: int = 0
    by_nodes: list[str] = field(default_factory=list)
    without_id: list[str] = field(default_factory=list)
    within_list: bool = False


def check(query: str, version: str) -> list[str]:
    """The messages of `userErrors` for a query; empty when it may run."""
    if len(query.encode()) > MAX_BYTES:
        return [f"Invalid bulk query: the query is too large (maximum is {MAX_BYTES} bytes)"]
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return [f"Invalid bulk query: {syntax_message(error)}"]
    operation = operation_of(document)
    if operation is None or operation.operation is not OperationType.QUERY:
        return ["Invalid operation type. Only `query` operations are supported."]
    schema = admin_schema()
    wrong = problems(schema, document, version)
    if wrong:
        return [f"Invalid bulk query: {entry['message']}" for entry in wrong]
    return _shape(schema, document, operation)


def operation_of(document: DocumentNode) -> OperationDefinitionNode | None:
    """The document's operation."""
    return next((d for d in document.definitions if isinstance(d, OperationDefinitionNode)), None)


def flattened(selection: SelectionSetNode | None, document: DocumentNode) -> list[FieldNode]:
    """The fields of a selection, those of its fragments among them."""
    found: list[FieldNode] = []
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, InlineFragmentNode):
            found += flattened(node.selection_set, document)
        elif isinstance(node, FragmentSpreadNode):
            for definition in document.definitions:
                if isinstance(definition, FragmentDefinitionNode) and definition.name.value == node.name.value:
                    found += flattened(definition.selection_set, document)
    return found


def _shape(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> list[str]:
    surveyor = _Surveyor(schema, document)
    surveyor.walk(schema.query_type, operation.selection_set, [], in_list=False)
    survey = surveyor.found
    tops = {top.name.value for top in flattened(operation.selection_set, document)}
    told = [f"Bulk queries cannot contain a top level `{name}` field." for name in ("node", "nodes") if name in tops]
    if not survey.count:
        told.append("Bulk queries must contain at least one connection.")
    if survey.by_nodes:
        told.append(
            "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
            f"'{survey.by_nodes[0]} {{ edges {{ node {{'. Selecting via 'nodes' is not supported. "
            f"Invalid connection fields: {', '.join(repr(name) for name in survey.by_nodes)}."
        )
    if survey.count > MAX_CONNECTIONS:
        told.append(f"Bulk queries cannot contain more than {MAX_CONNECTIONS} connections.")
    if survey.depth > MAX_DEPTH:
        told.append(f"Bulk queries cannot contain connections with a nesting depth greater than {MAX_DEPTH}.")
    if survey.without_id:
        told.append(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
            f"of 'ID' return type. Connection fields without 'id': {', '.join(survey.without_id)}."
        )
    if survey.within_list:
        told.append("Queries that contain a connection field within a list field are not currently supported.")
    return told


class _Surveyor:
    """Walks a query and counts its connections."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema, self._document = schema, document
        self.found = _Survey()

    def walk(self, kind: Any, selection: SelectionSetNode | None, above: list[str], *, in_list: bool) -> None:
        """`above` names the connections around; `in_list` tells whether a list field is among what is around."""
        for node in flattened(selection, self._document):
            definition = _definition(self._schema, kind, node.name.value)
            if definition is None or node.selection_set is None:
                continue
            inner = get_named_type(definition.type)
            if inner.name.endswith("Connection"):
                self._connection(inner, node, above, in_list=in_list)
            else:
                listed = in_list or is_list_type(_nullable(definition.type))
                self.walk(inner, node.selection_set, above, in_list=listed)

    def _connection(self, kind: Any, node: FieldNode, above: list[str], *, in_list: bool) -> None:
        found, name = self.found, node.name.value
        found.count += 1
        found.depth = max(found.depth, len(above))
        found.within_list = found.within_list or in_list
        record = get_named_type(kind.fields["nodes"].type) if "nodes" in kind.fields else None
        for part in flattened(node.selection_set, self._document):
            if part.name.value == "nodes":
                found.by_nodes.append(name)
                self.walk(record, part.selection_set, [*above, name], in_list=False)
            elif part.name.value == "edges":
                for leaf in flattened(part.selection_set, self._document):
                    if leaf.name.value == "node":
                        self._node(record, leaf, above, name)

    def _node(self, record: Any, leaf: FieldNode, above: list[str], name: str) -> None:
        before = self.found.count
        self.walk(record, leaf.selection_set, [*above, name], in_list=False)
        chosen = flattened(leaf.selection_set, self._document)
        if self.found.count > before and not any(c.name.value == "id" and c.alias is None for c in chosen):
            self.found.without_id.append(name)


def _definition(schema: GraphQLSchema, kind: Any, name: str) -> Any:
    if kind is None or not hasattr(kind, "fields"):
        return None
    if name in kind.fields:
        return kind.fields[name]
    if hasattr(kind, "resolve_type"):
        for concrete in schema.get_possible_types(kind):
            if name in concrete.fields:
                return concrete.fields[name]
    return None


def _nullable(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind
