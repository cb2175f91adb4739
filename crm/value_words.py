"""Values in words, where they come from a fixed set: options, stages, Shopify's own status words."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from crm.catalogue import options_of
from crm.properties import Kind, Property, TextLike
from crm.words import WORDS


def words_of(one: Property) -> Mapping[str, TextLike]:
    """The words of a property's values, by value; {} where it takes any. At most one query."""
    return options_of(one) or ({} if one.is_custom else WORDS.get(one.name, {}))


def in_words(one: Property, record: Model, value: Any) -> Any:
    """A record's value of a property in words. No query, where its stage and pipeline are selected with it."""
    if one.is_custom:
        return dict(one.options).get(value, value) if one.kind == Kind.ENUMERATION else value
    if one.attribute.endswith("_id") and one.kind == Kind.ENUMERATION:
        return str(getattr(record, one.attribute.removesuffix("_id")))
    if one.kind == Kind.ENUMERATION:
        return getattr(record, f"get_{one.attribute}_display")()
    words = WORDS.get(one.name, {})
    return words.get(value, value) if isinstance(value, str) else value
