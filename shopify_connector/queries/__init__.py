"""The GraphQL documents sent to Shopify, one file each (tests hold every one against the real schema)."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# Only lines marked so depend on a scope that a store may not have granted.
_SPREAD = re.compile(r"\.\.\.([A-Z]\w+)")
NEEDS_SCOPE = re.compile(r"^(?P<line>.*?)\s*# needs (?P<scope>\w+)$")


def load(name: str, scopes: Collection[str] = ()) -> str:
    """The text of `<name>.graphql`, followed by the fragments that it spreads (`fragments/<fragment>.graphql`).

    A line that ends in `# needs <scope>` is left out unless `scopes` has that scope. `scopes` are expanded ones
    (`scopes.expand`). Comments are left out: a bulk query's length counts.
    """
    texts = {name: _granted(name, scopes)}
    todo = [name]
    while todo:
        for fragment in sorted(set(_SPREAD.findall(texts[todo.pop()]))):
            file = f"fragments/{_file_of(fragment)}"
            if file not in texts:
                texts[file] = _granted(file, scopes)
                todo.append(file)
    return "\n".join(texts.values())


def _granted(name: str, scopes: Collection[str]) -> str:
    kept = []
    for line in _lines(name):
        needs = NEEDS_SCOPE.match(line)
        if needs is None:
            kept.append(line)
        elif needs["scope"] in scopes:
            kept.append(needs["line"])
    return "\n".join(kept)


def _file_of(fragment: str) -> str:
    """CustomerFields → customer_fields."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", fragment).lower()


def names() -> list[str]:
    """Every document there is."""
    return sorted(path.stem for path in FOLDER.glob("*.graphql"))


@cache
def _lines(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8").splitlines()
    return [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
