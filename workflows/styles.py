"""How e-mails look: the few choices of a template that all of its e-mails share (docs/automation.md).

Colours that have to be told from others are worked out here, so that no choice makes a text that cannot be read.
"""

import re
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic import ValidationError as StyleError

HEX = re.compile(r"#[0-9a-f]{6}")
INK, PAPER = "#1e1c19", "#edebe7"
DARK_CARD = "#1c1b19"
# WCAG 2.2: 1.4.11 asks 3 : 1 of what can be acted on.
CONTRAST_OF_CONTROLS = 3.0
# 1.4.3, of words.
CONTRAST_OF_WORDS = 4.5
# What every mail program has: nothing is fetched for a letter's shape.
FONTS = {
    "sans": "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif",
    "serif": "Georgia, 'Times New Roman', serif",
    "mono": "'SF Mono', Consolas, Menlo, monospace",
}
CORNERS = {"square": (0, 0), "soft": (6, 10), "round": (26, 18)}


def _is_colour(text: str) -> str:
    colour = text.strip().lower()
    if not HEX.fullmatch(colour):
        raise ValueError(_("“%(text)s” is no colour: write it like #1e1c19.") % {"text": text[:20]})
    return colour


Colour = Annotated[str, AfterValidator(_is_colour)]


class Style(BaseModel):
    """Colours (#rrggbb), letters, corners; the address of a logo that stands in every store header without its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=2_000)

    accent: Colour = INK
    background: Colour = "#f4f2ee"
    font: Literal["sans", "serif", "mono"] = "sans"
    corners: Literal["square", "soft", "round"] = "soft"
    logo: str = ""

    @property
    def font_stack(self) -> str:
        """The fonts by name, as CSS has them."""
        return FONTS[self.font]

    @property
    def radius(self) -> int:
        """Of buttons and pictures, in px."""
        return CORNERS[self.corners][0]

    @property
    def card_radius(self) -> int:
        """Of the sheet that the text stands on, in px."""
        return CORNERS[self.corners][1]

    @property
    def on_accent(self) -> str:
        """The colour of words on the accent."""
        return readable_on(self.accent)

    @property
    def dark_accent(self) -> str:
        """The accent where the sheet is dark: another one where it would not be seen."""
        return self.accent if contrast(self.accent, DARK_CARD) >= CONTRAST_OF_CONTROLS else PAPER

    @property
    def on_dark_accent(self) -> str:
        """The colour of words on that."""
        return readable_on(self.dark_accent)

    @property
    def on_background(self) -> str:
        """The colour of the small print beneath the sheet."""
        return readable_on(self.background, "#5c5851", "#d9d6d0")


def validate_style(style: object) -> None:
    """Django's validator."""
    try:
        Style.model_validate(style)
    except StyleError as error:
        raise ValidationError([one["msg"] for one in error.errors()]) from error


def readable_on(colour: str, *softer: str) -> str:
    """Which of some colours is read best on another: white or near-black where none is named. On a middling grey only
    white or black can be read."""
    best = max(softer or ("#ffffff", INK), key=lambda one: contrast(one, colour))
    if contrast(best, colour) >= CONTRAST_OF_WORDS:
        return best
    return max("#ffffff", "#000000", key=lambda one: contrast(one, colour))


def contrast(one: str, other: str) -> float:
    """How much two colours differ: 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
