"""Texts longer than a property holds."""

from typing import Any

from shopify_connector.mapping.refusal import Refusal, RefusalReason

# HubSpot's limit for a property's text, in characters.
MAX_TEXT = 65_536
# A product's description is a page, not a line: it is kept whole.
_WHOLE = {"descriptionHtml", "body_html"}


def cut_long_texts(node: dict[str, Any]) -> list[Refusal]:
    """Cut an object's texts to what a property holds; a refusal for each, so that the cut is seen."""
    cut = []
    for name, value in node.items():
        if isinstance(value, str) and len(value) > MAX_TEXT and name not in _WHOLE:
            node[name] = value[:MAX_TEXT]
            cut.append(Refusal(RefusalReason.CUT, name, len(value)))
    return cut
