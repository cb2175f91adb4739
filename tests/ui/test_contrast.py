"""Contrast of the tokens, in light and in dark (WCAG 2.2: 4.5 for text, 3 for controls and charts)."""

import itertools
import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
SAME = re.compile(r"--(chart-\d): (#[0-9a-f]{6});")
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS.read_text())}
CHART = {name: {"light": colour, "dark": colour} for name, colour in SAME.findall(TOKENS.read_text())}
MODES = ["light", "dark"]

SURFACES = ["page", "surface", "surface-sunken", "surface-raised", "surface-hover"]
TEXT = [(text, ground) for text in ("text", "text-muted", "text-faint", "accent-text", "danger") for ground in SURFACES]
TEXT += [(tone, f"{tone}-soft") for tone in ("won", "abandoned", "cancelled", "pending", "danger", "neutral")]
TEXT += [
    (text, f"{tone}-soft") for text in ("text", "text-muted") for tone in ("won", "abandoned", "pending", "danger")
]
TEXT += [("accent-text", "accent-soft"), ("text", "accent-soft"), ("text-muted", "accent-soft")]
TEXT += [("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-danger", "danger-fill")]
TEXT += [("text", "surface-pressed"), ("text-muted", "neutral-soft"), ("text-faint", "neutral-soft")]
CONTROLS = [("border-control", ground) for ground in ("page", "surface", "surface-raised")]
CONTROLS += [(fill, "surface") for fill in ("accent", "focus", "danger-fill", "won", "abandoned", "pending")]

# Machado, Oliveira & Fernandes (2009), severity 1, in linear RGB.
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    red, green, blue = (min(1.0, max(0.0, c)) for c in rgb)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    return lab([sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in SIGHT[sight]])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text, ground, mode):
    assert contrast(COLOURS[text][mode], COLOURS[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_can_be_seen(control, ground, mode):
    assert contrast(COLOURS[control][mode], COLOURS[ground][mode]) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("series", CHART)
def test_chart_colours_stand_out_from_the_ground(series, mode):
    assert contrast(CHART[series][mode], COLOURS["surface"][mode]) >= 3


@pytest.mark.parametrize("sight", SIGHT)
def test_the_eight_chart_colours_are_told_apart(sight):
    assert len(CHART) == 8
    nearest = min(
        math.dist(seen(one["light"], sight), seen(other["light"], sight))
        for one, other in itertools.combinations(CHART.values(), 2)
    )
    # A difference of 20 in CIELAB is plain to see even in thin lines.
    assert nearest >= 20
