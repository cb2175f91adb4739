"""Changes of a body: blocks put in, taken out, moved, doubled, replaced. Bodies are JSON and never changed in place.

A place is (3,) for the fourth block, (3, 1, 0) for the first in the second column of it. The footer is compulsory and
closes the e-mail (HUBSPOT's rules): it stays, and nothing comes after it.
"""

from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from workflows.blocks import BLOCKS_MOST

Block = dict[str, Any]
Body = list[Block]
Place = tuple[int, ...]

COLUMN_BLOCKS = ("heading", "text", "image", "button", "divider")


class CannotArrange(ValueError):
    """A change that makes no sense; why, in words."""


def place_of(text: str) -> Place:
    """`3` or `3-1-0` as a place. Raises CannotArrange."""
    parts = text.split("-")
    if len(parts) not in (1, 3) or not all(part.isascii() and part.isdigit() for part in parts):
        raise CannotArrange(_("There is no such block."))
    return tuple(int(part) for part in parts)


def text_of(place: Place) -> str:
    """A place as text."""
    return "-".join(str(part) for part in place)


def block_at(body: Body, place: Place) -> Block:
    """The block there. Raises CannotArrange."""
    row, index = _row(body, place)
    if index >= len(row):
        raise CannotArrange(_("There is no such block."))
    return row[index]


def replaced(body: Body, place: Place, block: Block) -> Body:
    """With another block there."""
    block_at(body, place)
    changed = deepcopy(body)
    row, index = _row(changed, place)
    row[index] = block
    return changed


def inserted(body: Body, place: Place, block: Block) -> tuple[Body, Place]:
    """With a block before the one that is there, and where it stands then."""
    changed = deepcopy(body)
    row, index = _row(changed, place)
    if len(place) == 3 and block["type"] not in COLUMN_BLOCKS:
        raise CannotArrange(_("Columns hold headings, texts, images, buttons and lines only."))
    if len(body) >= BLOCKS_MOST and len(place) == 1:
        raise CannotArrange(_("An e-mail has %(most)d blocks at the most.") % {"most": BLOCKS_MOST})
    if block["type"] == "footer" and any(one["type"] == "footer" for one in body):
        raise CannotArrange(_("The footer is there already."))
    index = min(index, len(row))
    if len(place) == 1:
        index = len(row) if block["type"] == "footer" else min(index, _before_footer(row))
    row.insert(index, block)
    return changed, (*place[:-1], index)


def removed(body: Body, place: Place) -> Body:
    """Without the block there."""
    if block_at(body, place)["type"] == "footer":
        raise CannotArrange(_("The footer stays: every e-mail says who sent it and lets people unsubscribe."))
    changed = deepcopy(body)
    row, index = _row(changed, place)
    del row[index]
    return changed


def doubled(body: Body, place: Place) -> tuple[Body, Place]:
    """With the same block once more behind it, and where the copy stands."""
    return inserted(body, (*place[:-1], place[-1] + 1), deepcopy(block_at(body, place)))


def moved(body: Body, place: Place, to: Place) -> tuple[Body, Place]:
    """With the block before the one that is at `to` (both as things stand before), and where it stands then."""
    block = block_at(body, place)
    if block["type"] == "footer":
        raise CannotArrange(_("The footer stays at the end."))
    if to[: len(place)] == place and len(to) > len(place):
        raise CannotArrange(_("Columns cannot stand within themselves."))
    _row(body, to)
    without = removed(body, place)
    return inserted(without, _after_removal(to, place), block)


def beside(body: Body, place: Place, step: int) -> Place:
    """Where a block is moved to by one step up (-1) or down (1)."""
    return (*place[:-1], max(0, place[-1] - 1) if step < 0 else place[-1] + 2)


def _after_removal(to: Place, removed_from: Place) -> Place:
    """The same place once a block before it is gone."""
    depth = len(removed_from) - 1
    same_row = to[:depth] == removed_from[:depth]
    if same_row and len(to) > depth and to[depth] > removed_from[depth]:
        return (*to[:depth], to[depth] - 1, *to[depth + 1 :])
    return to


def _row(body: Body, place: Place) -> tuple[Body, int]:
    """The list a place counts in, and the number in it."""
    if len(place) == 1:
        return body, place[0]
    number, column, index = place
    if number >= len(body) or column >= len(body[number].get("columns", ())):
        raise CannotArrange(_("There is no such block."))
    return body[number]["columns"][column], index


def _before_footer(body: Body) -> int:
    return next((number for number, one in enumerate(body) if one["type"] == "footer"), len(body))
