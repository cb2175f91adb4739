"""An e-mail as it is read: tokens filled in, blocks drawn as MJML (templates/workflows/email), MJML made HTML."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from workflows.blocks import Block, Columns, Heading, Image, Product, RecoveryButton, Text, safe_text
from workflows.blocks import Button as ButtonBlock
from workflows.blocks import Divider as DividerBlock
from workflows.models import MarketingEmail
from workflows.personalisation import Filling
from workflows.tokens import Values, render_html, render_plain

LINE_BREAKS = re.compile(r"[\r\n]+")
ADDRESS_SCHEMES = {"http", "https", "mailto", "tel"}
# MJML would fetch known fonts from Google: readers would be tracked by somebody else.
WITHOUT_WEB_FONTS = mrml.RenderOptions(fonts={})
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
    with translation.override(email.language):
        sections = [_section(block, filling) for block in email.blocks]
        mjml = render_to_string(
            "workflows/email/document.html",
            {"language": email.language, "subject": subject, "preview_text": preview_text, "sections": sections},
        )
    return RenderedEmail(subject, preview_text, mrml.to_html(mjml, render_options=WITHOUT_WEB_FONTS).content)


def render_line(text: str, filling: Filling) -> str:
    """A subject or preview text filled in: one line. Raises BrokenToken."""
    return LINE_BREAKS.sub(" ", render_plain(text, filling.values)).strip()


def safe_address(address: str) -> str:
    """The address if a link may lead there, else nothing."""
    return address if urlsplit(address.strip()).scheme.lower() in ADDRESS_SCHEMES else ""


def _section(block: Block, filling: Filling) -> SafeString:
    """A block as MJML sections."""
    if isinstance(block, SIMPLE):
        return _draw("section", {"inner": _inner(block, filling.values)})
    if isinstance(block, Columns):
        columns = [[_inner(one, filling.values) for one in column] for column in block.columns]
        return _draw("columns", {"columns": columns})
    return _draw(block.type, {"block": block, **_facts(block, filling)})


def _inner(block: Heading | Text | Image | ButtonBlock | DividerBlock, values: Values) -> SafeString:
    """A simple block as the MJML that stands within a column."""
    facts: dict[str, object] = {"block": block}
    if isinstance(block, Text):
        # Cleaned again: a value cannot bring tags, but what surrounds it may have been written around a token.
        facts["html"] = mark_safe(safe_text(render_html(block.html, values)))  # noqa: S308 - cleaned just here
    for name in ("text", "label", "alt"):
        if text := getattr(block, name, ""):
            facts[name] = render_plain(text, values)
    for name in ("url", "src"):
        if text := getattr(block, name, ""):
            facts[name] = safe_address(render_plain(text, values))
    return _draw(block.type, facts)


def _facts(block: Block, filling: Filling) -> dict[str, object]:
    """What a block of the store, a product or the cart shows."""
    facts: dict[str, object] = {"store": filling.store, "cart": filling.cart}
    facts["unsubscribe_url"] = safe_address(filling.unsubscribe_url)
    facts["store_url"] = safe_address(filling.store.get("url", ""))
    if isinstance(block, Product):
        facts["offers"] = filling.offers_of(block)
    if isinstance(block, RecoveryButton):
        facts["label"] = render_plain(block.label, filling.values)
        facts["url"] = safe_address(filling.cart.url) if filling.cart else ""
    if logo := getattr(block, "logo", ""):
        facts["logo"] = safe_address(render_plain(logo, filling.values))
    return facts


def _draw(name: str, facts: dict[str, object]) -> SafeString:
    return render_to_string(f"workflows/email/{name}.html", facts)
