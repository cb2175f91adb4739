"""Blocks by name: what the editor calls them, what stands in them in a few words, and what a new one says."""

import html
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflows.arranging import Block
from workflows.models import Kind

# In the order in which they are offered.
WRITTEN = ("heading", "text", "image", "button", "divider", "columns-2", "columns-3")
OF_THE_STORE = ("store_header", "product", "footer")
OF_THE_CART = ("cart_items", "cart_total", "recovery_button")

NAMES: dict[str, Promise] = {
    "heading": gettext_lazy("Heading"),
    "text": pgettext_lazy("block", "Text"),
    "image": gettext_lazy("Image"),
    "button": gettext_lazy("Button"),
    "divider": gettext_lazy("Line"),
    "columns": gettext_lazy("Columns"),
    "columns-2": gettext_lazy("Two columns"),
    "columns-3": gettext_lazy("Three columns"),
    "store_header": gettext_lazy("Store header"),
    "product": pgettext_lazy("block", "Products"),
    "footer": gettext_lazy("Footer"),
    "cart_items": gettext_lazy("Cart items"),
    "cart_total": gettext_lazy("Cart total"),
    "recovery_button": gettext_lazy("Recovery button"),
}
ICONS = {
    "heading": "heading",
    "text": "text-align-start",
    "image": "image",
    "button": "rectangle-horizontal",
    "divider": "minus",
    "columns": "columns-2",
    "columns-2": "columns-2",
    "columns-3": "columns-3",
    "store_header": "store",
    "product": "package",
    "footer": "panel-bottom",
    "cart_items": "shopping-cart",
    "cart_total": "sigma",
    "recovery_button": "undo-2",
}


def new_block(kind: str) -> Block:
    """A block of a kind as it is put in. Raises KeyError for a kind that there is not."""
    words: dict[str, dict[str, Any]] = {
        "heading": {"text": _("A heading")},
        "text": {"html": f"<p>{_('Write here what you want to say.')}</p>"},
        "image": {},
        "button": {"label": _("Visit the store"), "url": "{{ store.url }}"},
        "divider": {},
        "columns-2": {"columns": [[], []]},
        "columns-3": {"columns": [[], [], []]},
        "store_header": {},
        "product": {"pick": "newest", "count": 3},
        "footer": {},
        "cart_items": {},
        "cart_total": {},
        "recovery_button": {"label": _("Return to my cart")},
    }
    return {"type": kind.partition("-")[0], **words[kind]}


def excerpt(block: Block) -> str:
    """The first words of a block; empty where it has none of its own."""
    text = block.get("text") or block.get("label") or block.get("alt") or ""
    if block["type"] == "text":
        text = html.unescape(strip_tags(block["html"].replace("</p>", " ")))
    return Truncator(" ".join(str(text).split())).chars(60)


def works_in(kind: str, made_for: str) -> bool:
    """Whether a block works in e-mails made for a workflow: those of the cart only in one (SPEC E2)."""
    return kind not in OF_THE_CART or made_for == Kind.ABANDONED_CART
