"""From a search expression to a test of one record, with Shopify's warning for fields that cannot be searched."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from demo_store.graphql_api.search_syntax import Expression, Not, Some, Term
from demo_store.instants import DAY, now, parse_iso

Test = Callable[[Any], bool]
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


class Filter(NamedTuple):
    """A searchable field. `kind`: id, time, number, text, flag, set (of words), or test (its own rule)."""

    kind: str
    value: Callable[..., Any]


Filters = dict[str, Filter]


class InvalidSearch(Exception):
    """A value that cannot be understood; the message is Shopify's."""


class Search(NamedTuple):
    """`test` is None when every record passes; `warnings` as in `extensions.search`."""

    test: Test | None
    warnings: list[dict[str, str]]


def compile_search(expression: Expression, filters: Filters, words: Callable[[Any], str]) -> Search:
    """A test for records with these filters; `words` is the text that plain words are looked for in.

    Unknown fields are ignored with a warning, as recorded. InvalidSearch for a malformed instant.
    """
    warnings: list[dict[str, str]] = []
    test = _compile(expression, filters, words, warnings)
    return Search(test, warnings)


def _compile(
    node: Expression, filters: Filters, words: Callable[[Any], str], warnings: list[dict[str, str]]
) -> Test | None:
    if isinstance(node, Term):
        return _term(node, filters, words, warnings)
    if isinstance(node, Not):
        inner = _compile(node.part, filters, words, warnings)
        return None if inner is None else lambda record: not inner(record)
    tests = [_compile(part, filters, words, warnings) for part in node.parts]
    if isinstance(node, Some):
        return None if None in tests else _any_of([test for test in tests if test])
    return _all_of([test for test in tests if test])


def _all_of(tests: list[Test]) -> Test | None:
    if len(tests) <= 1:
        return tests[0] if tests else None
    return lambda record: all(test(record) for test in tests)


def _any_of(tests: list[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


def _term(term: Term, filters: Filters, words: Callable[[Any], str], warnings: list[dict[str, str]]) -> Test | None:
    if term.field is None:
        wanted = term.value.lower()
        return lambda record: wanted in words(record).lower()
    found = filters.get(term.field)
    if found is None:
        message = "Invalid search field for this query."
        warnings.append({"field": term.field, "message": message, "code": "invalid_field"})
        return None
    return _MAKERS[found.kind](term, found.value)


def _time(term: Term, value: Callable[[Any], int | None]) -> Test:
    if ".." in term.value:
        low, _, high = term.value.partition("..")
        least, most = _instant(low, term), _instant(high, term)
        return lambda record: (at := value(record)) is not None and least <= at <= most
    wanted = _instant(term.value, term)
    if term.operator == "=" and len(term.value) <= 10:
        return lambda record: (at := value(record)) is not None and wanted <= at < wanted + DAY
    compare = _COMPARE[term.operator]
    return lambda record: (at := value(record)) is not None and compare(at, wanted)


def _instant(text: str, term: Term) -> int:
    if text == "now":
        return now()
    try:
        return parse_iso(text)
    except ValueError:
        raise InvalidSearch(f"Invalid timestamp for query filter `{term.field}`.") from None


def _number(term: Term, value: Callable[[Any], float]) -> Test | None:
    try:
        wanted = float(term.value.rpartition("/")[2])
    except ValueError:
        return None
    compare = _COMPARE[term.operator]
    return lambda record: compare(value(record), wanted)


def _id(term: Term, value: Callable[[Any], int]) -> Test | None:
    digits = term.value.rpartition("/")[2]
    if not digits.isdigit():
        return lambda record: False
    wanted, compare = int(digits), _COMPARE[term.operator]
    return lambda record: compare(value(record), wanted)


def _text(term: Term, value: Callable[[Any], str | None]) -> Test:
    wanted = term.value.lower()
    if wanted == "*":
        return lambda record: bool(value(record))
    if wanted.endswith("*"):
        start = wanted[:-1]
        return lambda record: (value(record) or "").lower().startswith(start)
    choices = {choice.strip() for choice in wanted.split(",")}
    return lambda record: (value(record) or "").lower() in choices


def _flag(term: Term, value: Callable[[Any], bool]) -> Test:
    wanted = term.value.lower() in ("true", "1", "yes")
    return lambda record: value(record) is wanted


def _set(term: Term, value: Callable[[Any], tuple[str, ...]]) -> Test:
    wanted = {part.strip().lower() for part in term.value.split(",")}
    return lambda record: any(word.lower() in wanted for word in value(record))


def _own(term: Term, value: Callable[[str], Test]) -> Test:
    return value(term.value.lower())


_MAKERS: Final[dict[str, Callable[[Term, Any], Test | None]]] = {
    "time": _time,
    "number": _number,
    "id": _id,
    "text": _text,
    "flag": _flag,
    "set": _set,
    "test": _own,
}
