"""Icons: inline SVG from lucide-static, so that they take the text's colour and need no request."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICON_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@cache
def shapes(name: str) -> SafeString:
    """What is inside an icon's <svg>. Raises ValueError for a name that Lucide does not have."""
    file = Path(settings.NODE_MODULES) / "lucide-static" / "icons" / f"{name}.svg"
    if not ICON_NAME.fullmatch(name) or not file.is_file():
        raise ValueError(f"Lucide has no icon named {name!r}")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    if inner is None:
        raise ValueError(f"{file} holds no drawing")
    return mark_safe(re.sub(r"\s*\n\s*", "", inner.group(1)))  # noqa: S308 - a file of ours, not of a user


def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """An icon, hidden from screen readers unless it carries a label of its own."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="{1}" stroke-linecap="round" stroke-linejoin="round" {2}>{3}</svg>',
        size,
        # A line of the same weight at every size.
        "2" if size <= 16 else "1.75",
        spoken,
        shapes(name),
    )
