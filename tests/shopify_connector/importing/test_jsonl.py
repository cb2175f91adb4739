"""JSONL of bulk operations: every object comes out whole, whatever order its lines stand in."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopify_connector.importing import jsonl
from shopify_connector.importing.jsonl import groups, is_grouped, regroup


def order_line(number: int, *, escaped: bool = False, spaced: bool = False) -> bytes:
    return _written(
        {"__typename": "Order", "id": f"gid://shopify/Order/{number}", "customer": {"id": "gid://c/9"}}, escaped, spaced
    )


def child_line(order: int, number: int, *, escaped: bool = False, spaced: bool = False) -> bytes:
    parent = f"gid://shopify/Order/{order}"
    return _written({"id": f"gid://shopify/LineItem/{order}{number}", "__parentId": parent}, escaped, spaced)


def _written(node: dict[str, object], escaped: bool, spaced: bool) -> bytes:
    text = json.dumps(node, separators=None if spaced else (",", ":"))
    return (text.replace("/", "\\/") if escaped else text).encode() + b"\n"


def write(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"".join(lines))
    return path


def whole(path: Path) -> dict[bytes, set[bytes]]:
    return {group.root: set(group.children) for group in groups(path)}


def test_children_come_with_their_parent(tmp_path: Path) -> None:
    lines = [order_line(1), child_line(1, 1), child_line(1, 2), order_line(2), order_line(12), child_line(12, 1)]
    path = write(tmp_path / "f", lines)

    assert is_grouped(path)
    assert [len(group.children) for group in groups(path)] == [2, 0, 1]


def test_reading_goes_on_behind_a_group(tmp_path: Path) -> None:
    path = write(tmp_path / "f", [order_line(1), child_line(1, 1), order_line(2), child_line(2, 1)])
    first, second = groups(path)

    assert list(groups(path, first.end)) == [second]
    assert list(groups(path, 0, first.end)) == [first]
    assert list(groups(path, 0, 0)) == []
    assert list(groups(path, second.end)) == []


def test_parent_whose_number_begins_like_anothers_is_told_apart(tmp_path: Path) -> None:
    assert not is_grouped(write(tmp_path / "f", [order_line(12), order_line(1), child_line(12, 1)]))


def test_text_that_looks_like_a_parent_is_none(tmp_path: Path) -> None:
    root = json.dumps({"id": "gid://shopify/Order/1", "note": '"__parentId":"gid://shopify/Order/2"'}).encode() + b"\n"

    assert [group.root for group in groups(write(tmp_path / "f", [root]))] == [root]


def test_child_without_parent_is_given_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "f", [order_line(1), child_line(1, 1), child_line(7, 1), order_line(2)])
    regroup(path, tmp_path / "g")
    found = list(groups(tmp_path / "g"))

    assert sorted((group.root, group.children) for group in found) == sorted(
        [(order_line(1), [child_line(1, 1)]), (b"", [child_line(7, 1)]), (order_line(2), [])]
    )
    assert [group.end for group in found] == sorted({group.end for group in found})


def test_blank_lines_and_a_missing_last_newline_are_borne(tmp_path: Path) -> None:
    path = write(tmp_path / "f", [order_line(1), b"\n", child_line(1, 1).rstrip(b"\n")])

    assert [len(group.children) for group in groups(path)] == [1]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    children=st.dictionaries(st.integers(1, 40), st.integers(0, 4), min_size=1, max_size=25),
    data=st.data(),
    escaped=st.booleans(),
    spaced=st.booleans(),
)
def test_any_order_of_lines_comes_out_whole(
    children: dict[int, int],
    data: st.DataObject,
    escaped: bool,
    spaced: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jsonl, "_PIECE", 300)
    look = {"escaped": escaped, "spaced": spaced}
    roots = {number: order_line(number, **look) for number in children}
    lines = [(n, child_line(n, k, **look)) for n, count in children.items() for k in range(count)]
    shuffled = data.draw(st.permutations([*((n, line) for n, line in roots.items()), *lines]))
    path = write(tmp_path / "f", [line for _n, line in shuffled])
    target = tmp_path / "g"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "_PIECE", 300)
        regroup(path, target)

    assert is_grouped(target)
    assert whole(target) == {roots[n]: {line for m, line in lines if m == n} for n in children}
