"""An e-mail as plain text: the same blocks in words, for readers that show no HTML (SPEC E4)."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from workflows.blocks import (
    Block,
    Button,
    CartItems,
    CartTotal,
    Columns,
    Divider,
    Footer,
    Heading,
    Image,
    Product,
    RecoveryButton,
    StoreHeader,
    Text,
    every_block,
)
from workflows.models import MarketingEmail
from workflows.personalisation import Cart, Filling, Line, is_personal
from workflows.tokens import render_plain

WITH_LINKS = ParserConfig(display_links=True)
RULE = "-" * 32


class Wording:
    """An e-mail's words made ready to be filled in for many: what says the same to everybody is worked out once.

    `shared` is a filling whose store and products are those of all of them.
    """

    def __init__(self, email: MarketingEmail, shared: Filling) -> None:
        self._language = email.language
        with translation.override(self._language):
            self._parts: list[Block | list[str]] = [
                block if is_personal(block) else list(_of(block, shared)) for block in every_block(email.blocks)
            ]

    def of(self, filling: Filling) -> str:
        """The text for one contact, in the e-mail's language: paragraphs with an empty line between them.

        Raises BrokenToken (workflows.tokens).
        """
        with translation.override(self._language):
            said = (
                paragraph.strip()
                for part in self._parts
                for paragraph in (part if isinstance(part, list) else _of(part, filling))
            )
            return "\n\n".join(paragraph for paragraph in said if paragraph) + "\n"


def plain_text(email: MarketingEmail, filling: Filling) -> str:
    """The e-mail filled in for one contact alone. Raises BrokenToken (workflows.tokens)."""
    return Wording(email, filling).of(filling)


def _of(block: Block, filling: Filling) -> Iterable[str]:
    """What a block says. Columns come as the blocks in them."""
    values, cart = filling.values, filling.cart
    match block:
        case StoreHeader():
            yield filling.store.get("name", "")
        case Heading(text=text):
            yield render_plain(text, values)
        case Text(html=html):
            yield render_plain(_words_of(html), values)
        case Image(alt=alt, url=url):
            yield _link(render_plain(alt, values), render_plain(url, values))
        case Button(label=label, url=url):
            yield _link(render_plain(label, values), render_plain(url, values))
        case Divider():
            yield RULE
        case Product():
            yield "\n".join(_link(f"{one.title}, {one.price}", one.url) for one in filling.offers_of(block))
        case CartItems() if cart:
            yield "\n".join(_line(line) for line in cart.lines)
        case CartTotal() if cart:
            yield _total(cart)
        case RecoveryButton(label=label) if cart:
            yield _link(render_plain(label, values), cart.url)
        case Footer():
            yield RULE
            yield from _footer(filling)
        case Columns():
            pass


@lru_cache(maxsize=512)
def _words_of(html: str) -> str:
    """A text block without its tags, its tokens still in it."""
    words: str = get_text(html, WITH_LINKS)
    return words


def _footer(filling: Filling) -> Iterable[str]:
    store = filling.store
    yield _("You receive this e-mail because you agreed to hear from %(store)s.") % {"store": store.get("name", "")}
    yield store.get("postal_address", "")
    if filling.unsubscribe_url:
        yield _link(_("Unsubscribe"), filling.unsubscribe_url)
    if filling.preferences_url:
        yield _link(_("Choose what you get"), filling.preferences_url)


def _link(label: str, url: str) -> str:
    return f"{label}: {url}" if label and url else label


def _line(line: Line) -> str:
    title = f"{line.title} ({line.variant})" if line.variant else line.title
    return f"{line.quantity} × {title}  {line.price}"


def _total(cart: Cart) -> str:
    return _("Total: %(total)s") % {"total": cart.total} if cart.total else ""
