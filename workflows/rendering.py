"""An e-mail as it is read: tokens filled in, blocks made sections, sections drawn (workflows.drawing)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

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
    is_safe_around_values,
    safe_text,
)
from workflows.blocks import Button as ButtonBlock
from workflows.blocks import Divider as DividerBlock
from workflows.drawing import Document, Marked, Section, draw, mark
from workflows.models import MarketingEmail
from workflows.personalisation import Filling, is_personal
from workflows.styles import Style
from workflows.tokens import BrokenToken, has_tokens, render_html, render_plain

LINE_BREAKS = re.compile(r"[\r\n]+")
ADDRESS_SCHEMES = {"http", "https", "mailto", "tel"}
# Blocks that fit into a column; the others take the whole width.
SIMPLE = (Heading, Text, Image, ButtonBlock, DividerBlock)


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """What arrives in an inbox."""

    subject: str
    preview_text: str
    document: Document

    @property
    def html(self) -> str:
        """The document as text."""
        return str(self.document)


class Rendering:
    """An e-mail made ready to be filled in for many: what says the same to everybody is worked out once.

    `shared` is a filling whose store and products are those of all of them.
    """

    def __init__(self, email: MarketingEmail, shared: Filling) -> None:
        self._email, self._style = email, email.look
        reader, is_logo_personal = _Reader(shared), has_tokens(self._style.logo)
        self._blocks = [
            block if is_logo_personal or is_personal(block) else mark(reader.section(block, self._style))
            for block in email.blocks
        ]

    def of(self, filling: Filling) -> RenderedEmail:
        """The e-mail for one contact, in its own language. Raises BrokenToken (workflows.tokens)."""
        reader = _Reader(filling)
        sections = [
            block if isinstance(block, Marked) else reader.section(block, self._style) for block in self._blocks
        ]
        return _rendered(self._email, self._style, reader, sections)


def render_email(email: MarketingEmail, filling: Filling) -> RenderedEmail:
    """The e-mail filled in for one contact alone. Raises BrokenToken (workflows.tokens)."""
    return Rendering(email, filling).of(filling)


def render_for_editing(email: MarketingEmail, filling: Filling) -> RenderedEmail:
    """The same for the editor: blocks can be found by their place (`drawing.PLACE_CLASS`), what shows nothing yet says
    so, and broken tokens stand as they are written."""
    reader, style = _EditorsReader(filling), email.look
    sections = [reader.section(block, style, number) for number, block in enumerate(email.blocks)]
    return _rendered(email, style, reader, sections)


def render_line(text: str, filling: Filling) -> str:
    """A subject or preview text filled in: one line. Raises BrokenToken."""
    return LINE_BREAKS.sub(" ", render_plain(text, filling.values)).strip()


def safe_address(address: str) -> str:
    """The address if a link may lead there, else nothing."""
    return address if urlsplit(address.strip()).scheme.lower() in ADDRESS_SCHEMES else ""


def _rendered(
    email: MarketingEmail, style: Style, reader: "_Reader", sections: Sequence[Section | Marked]
) -> RenderedEmail:
    subject, preview_text = reader.line(email.subject), reader.line(email.preview_text)
    document = draw(email.language, style, {"subject": subject, "preview_text": preview_text}, sections)
    return RenderedEmail(subject, preview_text, document)


class _Reader:
    """Makes sections of blocks, filled in for one contact."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling

    def line(self, text: str) -> str:
        """One line of text."""
        return LINE_BREAKS.sub(" ", self.plain(text)).strip()

    def plain(self, text: str) -> str:
        """Text with its tokens replaced. Raises BrokenToken."""
        return render_plain(text, self.filling.values)

    def html(self, text: str) -> str:
        """Simple HTML with its tokens replaced. Raises BrokenToken."""
        filled = render_html(text, self.filling.values)
        # Else cleaned again: a value cannot bring tags, but what surrounds it may have been written around a token.
        return mark_safe(filled if is_safe_around_values(text) else safe_text(filled))  # noqa: S308 - is clean

    def section(self, block: Block, style: Style, *place: int) -> Section:
        """A block as a section of the page."""
        if isinstance(block, SIMPLE):
            section = Section("columns", inner=[[self.simple(block)]])
        elif isinstance(block, Columns):
            section = Section("columns", inner=self.columns(block, *place))
        else:
            section = Section(block.type, self.says(block, style))
        return self.placed(section, *place)

    def columns(self, block: Columns, *place: int) -> list[list[Section]]:
        """What stands in columns."""
        return [
            [self.placed(self.simple(one), *place, number, index) for index, one in enumerate(column)]
            for number, column in enumerate(block.columns)
        ]

    def placed(self, section: Section, *_place: int) -> Section:
        """The section as it stands in a place of the body."""
        return section

    def simple(self, block: Heading | Text | Image | ButtonBlock | DividerBlock) -> Section:
        """What stands within a column."""
        says: dict[str, Any] = {}
        if isinstance(block, Text):
            says["html"] = self.html(block.html)
            says["small"] = block.small
        for name in ("text", "label", "alt"):
            if text := getattr(block, name, ""):
                says[name] = self.plain(text)
        for name in ("url", "src"):
            if text := getattr(block, name, ""):
                says[name] = safe_address(self.plain(text))
        return Section(block.type, says)

    def says(self, block: Block, style: Style) -> dict[str, Any]:
        """What a block of the store, a product or the cart says."""
        filling = self.filling
        name = filling.store.get("name", "")
        match block:
            case StoreHeader(logo=logo):
                address = logo or style.logo
                logo = safe_address(self.plain(address)) if address else ""
                return {"name": name, "logo": logo, "store_url": safe_address(filling.store.get("url", ""))}
            case Product():
                return {"offers": filling.offers_of(block)}
            case CartItems():
                return {"lines": filling.cart.lines if filling.cart else ()}
            case CartTotal():
                return {"total": filling.cart.total if filling.cart else ""}
            case RecoveryButton(label=label):
                url = safe_address(filling.cart.url) if filling.cart else ""
                return {"label": self.plain(label), "url": url}
            case Footer():
                address = linebreaksbr(filling.store.get("postal_address", ""))
                ways_out = {
                    "unsubscribe_url": safe_address(filling.unsubscribe_url),
                    "preferences_url": safe_address(filling.preferences_url),
                }
                return {"name": name, "address": address, **ways_out}
        return {}


class _EditorsReader(_Reader):
    """The same with places, and with words where nothing is to be seen."""

    def plain(self, text: str) -> str:
        try:
            return super().plain(text)
        except BrokenToken:
            return text

    def html(self, text: str) -> str:
        try:
            return super().html(text)
        except BrokenToken:
            return mark_safe(safe_text(text))  # noqa: S308 - cleaned just here

    def columns(self, block: Columns, *place: int) -> list[list[Section]]:
        filled = super().columns(block, *place)
        return [
            column or [Section("placeholder_inner", {"words": _("Empty column")}, place=_text(*place, number, 0))]
            for number, column in enumerate(filled)
        ]

    def placed(self, section: Section, *place: int) -> Section:
        alone = section.inner[0][0] if len(section.inner) == 1 else section
        if words := _nothing_to_see(alone):
            template = "placeholder_inner" if len(place) > 1 else "placeholder"
            return Section(template, {"words": words}, place=_text(*place))
        return replace(section, place=_text(*place))


def _nothing_to_see(section: Section) -> str:
    """Why a section shows nothing, in words; empty where it shows something."""
    says = section.says
    match section.template:
        case "image" if not says.get("src"):
            return _("Image: no picture is chosen yet")
        case "button" if not says.get("url"):
            return _("Button: its link leads nowhere yet")
        case "product" if not says["offers"]:
            return _("Product: there is none to show yet")
        case "cart_items" if not says["lines"]:
            return _("What is in the cart stands here")
        case "cart_total" if not says["total"]:
            return _("What the cart comes to stands here")
        case "recovery_button" if not says["url"]:
            return _("The button back to the cart stands here")
    return ""


def _text(*place: int) -> str:
    return "-".join(str(part) for part in place)
