"""API versions of Shopify: which one really serves a call."""

from __future__ import annotations

import re
from typing import Final

SUPPORTED: Final = ("2026-01", "2026-04", "2026-07", "2026-10")
_ALSO: Final = ("2027-01", "unstable")
_FORM: Final = re.compile(r"20\d\d-(01|04|07|10)")

# Fields that older versions do not have yet (changelog of 2026-07).
SINCE: Final[dict[tuple[str, str], str]] = {
    ("Order", "cartToken"): "2026-07",
    ("Order", "checkoutToken"): "2026-07",
    ("Order", "attribution"): "2026-07",
}


def serving(asked: str) -> str | None:
    """The version that answers: retired ones fall forward to the oldest supported. None for what never was one."""
    if asked in SUPPORTED or asked in _ALSO:
        return asked
    if not _FORM.fullmatch(asked) or asked > SUPPORTED[-1]:
        return None
    return SUPPORTED[0]


def has_field(version: str, kind: str, field: str) -> bool:
    """Whether that version's schema knows the field."""
    since = SINCE.get((kind, field))
    return since is None or version == "unstable" or version >= since
