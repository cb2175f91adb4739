"""The shape of a default e-mail, and the parts that all of them share."""

from dataclasses import dataclass

from workflows.blocks import (
    Block,
    Button,
    CartItems,
    CartTotal,
    Footer,
    Heading,
    Product,
    RecoveryButton,
    StoreHeader,
    Text,
)


@dataclass(frozen=True, slots=True)
class DefaultEmail:
    """An e-mail as hubsync makes it: one column, one button (docs/automation.md)."""

    name: str
    subject: str
    preview_text: str
    blocks: list[Block]


def letter(heading: str, text: str, button: str, *, products: int = 0, after: str = "") -> list[Block]:
    """A heading, some words, the newest products where asked for, and one button to the store."""
    offers: list[Block] = [Product(count=products)] if products else []
    closing: list[Block] = [Text(html=after, small=True)] if after else []
    return [
        StoreHeader(),
        Heading(text=heading),
        Text(html=text),
        *offers,
        Button(label=button, url="{{ store.url }}"),
        *closing,
        Footer(),
    ]


def cart_letter(heading: str, text: str, button: str, *, after: str = "") -> list[Block]:
    """A heading, some words, the cart itself, and one button back to it."""
    closing: list[Block] = [Text(html=after, small=True)] if after else []
    return [
        StoreHeader(),
        Heading(text=heading),
        Text(html=text),
        CartItems(),
        CartTotal(),
        RecoveryButton(label=button),
        *closing,
        Footer(),
    ]
