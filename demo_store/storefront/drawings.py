"""Product pictures and their door: `/files/<handle>-<view>.svg`, drawn from a shape and a palette.

A shape is a fragment of SVG in `shapes/`, in a box of 400 by 400 standing on y = 330, with its colours left open:
{a} the thing's own, {b} its shade, {c} its light, {w} wood, {d} dark wood, {m} metal.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from flask import Blueprint, Response, abort

from demo_store.seeding.products import handle_of
from demo_store.seeding.wares import WARES

door = Blueprint("pictures", __name__)
_SHAPES: Final = Path(__file__).parent / "shapes"


class Palette(NamedTuple):
    """Wall, floor, and the thing's own colour, shade and light."""

    wall: str
    floor: str
    own: str
    shade: str
    light: str


_PALETTES: Final = (
    Palette("#efe6d9", "#dccfbd", "#8a9a7b", "#6f7f62", "#c3ccb5"),
    Palette("#e9e4dc", "#d3c7b6", "#b5654a", "#97503a", "#e3b9a3"),
    Palette("#e4e7e2", "#cfd0c3", "#c9953f", "#a97a30", "#ecd3a0"),
    Palette("#f1e4da", "#dfc9b8", "#5f7d86", "#4b666e", "#b3c8cc"),
    Palette("#e8e6e1", "#d2ccc0", "#a9745c", "#8c5d47", "#dcc2b1"),
    Palette("#ece8dc", "#d8ceb6", "#56685a", "#435348", "#b4c0b0"),
)
_DRAWINGS: Final = {handle_of(ware.title): ware.drawing for ware in WARES}
_WOOD: Final = {"w": "#c79a6b", "d": "#7d5a3c", "m": "#b08d4f"}
# The front page's room: (shape, x, y, size), each in the palette of its place in the row.
_HERO: Final = (
    ("mirror", 330, 22, 0.5),
    ("rug", 236, 200, 1.0),
    ("armchair", 430, 120, 0.95),
    ("clock", 566, 30, 0.26),
    ("shelf", 10, 52, 1.1),
    ("floor_lamp", 578, 40, 1.1),
    ("pot", 742, 240, 0.58),
)
_WINDOW: Final = (
    '<rect x="36" y="44" width="120" height="150" fill="#fbf8f2"/>'
    '<rect x="46" y="54" width="100" height="130" fill="#cfdfe4"/>'
    '<path d="M96 54v130M46 118h100" stroke="#fbf8f2" stroke-width="7"/>'
    '<path d="M46 184l100-96v96z" fill="#dfeaed"/>'
)
_PLANT: Final = (
    '<path d="M334 300h40l-6 50h-28z" fill="#c0714f"/>'
    '<path d="M352 300q-36-40-30-100q34 30 32 100zm4 0q-6-70 24-110q18 60-24 110z" fill="#7d8f68"/>'
)


@cache
def _shape(name: str) -> str:
    return (_SHAPES / f"{name}.svg").read_text()


def _coloured(name: str, colours: Palette) -> str:
    return _shape(name).format(a=colours.own, b=colours.shade, c=colours.light, **_WOOD)


def picture(handle: str, view: str) -> str | None:
    """The SVG of a product on its own ("front") or in a room ("room"); None for what is not sold here."""
    drawing = _DRAWINGS.get(handle)
    if drawing is None or view not in ("front", "room"):
        return None
    colours = _PALETTES[zlib.crc32(handle.encode()) % len(_PALETTES)]
    thing = _coloured(drawing, colours)
    scene = _front(colours, thing) if view == "front" else _room(colours, thing)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="800" height="800" role="img">'
        f"{scene}</svg>"
    )


def _front(colours: Palette, thing: str) -> str:
    return (
        f'<rect width="400" height="400" fill="{colours.wall}"/>'
        f'<ellipse cx="200" cy="334" rx="150" ry="14" fill="{colours.floor}"/>{thing}'
    )


def _room(colours: Palette, thing: str) -> str:
    """A wall with a window, a floor, a plant; the thing smaller, off the middle."""
    return (
        f'<rect width="400" height="400" fill="{colours.wall}"/>{_WINDOW}'
        f'<rect y="300" width="400" height="100" fill="{colours.floor}"/>'
        f'<path d="M60 400l70-92h120l-40 92z" fill="{colours.wall}" opacity=".6"/>'
        f'<rect y="296" width="400" height="6" fill="#fbf8f2"/>{_PLANT}'
        '<ellipse cx="214" cy="356" rx="106" ry="10" fill="#000" opacity=".12"/>'
        f'<g transform="translate(74 126) scale(.7)">{thing}</g>'
    )


def hero() -> str:
    """The room on the front page: a chair under a lamp, things on the wall, a rug."""
    wall, floor = _PALETTES[4].wall, _PALETTES[4].floor
    things = "".join(
        f'<g transform="translate({x} {y}) scale({size})">{_coloured(name, _PALETTES[place % len(_PALETTES)])}</g>'
        for place, (name, x, y, size) in enumerate(_HERO)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-600 0 1560 520" width="1560" height="520">'
        f'<rect x="-600" width="1560" height="520" fill="{wall}"/><rect x="-600" y="418" width="1560" height="102" '
        f'fill="{floor}"/><rect x="-600" y="410" width="1560" height="9" fill="#fbf8f2"/>{things}</svg>'
    )


@door.get("/files/<name>.svg")
def file(name: str) -> Response:
    """A product's picture, or the room of the front page."""
    handle, _, view = name.rpartition("-")
    drawn = hero() if name == "hero" else picture(handle, view)
    if drawn is None:
        abort(404)
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
