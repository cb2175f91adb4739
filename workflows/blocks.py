"""What an e-mail's body is made of: the blocks, and the check that JSON is a body (docs/automation.md).

A block says what it is, never how it looks: templates/workflows/email/<type>.html draws it as MJML. Text fields may
hold tokens (workflows.tokens).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Literal

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic import ValidationError as BodyError

TEXT_TAGS = {"p", "br", "strong", "b", "em", "i", "u", "s", "a", "ul", "ol", "li"}
BLOCKS_MOST = 60
# What editors write for the same: there is one way to say it in a body.
SAME_AS = {"b": "strong", "i": "em"}
_TAGS_AND_TOKENS = re.compile(r"\{%|\{\{[^}]*[<>]")
_SAME = re.compile(r"<(/?)(b|i)>")


def safe_text(html: str) -> str:
    """What a text block may hold of HTML: paragraphs, emphasis, lists and links; the rest is dropped."""
    schemes = {"http", "https", "mailto", "tel"}
    clean = nh3.clean(html, tags=TEXT_TAGS, attributes={"a": {"href"}}, url_schemes=schemes)
    return _SAME.sub(lambda tag: f"<{tag[1]}{SAME_AS[tag[2]]}>", clean)


@lru_cache(maxsize=512)
def is_safe_around_values(html: str) -> bool:
    """Whether safe text stays safe when its tokens become escaped values: they stand for texts, and in no tag.

    Where tags and conditions or tokens are within each other, nobody knows before it is filled in.
    """
    attributes: list[str] = []

    def note(_tag: str, _name: str, value: str) -> str:
        attributes.append(value)
        return value

    nh3.clean(html, tags=TEXT_TAGS, attributes={"a": {"href"}}, attribute_filter=note)
    return not _TAGS_AND_TOKENS.search(html) and not any("{" in value for value in attributes)


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


class StoreHeader(_Block):
    """The store's name, or its logo, with a link to the store."""

    type: Literal["store_header"] = "store_header"
    logo: str = ""


class Heading(_Block):
    """One line in large type."""

    type: Literal["heading"] = "heading"
    text: str = Field(min_length=1, max_length=300)


class Text(_Block):
    """Paragraphs in simple HTML (TEXT_TAGS)."""

    type: Literal["text"] = "text"
    html: Annotated[str, AfterValidator(safe_text)]
    small: bool = False


class Image(_Block):
    """A picture by its address, none while it is not chosen; `alt` says what it shows to those who do not see it."""

    type: Literal["image"] = "image"
    src: str = ""
    alt: str = ""
    url: str = ""


class Button(_Block):
    """The one thing to do."""

    type: Literal["button"] = "button"
    label: str = Field(min_length=1, max_length=80)
    url: str = Field(min_length=1)


class Divider(_Block):
    """A thin line."""

    type: Literal["divider"] = "divider"


class Product(_Block):
    """Products of the store side by side, each with picture, price and link: the newest ones, or one chosen."""

    type: Literal["product"] = "product"
    pick: Literal["newest", "chosen"] = "newest"
    count: int = Field(default=3, ge=1, le=3)
    product_id: int | None = None


class CartItems(_Block):
    """What is in the cart: picture, title, variant, quantity, price."""

    type: Literal["cart_items"] = "cart_items"


class CartTotal(_Block):
    """What the cart comes to."""

    type: Literal["cart_total"] = "cart_total"


class RecoveryButton(_Block):
    """Back to the checkout, at the deal's abandoned checkout URL."""

    type: Literal["recovery_button"] = "recovery_button"
    label: str = Field(min_length=1, max_length=80)


class Footer(_Block):
    """Who sent it, from where, why, and the way out. Compulsory."""

    type: Literal["footer"] = "footer"


Simple = Annotated[Heading | Text | Image | Button | Divider, Field(discriminator="type")]


class Columns(_Block):
    """Two or three columns beside each other (below each other on a phone)."""

    type: Literal["columns"] = "columns"
    columns: list[list[Simple]] = Field(min_length=2, max_length=3)


Block = (
    StoreHeader
    | Heading
    | Text
    | Image
    | Button
    | Divider
    | Columns
    | Product
    | CartItems
    | CartTotal
    | RecoveryButton
    | Footer
)
_BODY: TypeAdapter[list[Block]] = TypeAdapter(
    Annotated[list[Annotated[Block, Field(discriminator="type")]], Field(max_length=BLOCKS_MOST)]
)

# They speak of one deal, so they work only in e-mails of the abandoned-cart workflow (SPEC E2).
OF_THE_CART = (CartItems, CartTotal, RecoveryButton)


def parse_body(body: object) -> list[Block]:
    """JSON as blocks. Raises pydantic's ValidationError (a ValueError) where it is no body."""
    return _BODY.validate_python(body)


def body_of(blocks: list[Block]) -> list[dict[str, object]]:
    """Blocks as JSON."""
    return [block.model_dump() for block in blocks]


def validate_body(body: object) -> None:
    """Django's validator: says in words which block is wrong, and where."""
    try:
        parse_body(body)
    except BodyError as error:
        raise ValidationError([_in_words(one["loc"], one["msg"]) for one in error.errors()]) from error


def every_block(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, and those in their columns."""
    for block in blocks:
        yield block
        if isinstance(block, Columns):
            for column in block.columns:
                yield from column


def texts_of(blocks: list[Block]) -> Iterator[str]:
    """Every piece of text that may hold tokens."""
    for block in every_block(blocks):
        for name in ("text", "html", "label", "url", "src", "alt", "logo"):
            text = getattr(block, name, "")
            if text:
                yield text


def _in_words(place: tuple[int | str, ...], problem: str) -> str:
    if place and isinstance(place[0], int):
        return _("Block %(number)d (%(where)s): %(problem)s") % {
            "number": place[0] + 1,
            "where": " › ".join(str(part) for part in place[1:]) or "—",
            "problem": problem,
        }
    return problem
