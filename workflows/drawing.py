"""Sections of an e-mail as HTML. MJML is drawn once for each shape that e-mails have, then filled in for each person.

What a section says is put into its template as marks; whether something is said, and how many times, makes the shape.
Two carts of two lines with pictures have the same one. MJML made HTML keeps the marks where they stood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from workflows.styles import Style

# MJML would fetch known fonts from Google: readers would be tracked by somebody else.
WITHOUT_WEB_FONTS = mrml.RenderOptions(fonts={})
SHAPES_KEPT = 512
PLACE_CLASS = "at-"
# Letters and digits, which MJML leaves alone. What people wrote is not there yet when marks are looked for.
_MARK = "zzMARK{}KRAMzz"
_MARKS = re.compile(_MARK.format("([0-9]+)"))


@dataclass(frozen=True, slots=True)
class Section:
    """A template of templates/workflows/email, and what it says; `inner` are sections that stand within it."""

    template: str
    says: dict[str, Any] = field(default_factory=dict)
    inner: "Sequence[Sequence[Section]]" = ()
    # Where it stands in the body (workflows.arranging), for the editor to find it; empty in what is sent.
    place: str = ""


@dataclass(frozen=True)
class _Shape:
    """Sections with marks for what they say. Two are the same if they are drawn the same."""

    language: str
    style: Style
    sections: list[Any] = field(compare=False)
    written: str = field(default="", compare=True)


def draw(language: str, style: Style, heads: dict[str, str], sections: Sequence[Section]) -> str:
    """The whole document in a language and a style. `heads` are its subject and preview text."""
    said: list[str] = []
    marked = _marked([heads, list(sections)], said)
    pieces = _pieces(_Shape(language, style, marked, repr(marked)))
    return "".join(said[piece] if isinstance(piece, int) else piece for piece in pieces)


@lru_cache(maxsize=SHAPES_KEPT)
def _pieces(shape: _Shape) -> tuple[str | int, ...]:
    """The document in pieces: HTML, and numbers of what is said between."""
    heads, sections = shape.sections
    with translation.override(shape.language):
        drawn = [_drawn(section, shape.style) for section in sections]
        whole = {"language": shape.language, "style": shape.style, "sections": drawn, **heads}
        mjml = render_to_string("workflows/email/document.html", whole)
    parts = _MARKS.split(mrml.to_html(mjml, render_options=WITHOUT_WEB_FONTS).content)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def _drawn(section: Any, style: Style) -> str:
    columns = [[_drawn(one, style) for one in column] for column in section.inner]
    at = f" {PLACE_CLASS}{section.place}" if section.place else ""
    says = {**section.says, "columns": columns, "style": style, "at": at}
    return render_to_string(f"workflows/email/{section.template}.html", says)


def _marked(value: Any, said: list[str]) -> Any:
    """The same with marks for texts and numbers; what they stand for goes to the end of `said`, escaped."""
    if value is None or isinstance(value, bool) or value == "":
        return value
    if isinstance(value, str | int):
        said.append(conditional_escape(value if isinstance(value, str) else str(value)))
        return mark_safe(_MARK.format(len(said) - 1))  # noqa: S308 - letters and a number
    if isinstance(value, dict):
        return {name: _marked(one, said) for name, one in value.items()}
    if isinstance(value, Section):
        return SimpleNamespace(
            template=value.template,
            place=value.place,
            says=_marked(value.says, said),
            inner=_marked(value.inner, said),
        )
    if is_dataclass(value):
        return SimpleNamespace(**{one.name: _marked(getattr(value, one.name), said) for one in fields(value)})
    return [_marked(one, said) for one in value]
