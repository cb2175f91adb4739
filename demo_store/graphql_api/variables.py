"""Variables of a call, checked before anything runs; complaints in Shopify's words (INVALID_VARIABLE)."""

from __future__ import annotations

import json
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    coerce_input_value,
    is_input_type,
    type_from_ast,
    value_from_ast,
)

from demo_store.instants import parse_iso

Told = dict[str, Any]


def coerced(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: dict[str, Any]
) -> tuple[dict[str, Any], list[Told]]:
    """Values of the operation's variables, and what is wrong with those given."""
    values: dict[str, Any] = {}
    told: list[Told] = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind: Any = type_from_ast(schema, definition.type)
        if kind is None or not is_input_type(kind):
            continue
        if name not in given and definition.default_value is not None:
            values[name] = value_from_ast(definition.default_value, kind)
            continue
        if name not in given and not isinstance(kind, GraphQLNonNull):
            continue
        problems: list[Told] = []
        _examine(given.get(name), kind, [], problems)
        if problems:
            told.append(_complaint(definition, kind, given.get(name), problems))
        else:
            values[name] = given[name]
    return values, told


def _examine(value: Any, kind: Any, path: list[str | int], problems: list[Told]) -> None:
    """Collect what is wrong with a value; `path` leads to it from the variable."""
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            problems.append({"path": path, "explanation": "Expected value to not be null"})
            return
        kind = kind.of_type
    if value is None:
        return
    if isinstance(kind, GraphQLList):
        for index, each in enumerate(value if isinstance(value, list) else [value]):
            _examine(each, kind.of_type, [*path, index], problems)
    elif isinstance(kind, GraphQLInputObjectType):
        _examine_object(value, kind, path, problems)
    elif (text := _scalar_problem(value, kind)) is not None:
        problems.append({"path": path, "explanation": text})
        if text.lower().startswith("invalid "):
            problems[-1]["message"] = text


def _examine_object(value: Any, kind: GraphQLInputObjectType, path: list[str | int], problems: list[Told]) -> None:
    if not isinstance(value, dict):
        problems.append({"path": path, "explanation": f"Expected {json.dumps(value)} to be a key-value object."})
        return
    unknown = [name for name in value if name not in kind.fields]
    problems += [{"path": [*path, name], "explanation": f"Field is not defined on {kind.name}"} for name in unknown]
    for name, field in kind.fields.items():
        if name in value or field.default is None:
            _examine(value.get(name), field.type, [*path, name], problems)


def _scalar_problem(value: Any, kind: Any) -> str | None:
    if isinstance(kind, GraphQLEnumType):
        return None if value in kind.values else f"Expected {json.dumps(value)} to be one of: {', '.join(kind.values)}"
    if kind is GraphQLID or kind.name == "ID":
        return None if str(value).startswith("gid://shopify/") else f"Invalid global id '{value}'"
    if kind.name == "DateTime":
        return None if _is_instant(value) else f"invalid DateTime '{value}'"
    if coerce_input_value(value, kind) is Undefined:
        return f"Could not coerce value {json.dumps(value)} to {kind.name}"
    return None


def _is_instant(value: Any) -> bool:
    try:
        parse_iso(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _complaint(definition: VariableDefinitionNode, kind: Any, given: Any, problems: list[Told]) -> Told:
    details = [
        f"{'.'.join(str(step) for step in problem['path'])} ({problem['explanation']})"
        for problem in problems
        if problem["path"]
    ]
    message = f"Variable ${definition.variable.name.value} of type {kind} was provided invalid value"
    if details:
        message += f" for {', '.join(details)}"
    start = definition.loc.start_token if definition.loc else None
    return {
        "message": message,
        "locations": [{"line": start.line if start else 1, "column": start.column if start else 1}],
        "extensions": {"code": "INVALID_VARIABLE", "value": given, "problems": problems},
    }
