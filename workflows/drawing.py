"""Sections of an e-mail as HTML. MJML is drawn once for each shape that e-mails have, then filled in for each person.

What a section says is put into its template as marks; whether something is said, and how many times, makes the shape.
Two carts of two lines with pictures have the same one. MJML made HTML keeps the marks where they stood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any

import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from workflows.styles import Style

# MJML would fetch known fonts from Google: readers would be tracked by somebody else.
WITHOUT_WEB_FONTS = mrml.RenderOptions(fonts={})
SHAPES_KEPT = 512
PLACE_CLASS = "at-"
# Letters and digits, which MJML leaves alone. What people wrote is not there yet when marks are looked for.
_MARK = "zzMARK{}KRAMzz"
_MARKS = re.compile(_MARK.format("([0-9x]+)"))
# HTML that ends where a link's target begins, as MJML writes it.
_BEFORE_TARGET = re.compile(r'<a\b[^<>]*\shref="$')
# A link and its target within a text, as `blocks.safe_text` writes it.
_LINK = re.compile(r'(<a (?:rel="[^"]*" )?href=")([^"]*)')


@dataclass(frozen=True, slots=True)
class Section:
    """A template of templates/workflows/email, and what it says; `inner` are sections that stand within it."""

    template: str
    says: dict[str, Any] = field(default_factory=dict)
    inner: "Sequence[Sequence[Section]]" = ()
    # Where it stands in the body (workflows.arranging), for the editor to find it; empty in what is sent.
    place: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A section, or the heads, with marks; `said` are the texts that they stand for, escaped.

    Two are drawn the same if `shape` is the same.
    """

    drawn_from: Any
    shape: str
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class Document:
    """HTML in pieces. `targets` are the numbers of those that are where a link leads to and nothing else, escaped."""

    pieces: list[str]
    targets: list[int]

    def __str__(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True)
class _Shape:
    """Two documents of equal shape differ in what is said."""

    language: str
    style: Style
    shapes: tuple[str, ...]
    drawn_from: Sequence[Any] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something said stands: by which section (0: the heads), the how-manieth of its texts."""

    section: int
    number: int
    is_target: bool


def draw(language: str, style: Style, heads: dict[str, str], sections: Sequence[Section | Marked]) -> Document:
    """The whole document in a language and a style. `heads` are its subject and preview text."""
    marked = [mark(heads), *(one if isinstance(one, Marked) else mark(one) for one in sections)]
    shape = _Shape(language, style, tuple(one.shape for one in marked), [one.drawn_from for one in marked])
    document = Document([], [])
    for piece in _pieces(shape):
        if isinstance(piece, str):
            document.pieces.append(piece)
        else:
            _say(document, marked[piece.section].said[piece.number], is_target=piece.is_target)
    return document


def mark(section: Section | dict[str, str]) -> Marked:
    """A section made ready to be drawn; to keep where it says the same to everybody."""
    said: list[str] = []
    drawn_from = _marked(section, said)
    return Marked(drawn_from, repr(drawn_from), said)


def _say(document: Document, text: str, *, is_target: bool) -> None:
    pieces = document.pieces
    if is_target:
        document.targets.append(len(pieces))
    elif "<a " in text:
        *before, text = _LINK.split(text)
        document.targets.extend(range(len(pieces) + 2, len(pieces) + len(before), 3))
        pieces += before
    pieces.append(text)


@lru_cache(maxsize=SHAPES_KEPT)
def _pieces(shape: _Shape) -> tuple[str | _Place, ...]:
    """The document in pieces: HTML, and the places of what is said between."""
    heads, *sections = shape.drawn_from
    with translation.override(shape.language):
        drawn = [_numbered(_drawn(one, shape.style), number) for number, one in enumerate(sections, start=1)]
        whole = {"language": shape.language, "style": shape.style, "sections": drawn}
        whole |= {name: _numbered(text, 0) for name, text in heads.items()}
        mjml = render_to_string("workflows/email/document.html", whole)
    parts = _MARKS.split(mrml.to_html(mjml, render_options=WITHOUT_WEB_FONTS).content)
    return tuple(_place(part, parts[at - 1]) if at % 2 else part for at, part in enumerate(parts))


def _place(mark: str, html_before: str) -> _Place:
    section, number = mark.split("x")
    return _Place(int(section), int(number), is_target=bool(_BEFORE_TARGET.search(html_before)))


def _numbered(text: str, section: int) -> str:
    """The same with marks that say whose they are in the whole document."""
    return SafeString(_MARKS.sub(lambda mark: _MARK.format(f"{section}x{mark[1]}"), text))


def _drawn(section: Any, style: Style) -> str:
    columns = [[_drawn(one, style) for one in column] for column in section.inner]
    at = f" {PLACE_CLASS}{section.place}" if section.place else ""
    says = {**section.says, "columns": columns, "style": style, "at": at}
    return render_to_string(f"workflows/email/{section.template}.html", says)


def _marked(value: Any, said: list[str]) -> Any:
    """The same with marks for texts and numbers; what they stand for goes to the end of `said`, escaped."""
    if isinstance(value, str):
        if not value:
            return value
        said.append(value if isinstance(value, SafeString) else escape(value))
        return SafeString(_MARK.format(len(said) - 1))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _marked(str(value), said)
    if isinstance(value, dict):
        return {name: _marked(one, said) for name, one in value.items()}
    if isinstance(value, Section):
        inner = _marked(value.inner, said) if value.inner else ()
        return SimpleNamespace(template=value.template, place=value.place, says=_marked(value.says, said), inner=inner)
    if is_dataclass(value):
        return SimpleNamespace(**{one.name: _marked(getattr(value, one.name), said) for one in fields(value)})
    return [_marked(one, said) for one in value]
