"""Validation by graphql-core's rules, told in Shopify's words (those of graphql-ruby), as recorded."""

from __future__ import annotations

import re
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    print_ast,
    specified_rules,
    validate,
    visit,
)

from demo_store.graphql_api.versions import has_field

Told = dict[str, Any]
_UNKNOWN_FIELD: Final = re.compile(r"Cannot query field '(.+?)' on type '(.+?)'")
_UNKNOWN_ARGUMENT: Final = re.compile(r"Unknown argument '(.+?)' on field '(?:.+?\.)?(.+?)'")
_MISSING_ARGUMENT: Final = re.compile(r"argument '(\w+)' of type")
_NO_SELECTION: Final = re.compile(r"Field '(.+?)' of type '(.+?)' must have")
_VARIABLE: Final = re.compile(r"Variable '\$(\w+)'")


def syntax_message(error: GraphQLSyntaxError) -> str:
    """ "syntax error, unexpected end of file", or what stood there instead."""
    found = re.search(r"(?:found|Unexpected) (.+?)\.?$", error.message.replace("Syntax Error: ", ""))
    what = found[1] if found else error.message
    if "<EOF>" in what:
        return "syntax error, unexpected end of file"
    place = error.locations[0] if error.locations else None
    return f"syntax error, unexpected {what}" + (f" at [{place.line}, {place.column}]" if place else "")


def problems(schema: GraphQLSchema, document: DocumentNode, version: str) -> list[Told]:
    """What is wrong with a document, as entries of `errors`; empty when it may be executed."""
    index = _Index(schema)
    visit(document, TypeInfoVisitor(index.types, index))
    told = [
        _undefined_field(index, node, kind, node.name.value)
        for node, kind in index.fields
        if not has_field(version, kind, node.name.value)
    ]
    if validate(schema, document):
        for rule in specified_rules:
            told += [_told(index, rule.__name__, error) for error in validate(schema, document, [rule])]
    return _merged(told)


class _Index(Visitor):
    """Parents of nodes, and the types of arguments and of the records that fields stand on."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.types = TypeInfo(schema)
        self.parents: dict[int, Node] = {}
        self.argument_types: dict[int, str] = {}
        self.fields: list[tuple[FieldNode, str]] = []

    def enter(self, node: Node, _key: Any, parent: Any, _path: Any, ancestors: list[Any]) -> None:
        for above in (parent, *reversed(ancestors)):
            if isinstance(above, Node):
                self.parents[id(node)] = above
                break
        if isinstance(node, ArgumentNode):
            argument = self.types.get_argument()
            self.argument_types[id(node)] = str(argument.type) if argument else ""
        elif isinstance(node, FieldNode):
            parent = self.types.get_parent_type()
            self.fields.append((node, parent.name if parent else ""))

    def above(self, node: Node | None, kind: type[Node]) -> Any:
        """The nearest node of a kind, from the node itself upwards."""
        while node is not None and not isinstance(node, kind):
            node = self.parents.get(id(node))
        return node

    def path(self, node: Node | None) -> list[str]:
        """Where a node stands: "query Name", then fields."""
        steps: list[str] = []
        while node is not None:
            if isinstance(node, FieldNode):
                steps.append(node.alias.value if node.alias else node.name.value)
            elif isinstance(node, ArgumentNode):
                steps.append(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                steps.append(f"... on {node.type_condition.name.value}" if node.type_condition else "...")
            elif isinstance(node, FragmentDefinitionNode):
                steps.append(f"fragment {node.name.value}")
            elif isinstance(node, OperationDefinitionNode):
                steps.append(f"{node.operation.value} {node.name.value}" if node.name else node.operation.value)
            node = self.parents.get(id(node))
        return steps[::-1]


def _entry(index: _Index, node: Node | None, message: str, extensions: Told, at: Node | None = None) -> Told:
    place = (at or node).loc if (at or node) else None  # type: ignore[union-attr]
    line = place.start_token.line if place else 1
    column = place.start_token.column if place else 1
    return {
        "message": message,
        "locations": [{"line": line, "column": column}],
        "path": index.path(node),
        "extensions": extensions,
    }


def _undefined_field(index: _Index, node: Node | None, kind: str, field: str) -> Told:
    extensions = {"code": "undefinedField", "typeName": kind, "fieldName": field}
    return _entry(index, node, f"Field '{field}' doesn't exist on type '{kind}'", extensions)


def _told(index: _Index, rule: str, error: GraphQLError) -> Told:
    node = error.nodes[0] if error.nodes else None
    field = index.above(node, FieldNode)
    text = error.message
    if rule == "FieldsOnCorrectTypeRule" and (found := _UNKNOWN_FIELD.search(text)):
        return _undefined_field(index, node, found[2], found[1])
    if rule == "KnownArgumentNamesRule" and (found := _UNKNOWN_ARGUMENT.search(text)):
        extensions = {"code": "argumentNotAccepted", "name": found[2], "typeName": "Field", "argumentName": found[1]}
        return _entry(index, node, f"Field '{found[2]}' doesn't accept argument '{found[1]}'", extensions)
    if rule == "ProvidedRequiredArgumentsRule" and field and (found := _MISSING_ARGUMENT.search(text)):
        name = field.name.value
        extensions = {"code": "missingRequiredArguments", "className": "Field", "name": name, "arguments": found[1]}
        return _entry(index, field, f"Field '{name}' is missing required arguments: {found[1]}", extensions)
    if rule == "ScalarLeafsRule" and field:
        return _selection_mismatch(index, field, text)
    if rule == "ValuesOfCorrectTypeRule" and field:
        return _bad_literal(index, node, field)
    if rule in ("NoUndefinedVariablesRule", "NoUnusedVariablesRule") and (found := _VARIABLE.search(text)):
        undefined = rule == "NoUndefinedVariablesRule"
        owner = index.above(node, OperationDefinitionNode)
        operation = owner.name.value if owner and owner.name else "anonymous query"
        words = f"is used by {operation} but not declared" if undefined else f"is declared by {operation} but not used"
        code = "variableNotDefined" if undefined else "variableNotUsed"
        return _entry(index, node, f"Variable ${found[1]} {words}", {"code": code, "variableName": found[1]})
    return _entry(index, node, text, {"code": rule[0].lower() + rule[1:].removesuffix("Rule")})


def _selection_mismatch(index: _Index, field: FieldNode, text: str) -> Told:
    name = field.name.value
    extensions = {"code": "selectionMismatch", "nodeName": f"field '{name}'"}
    if found := _NO_SELECTION.search(text):
        kind = found[2].strip("[]!")
        message = (
            f"Field must have selections (field '{name}' returns {kind} but has no selections. "
            f"Did you mean '{name} {{ ... }}'?)"
        )
        return _entry(index, field, message, {**extensions, "typeName": kind})
    message = f"Selections can't be made on scalars (field '{name}' returns a scalar but has selections)"
    return _entry(index, field, message, extensions)


def _bad_literal(index: _Index, node: Node | None, field: FieldNode) -> Told:
    argument = index.above(node, ArgumentNode)
    if argument is None:
        return _entry(index, node, "Invalid value", {"code": "argumentLiteralsIncompatible", "typeName": "Field"})
    name, kind = argument.name.value, index.argument_types[id(argument)]
    message = (
        f"Argument '{name}' on Field '{field.name.value}' has an invalid value ({print_ast(argument.value)}). "
        f"Expected type '{kind}'."
    )
    extensions = {"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": name}
    return _entry(index, argument, message, extensions, at=field)


def _merged(told: list[Told]) -> list[Told]:
    """Missing arguments of one field are told together, as Shopify tells them."""
    merged: list[Told] = []
    for entry in told:
        extensions = entry["extensions"]
        same = next(
            (
                m
                for m in merged
                if m["path"] == entry["path"]
                and m["extensions"]["code"] == extensions["code"] == "missingRequiredArguments"
            ),
            None,
        )
        if same:
            same["extensions"]["arguments"] += f", {extensions['arguments']}"
            same["message"] += f", {extensions['arguments']}"
        else:
            merged.append(entry)
    return merged
