"""Shopify's Admin schema, version 2026-10, as published."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLArgument, GraphQLSchema, build_client_schema, value_from_ast

SCHEMA_FILE: Final = Path(__file__).parent.parent / "schema" / "admin_2026-10.json.gz"


@cache
def admin_schema() -> GraphQLSchema:
    """The schema; one object for the process. `schema.answering_schema` hangs the store's answers on it."""
    return build_client_schema(json.loads(gzip.decompress(SCHEMA_FILE.read_bytes()))["data"], assume_valid=True)


def default_of(argument: GraphQLArgument) -> Any:
    """The value an argument has when it is left out; None where the schema names none."""
    default = argument.default
    if default is None or default.literal is None:
        return None
    return value_from_ast(default.literal, argument.type)
