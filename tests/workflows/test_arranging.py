"""Changes of a body: whatever is done in whatever order, nothing is lost, the footer closes it, and it stays a body."""

import copy
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import arranging
from workflows.arranging import CannotArrange
from workflows.block_words import NAMES, new_block
from workflows.blocks import validate_body

INNER = st.sampled_from(["heading", "text", "image", "button", "divider"])
KINDS = st.sampled_from([kind for kind in NAMES if kind != "columns"])
PLACES = st.one_of(st.tuples(st.integers(0, 6)), st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 3)))


@st.composite
def bodies(draw):
    body = [new_block(kind) for kind in draw(st.lists(KINDS.filter(lambda kind: kind != "footer"), max_size=5))]
    for number, block in enumerate(body):
        block["mark"] = f"{number}"
        for column in block.get("columns", ()):
            column.extend({**new_block(kind), "mark": "inner"} for kind in draw(st.lists(INNER, max_size=2)))
    return [*body, new_block("footer")]


def flat(body):
    return sorted(
        (repr({**block, "columns": None}) for row in body for block in (row, *chain(*row.get("columns", [])))), key=str
    )


def plain(body):
    """Without the marks, which only these tests know."""
    bare = copy.deepcopy(body)
    for block in bare:
        for one in (block, *chain(*block.get("columns", []))):
            one.pop("mark", None)
    return bare


@given(bodies(), PLACES, PLACES)
def test_moving_loses_and_changes_nothing(body, place, to):
    before = copy.deepcopy(body)
    try:
        changed, now = arranging.moved(body, place, to)
    except CannotArrange:
        assert body == before
        return
    assert body == before
    assert flat(changed) == flat(body)
    assert arranging.block_at(changed, now) == arranging.block_at(body, place)
    assert changed[-1]["type"] == "footer"
    validate_body(plain(changed))


@given(bodies(), PLACES, KINDS)
def test_what_is_put_in_stands_where_it_is_said_to(body, place, kind):
    block = new_block(kind)
    try:
        changed, now = arranging.inserted(body, place, block)
    except CannotArrange:
        return
    assert arranging.block_at(changed, now) == block
    assert arranging.removed(changed, now) == body
    assert changed[-1]["type"] == "footer"
    validate_body(plain(changed))


@given(bodies(), PLACES)
def test_a_double_stands_right_behind(body, place):
    try:
        changed, now = arranging.doubled(body, place)
    except CannotArrange:
        return
    assert arranging.block_at(changed, now) == arranging.block_at(changed, place) == arranging.block_at(body, place)
    assert now == (*place[:-1], place[-1] + 1)
    assert arranging.removed(changed, now) == body


@given(bodies(), st.integers(0, 4))
def test_up_and_down_again_is_as_before(body, number):
    place = (number,)
    if number >= len(body) - 2:
        return
    down, there = arranging.moved(body, place, arranging.beside(body, place, 1))
    assert there == (number + 1,)
    assert arranging.moved(down, there, arranging.beside(down, there, -1)) == (body, place)


@pytest.mark.parametrize("text", ["", "x", "1-2", "1-2-3-4", "-1", "²", "1--2", "1.5"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(CannotArrange):
        arranging.place_of(text)


def test_the_footer_stays():
    body = [new_block("divider"), new_block("footer")]
    for change in (
        lambda: arranging.removed(body, (1,)),
        lambda: arranging.moved(body, (1,), (0,)),
        lambda: arranging.inserted(body, (0,), new_block("footer")),
        lambda: arranging.doubled(body, (1,)),
    ):
        with pytest.raises(CannotArrange):
            change()


def test_columns_hold_simple_blocks_only():
    body = [new_block("columns-2"), new_block("product"), new_block("footer")]
    with pytest.raises(CannotArrange, match="Columns hold"):
        arranging.moved(body, (1,), (0, 0, 0))
    with pytest.raises(CannotArrange, match="within themselves"):
        arranging.moved(body, (0,), (0, 1, 0))


def test_an_email_has_sixty_blocks_at_the_most():
    body = [new_block("divider")] * 60
    with pytest.raises(CannotArrange, match="60"):
        arranging.inserted(body, (0,), new_block("divider"))
