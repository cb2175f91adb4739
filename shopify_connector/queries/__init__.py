"""The GraphQL documents sent to Shopify, one file each (tests hold every one against the real schema)."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_SPREAD = re.compile(r"\.\.\.([A-Z]\w+)")
# Only lines marked so depend on a scope that a store may not have granted.
NEEDS_SCOPE = re.compile(r"^(?P<line>.*?)\s*# needs (?P<scope>\w+)$")


def load(name: str, scopes: Collection[str] = ()) -> str:
    """The text of `<name>.graphql`, the fields of `fragments/<fragment>.graphql` in place of each spread.

    Fragments are not sent as such: Shopify's rules for bulk queries say nothing of them. A line that ends in
    `# needs <scope>` is left out unless `scopes` (expanded ones: `scopes.expand`) has that scope. Comments are left
    out: a bulk query's length counts.
    """
    return _SPREAD.sub(lambda spread: _fields(spread[1], scopes), _granted(name, scopes))


def _fields(fragment: str, scopes: Collection[str]) -> str:
    """What stands between the braces of a fragment. OrderFields → fragments/order_fields.graphql."""
    file = re.sub(r"(?<!^)(?=[A-Z])", "_", fragment).lower()
    text = load(f"fragments/{file}", scopes)
    return text[text.index("{") + 1 : text.rindex("}")].strip()


def _granted(name: str, scopes: Collection[str]) -> str:
    kept = []
    for line in _lines(name):
        needs = NEEDS_SCOPE.match(line)
        if needs is None:
            kept.append(line)
        elif needs["scope"] in scopes:
            kept.append(needs["line"])
    return "\n".join(kept)


def names() -> list[str]:
    """Every document there is."""
    return sorted(path.stem for path in FOLDER.glob("*.graphql"))


@cache
def _lines(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8").splitlines()
    return [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
