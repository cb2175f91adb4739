"""Shopify's search syntax: `field:>=value`, quotes, AND by juxtaposition, OR, NOT and `-`, brackets, `*`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | (?P<minus>-)(?=[^\s])
      | (?P<field>[A-Za-z_][\w.]*)\s*:\s*(?P<op><=|>=|<|>|!)?\s*
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | '(?P<single>(?:[^'\\]|\\.)*)'
      | (?P<word>(?:[^\s()"'\\]|\\.)+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """`field` is None for plain words; `quoted` asks for the exact phrase."""

    field: str | None
    operator: str
    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Expression, ...]


Expression = Term | Not | Every | Some


def parse(text: str) -> Expression:
    """The expression a query says. Never fails: like Shopify's, it takes what it can read."""
    return _Reader(text).alternatives()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        self._at = 0

    def _peek(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _word(self) -> str | None:
        token = self._peek()
        return token["word"] if token else None

    def alternatives(self) -> Expression:
        parts = [self.conjunction()]
        while self._word() == "OR":
            self._at += 1
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def conjunction(self) -> Expression:
        parts: list[Expression] = []
        while (token := self._peek()) and token["bracket"] != ")" and token["word"] != "OR":
            if token["word"] == "AND":
                self._at += 1
                continue
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def unary(self) -> Expression:
        token = self._tokens[self._at]
        self._at += 1
        if token["minus"] or token["word"] == "NOT":
            return Not(self.unary()) if self._peek() else Every(())
        if token["bracket"] == "(":
            inside = self.alternatives()
            self._at += 1
            return inside
        if token["field"]:
            return self._value(token["field"], token["op"] or "=")
        return Term(None, "=", _text(token), _is_quoted(token))

    def _value(self, name: str, operator: str) -> Term:
        token = self._peek()
        if token is None or token["bracket"]:
            return Term(name, operator, "")
        self._at += 1
        return Term(name, operator, _text(token), _is_quoted(token))


def _text(token: re.Match[str]) -> str:
    for group in ("double", "single", "word"):
        if token[group] is not None:
            return re.sub(r"\\(.)", r"\1", token[group])
    return token.group().strip()


def _is_quoted(token: re.Match[str]) -> bool:
    return token["double"] is not None or token["single"] is not None
