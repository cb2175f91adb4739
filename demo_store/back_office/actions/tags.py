"""Tags as people type them."""

from __future__ import annotations


def split_tags(text: str) -> tuple[str, ...]:
    """ "VIP, new" → ("VIP", "new"), each once."""
    return tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
