"""What a filter of HubSpot's Lists API holds a property against, to and from an operator of ours and its values.

Beside HubSpot's words there are ours for what its lists cannot ask: IS_ANY_OF and IS_NONE_OF of numbers, yes/no and
moments, whole words and the alphabet for texts (docs/api.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.api.lists import moments
from crm.filters import FilterError, Operator
from crm.filters.conditions import BY_TODAY, DAYS
from crm.properties import Kind

Filter = dict[str, Any]
_VALUE, _VALUES, _SINGLE, _BOUNDS = ("value",), ("values",), ("values", "one"), ("lowerBound", "upperBound")
_EMPTY = "includeObjectsWithNoValueSet"
_SHARED = {"operationType", "operator", _EMPTY}
_EXACT_FLOAT = 15


@dataclass(frozen=True, slots=True)
class _Word:
    """One of HubSpot's operators of one operation type: ours that it stands for, and where its values are."""

    operation_type: str
    operator: str
    ours: Operator
    form: tuple[str, ...]


_EQUAL = (("IS_EQUAL_TO", Operator.EQ), ("IS_NOT_EQUAL_TO", Operator.NEQ))
_ANY = (("IS_ANY_OF", Operator.IN), ("IS_NONE_OF", Operator.NOT_IN))
_ORDER = (
    ("IS_GREATER_THAN", Operator.GT),
    ("IS_GREATER_THAN_OR_EQUAL_TO", Operator.GTE),
    ("IS_LESS_THAN", Operator.LT),
    ("IS_LESS_THAN_OR_EQUAL_TO", Operator.LTE),
)
_PARTS = (
    ("CONTAINS", Operator.CONTAINS),
    ("DOES_NOT_CONTAIN", Operator.NOT_CONTAINS),
    ("STARTS_WITH", Operator.STARTS_WITH),
    ("ENDS_WITH", Operator.ENDS_WITH),
)
_WHOLE_WORDS = (
    ("CONTAINS_TOKEN", Operator.CONTAINS_TOKEN),
    ("DOES_NOT_CONTAIN_TOKEN", Operator.NOT_CONTAINS_TOKEN),
)
_KNOWN = (
    _Word("ALL_PROPERTY", "IS_KNOWN", Operator.HAS_PROPERTY, ()),
    _Word("ALL_PROPERTY", "IS_UNKNOWN", Operator.NOT_HAS_PROPERTY, ()),
)
_TEXT = (
    *(_Word("STRING", word, ours, _VALUE) for word, ours in (*_EQUAL, *_PARTS, *_WHOLE_WORDS, *_ORDER)),
    _Word("STRING", "IS_BETWEEN", Operator.BETWEEN, _BOUNDS),
    _Word("MULTISTRING", "IS_EQUAL_TO", Operator.IN, _VALUES),
    _Word("MULTISTRING", "IS_NOT_EQUAL_TO", Operator.NOT_IN, _VALUES),
    *(_Word("MULTISTRING", word, ours, _SINGLE) for word, ours in _PARTS),
)
_NUMBER = (
    *(_Word("NUMBER", word, ours, _VALUE) for word, ours in (*_EQUAL, *_ORDER)),
    _Word("NUMBER_RANGED", "IS_BETWEEN", Operator.BETWEEN, _BOUNDS),
    *(_Word("NUMBER", word, ours, _VALUES) for word, ours in _ANY),
)
_BOOL = (
    *(_Word("BOOL", word, ours, _VALUE) for word, ours in _EQUAL),
    *(_Word("BOOL", word, ours, _VALUES) for word, ours in _ANY),
)
_ENUMERATION = (
    *(_Word("ENUMERATION", word, ours, _VALUES) for word, ours in _ANY),
    _Word("ENUMERATION", "IS_EXACTLY", Operator.EQ, _SINGLE),
    _Word("ENUMERATION", "IS_NOT_EXACTLY", Operator.NEQ, _SINGLE),
)
_NUMBERS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.NUMBER})
_WORDS: dict[Kind, tuple[_Word, ...]] = {
    **dict.fromkeys((Kind.STRING, Kind.LONG_TEXT, Kind.HTML, Kind.URL, Kind.EMAIL, Kind.TAGS), (*_TEXT, *_KNOWN)),
    **dict.fromkeys(_NUMBERS, (*_NUMBER, *_KNOWN)),
    Kind.BOOL: (*_BOOL, *_KNOWN),
    Kind.ENUMERATION: (*_ENUMERATION, *_KNOWN),
    Kind.DATETIME: _KNOWN,
    Kind.IMAGES: _KNOWN,
}


def read_operation(given: Any, kind: Kind, zone: str) -> Filter:
    """The operator of ours and its values, as a filter's JSON has them. Raises FilterError in words.

    `kind` is the property's; `zone` the store's, in which days are counted.
    """
    if not isinstance(given, dict):
        raise FilterError("A filter has an “operation”: its operationType, an operator and values.")
    given = {name: value for name, value in given.items() if value is not None}
    kind_of_operation, operator = str(given.get("operationType", "")), str(given.get("operator", ""))
    if given.get(_EMPTY, False) is not False and operator != "IS_UNKNOWN":
        raise FilterError(
            f"{_EMPTY} is false here: records without a value pass IS_UNKNOWN only. Ask for them in a group beside."
        )
    if kind == Kind.DATETIME and kind_of_operation in moments.TYPES:
        return moments.read(given, zone)
    words = [one for one in _WORDS.get(kind, ()) if (one.operation_type, one.operator) == (kind_of_operation, operator)]
    if not words:
        raise FilterError(_unknown(kind_of_operation, operator, kind))
    chosen = next((one for one in words if set(one.form[:1]) <= given.keys()), words[0])
    if extra := given.keys() - _SHARED - set(chosen.form):
        raise FilterError(f"{chosen.operation_type} {operator} does not take “{min(extra)}”. Take it out.")
    return {"operator": str(chosen.ours)} | _values_in(given, chosen)


def write_operation(one: Mapping[str, Any], kind: Kind | None, zone: str) -> dict[str, Any]:
    """A filter's operator and values as an operation of HubSpot's; `kind` is None where its property is gone."""
    operator = Operator(one["operator"])
    kind = kind or (Kind.DATETIME if operator in DAYS | BY_TODAY else Kind.STRING)
    word = next((it for it in _WORDS[kind] if it.ours == operator), None)
    if word is None:
        return {**moments.write(operator, _texts(one), zone), _EMPTY: False}
    values = [_json_value(text, kind) for text in _texts(one)]
    written: dict[str, Any] = {"operationType": word.operation_type, "operator": word.operator, _EMPTY: False}
    if word.form in (_VALUES, _SINGLE):
        return written | {"values": values}
    return written | dict(zip(word.form, values, strict=False))


def _values_in(given: Mapping[str, Any], word: _Word) -> Filter:
    if word.form == _BOUNDS:
        low, high = (_text(given.get(name), name) for name in _BOUNDS)
        return {"value": low, "highValue": high}
    if word.form == _VALUE:
        return {"value": _text(given.get("value"), "value")}
    if not word.form:
        return {}
    values = given.get("values")
    if not isinstance(values, list):
        raise FilterError(f"{word.operation_type} {word.operator} takes “values”, a list.")
    texts = [_text(one, "values") for one in values]
    if word.form == _VALUES:
        return {"values": texts}
    if len(texts) != 1:
        raise FilterError(
            f"{word.operator} takes one value here, not {len(texts)}. Say each in a filter, or a group, of its own."
        )
    return {"value": texts[0]}


def _text(value: Any, name: str) -> str:
    """A value of JSON as the text that filters have."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    raise FilterError(f"“{name}” is missing, or no text, number or yes/no.")


def _texts(one: Mapping[str, Any]) -> Sequence[str]:
    if "values" in one:
        return list(one["values"])
    return [one[name] for name in ("value", "highValue") if name in one]


def _json_value(text: str, kind: Kind) -> Any:
    """A filter's text as JSON says it; a number that has too many digits for JSON's readers stays a text."""
    if kind == Kind.BOOL:
        return text == "true"
    if kind in _NUMBERS:
        digits = text.lstrip("-").replace(".", "")
        if len(digits) > _EXACT_FLOAT:
            return text
        return float(text) if "." in text else int(text)
    return text


def _unknown(kind_of_operation: str, operator: str, kind: Kind) -> str:
    asked = f"{kind_of_operation} {operator}".strip()[:100] or "nothing"
    words = dict.fromkeys(f"{one.operation_type} {one.operator}" for one in _WORDS.get(kind, ()))
    types = [*moments.TYPES, *words] if kind == Kind.DATETIME else words
    return f"A property of the kind {kind} cannot be asked for by {asked}. There are: {', '.join(types)}."
