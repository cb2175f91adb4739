"""Previews in light and in dark, whatever the reader's own screen is set to."""

import re

SCHEMES = ("light", "dark")
_DARK_RULES = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
_BOTH = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")light dark"')


def as_seen(html: str, scheme: str) -> str:
    """An e-mail's HTML as a reader with that scheme sees it; where it is none, as the screen is set."""
    if scheme not in SCHEMES:
        return html
    dark = scheme == "dark"
    html = _DARK_RULES.sub("@media all" if dark else "@media not all", html)
    return _BOTH.sub(rf'\g<1>{"dark" if dark else "light"}"', html)
