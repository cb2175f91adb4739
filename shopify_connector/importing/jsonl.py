"""A bulk operation's JSONL: one object a line, children after their parent, with `__parentId`.

Ungrouped files may have other lines between a parent and its children. They are written anew with each child behind
its parent, in pieces that fit in memory, so that every object comes out whole whatever the file's size.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

_PARENT = b'"__parentId":'
# Bytes of a piece that is regrouped in memory, and how many pieces may be open at once.
_PIECE = 8 << 20
_MOST_PIECES = 256


class Group(NamedTuple):
    """An object's line and its children's; `root` is empty for children whose parent is not in the file.

    `end` is the place in the file behind the group, in bytes.
    """

    root: bytes
    children: list[bytes]
    end: int


def groups(path: Path, start: int = 0, stop: int | None = None) -> Iterator[Group]:
    """The groups of a grouped file between two places that other groups ended at (to its end without `stop`)."""
    root, children, end = b"", [], start
    with path.open("rb") as file:
        file.seek(start)
        for line in file:
            if end == stop:
                break
            if _PARENT in line:
                if root and _belongs(line, root):
                    children.append(line)
                else:
                    if root:
                        yield Group(root, children, end)
                    root, children = b"", []
                    yield Group(b"", [line], end + len(line))
            elif line.strip():
                if root:
                    yield Group(root, children, end)
                root, children = line, []
            end += len(line)
    if root:
        yield Group(root, children, end)


def is_grouped(path: Path) -> bool:
    """Whether every child stands right behind its parent."""
    root = b""
    with path.open("rb") as file:
        for line in file:
            if _PARENT not in line:
                root = line
            elif not _belongs(line, root):
                return False
    return True


def _belongs(child: bytes, root: bytes) -> bool:
    parent = _parent_of(child)
    return b'"id":' + parent in root or b'"id": ' + parent in root


def _parent_of(child: bytes) -> bytes:
    """The quoted id that `__parentId` names, escaped as the file escapes it."""
    at = child.rfind(_PARENT) + len(_PARENT)
    return child[at : child.index(b'"', child.index(b'"', at) + 1) + 1].strip()


def regroup(path: Path, target: Path) -> None:
    """Write `path` anew with every child behind its parent. The same file always gives the same result."""
    folder = target.with_suffix(".pieces")
    folder.mkdir(exist_ok=True)
    count = min(path.stat().st_size // _PIECE + 1, _MOST_PIECES)
    pieces = [folder / str(number) for number in range(count)]
    _deal_out(path, pieces)
    unfinished = target.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        for piece in pieces:
            _write_grouped(piece, out)
            piece.unlink()
    folder.rmdir()
    unfinished.rename(target)


def _deal_out(path: Path, pieces: list[Path]) -> None:
    """Share the lines out so that a parent and its children come to the same piece."""
    files = [piece.open("wb") for piece in pieces]
    try:
        with path.open("rb") as file:
            for line in file:
                if line.strip():
                    files[_number(_family(line)) % len(files)].write(line.rstrip(b"\r\n") + b"\n")
    finally:
        for one in files:
            one.close()


def _family(line: bytes) -> bytes:
    """The id of the object that a line is, or is a child of; empty for a line that cannot be read."""
    if _PARENT in line:
        return _parent_of(line).strip(b'"').replace(b"\\/", b"/")
    try:
        return str(orjson.loads(line)["id"]).encode()
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return b""


def _number(family: bytes) -> int:
    """A number that spreads families evenly and is the same on every machine (unlike hash())."""
    digits = family.rsplit(b"/", 1)[-1].split(b"?")[0]
    return int(digits) if digits.isdigit() else len(family)


def _write_grouped(piece: Path, out: BinaryIO) -> None:
    families: dict[bytes, list[bytes]] = {}
    with piece.open("rb") as file:
        for line in file:
            family = families.setdefault(_family(line), [])
            if _PARENT in line:
                family.append(line)
            else:
                family.insert(0, line)
    for lines in families.values():
        out.writelines(lines)
