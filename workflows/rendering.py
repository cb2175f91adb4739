"""An e-mail as it is read: tokens filled in, blocks made sections, sections drawn (workflows.drawing)."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import mark_safe

from workflows.blocks import (
    Block,
    CartItems,
    CartTotal,
    Columns,
    Footer,
    Heading,
    Image,
    Product,
    RecoveryButton,
    StoreHeader,
    Text,
    safe_text,
)
from workflows.blocks import Button as ButtonBlock
from workflows.blocks import Divider as DividerBlock
from workflows.drawing import Section, draw
from workflows.models import MarketingEmail
from workflows.personalisation import Filling
from workflows.tokens import Values, render_html, render_plain

LINE_BREAKS = re.compile(r"[\r\n]+")
ADDRESS_SCHEMES = {"http", "https", "mailto", "tel"}
# Blocks that fit into a column; the others take the whole width.
SIMPLE = (Heading, Text, Image, ButtonBlock, DividerBlock)


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """What arrives in an inbox."""

    subject: str
    preview_text: str
    html: str


def render_email(email: MarketingEmail, filling: Filling) -> RenderedEmail:
    """The e-mail filled in for one contact, in its own language. Raises BrokenToken (workflows.tokens)."""
    subject, preview_text = render_line(email.subject, filling), render_line(email.preview_text, filling)
    sections = [_section(block, filling) for block in email.blocks]
    html = draw(email.language, {"subject": subject, "preview_text": preview_text}, sections)
    return RenderedEmail(subject, preview_text, html)


def render_line(text: str, filling: Filling) -> str:
    """A subject or preview text filled in: one line. Raises BrokenToken."""
    return LINE_BREAKS.sub(" ", render_plain(text, filling.values)).strip()


def safe_address(address: str) -> str:
    """The address if a link may lead there, else nothing."""
    return address if urlsplit(address.strip()).scheme.lower() in ADDRESS_SCHEMES else ""


def _section(block: Block, filling: Filling) -> Section:
    """A block as a section of the page."""
    if isinstance(block, SIMPLE):
        return Section("columns", inner=[[_simple(block, filling.values)]])
    if isinstance(block, Columns):
        return Section("columns", inner=[[_simple(one, filling.values) for one in column] for column in block.columns])
    return Section(block.type, _says(block, filling))


def _simple(block: Heading | Text | Image | ButtonBlock | DividerBlock, values: Values) -> Section:
    """What stands within a column."""
    says: dict[str, Any] = {}
    if isinstance(block, Text):
        # Cleaned again: a value cannot bring tags, but what surrounds it may have been written around a token.
        says["html"] = mark_safe(safe_text(render_html(block.html, values)))  # noqa: S308 - cleaned just here
        says["small"] = block.small
    for name in ("text", "label", "alt"):
        if text := getattr(block, name, ""):
            says[name] = render_plain(text, values)
    for name in ("url", "src"):
        if text := getattr(block, name, ""):
            says[name] = safe_address(render_plain(text, values))
    return Section(block.type, says)


def _says(block: Block, filling: Filling) -> dict[str, Any]:
    """What a block of the store, a product or the cart says."""
    name = filling.store.get("name", "")
    match block:
        case StoreHeader(logo=logo):
            logo = safe_address(render_plain(logo, filling.values)) if logo else ""
            return {"name": name, "logo": logo, "store_url": safe_address(filling.store.get("url", ""))}
        case Product():
            return {"offers": filling.offers_of(block)}
        case CartItems():
            return {"lines": filling.cart.lines if filling.cart else ()}
        case CartTotal():
            return {"total": filling.cart.total if filling.cart else ""}
        case RecoveryButton(label=label):
            url = safe_address(filling.cart.url) if filling.cart else ""
            return {"label": render_plain(label, filling.values), "url": url}
        case Footer():
            address = linebreaksbr(filling.store.get("postal_address", ""))
            ways_out = {
                "unsubscribe_url": safe_address(filling.unsubscribe_url),
                "preferences_url": safe_address(filling.preferences_url),
            }
            return {"name": name, "address": address, **ways_out}
    return {}
