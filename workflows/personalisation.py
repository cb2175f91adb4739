"""What an e-mail is filled in with: one contact, the store, and for carts one deal. Every value is text, ready to read.

workflows.samples picks whom a preview is about; what sends picks whom it sends to. Both fill in the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from babel.numbers import format_currency, format_decimal

from accounts.models import Portal
from crm.models import Contact, Product
from workflows.blocks import OF_THE_CART, Block, Footer, texts_of
from workflows.blocks import Product as ProductBlock
from workflows.carts import NOT_SOLD, CheckedCart, CheckedLine
from workflows.models import Sender
from workflows.tokens import Values, has_tokens

OFFERS_MOST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cart; `price` is for all its pieces, after discounts."""

    title: str
    variant: str
    quantity: int
    price: str
    picture: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """An abandoned cart."""

    lines: tuple[Line, ...]
    total: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A product to show."""

    title: str
    price: str
    picture: str
    url: str


@dataclass(frozen=True)
class Filling:
    """All that the tokens and blocks of one e-mail to one contact can say."""

    contact: dict[str, str]
    store: dict[str, str]
    cart: Cart | None = None
    newest: tuple[Offer, ...] = ()
    chosen: dict[int, Offer] = field(default_factory=dict)
    # Empty in previews: nobody is unsubscribed by looking.
    unsubscribe_url: str = ""
    preferences_url: str = ""

    @cached_property
    def values(self) -> Values:
        """The tokens and what they become (workflows.tokens names them)."""
        return {"contact": self.contact, "store": self.store, "cart": _cart_values(self.cart)}

    def offers_of(self, block: ProductBlock) -> list[Offer]:
        """The products that a block shows."""
        if block.pick == "newest":
            return list(self.newest[: block.count])
        offer = self.chosen.get(block.product_id or 0)
        return [offer] if offer else []


def is_personal(block: Block) -> bool:
    """Whether a block says something else to everybody who gets the e-mail: the others say what the store does."""
    return isinstance(block, (*OF_THE_CART, Footer)) or any(map(has_tokens, texts_of([block])))


def contact_values(contact: Contact) -> dict[str, str]:
    """The tokens of a contact (sending reads them with what else it knows: workflows.sending.facts)."""
    purchases = getattr(contact, "purchases", None)
    return {
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "city": contact.city,
        "country": contact.country,
        "last_product_bought": purchases.last_product if purchases else "",
    }


def store_values() -> dict[str, str]:
    """The tokens of the store. Two queries."""
    sender = Sender.current()
    return {"name": str(Portal.current()), "url": sender.store_url, "postal_address": sender.postal_address}


def cart_of(checked: CheckedCart, language: str, store_url: str) -> Cart:
    """A deal's cart, as it can be bought now; its items lead to their products in the store."""
    deal = checked.deal
    return Cart(
        lines=tuple(_line(line, deal.currency, language, store_url) for line in checked.lines),
        total=price(checked.total, deal.currency, language),
        url=deal.abandoned_checkout_url,
    )


def newest_offers(store_url: str, language: str) -> tuple[Offer, ...]:
    """The newest products that customers can see, those with pictures first come. One query and the portal's."""
    seen = Product.objects.live().exclude(status__in=NOT_SOLD).exclude(images=[])
    return tuple(offers(seen.order_by("-created_at", "-id").defer("body_html")[:OFFERS_MOST], store_url, language))


def chosen_offers(ids: set[int], store_url: str, language: str) -> dict[int, Offer]:
    """The products with these ids that are still there."""
    found = list(Product.objects.live().filter(pk__in=ids).defer("body_html")) if ids else []
    return dict(zip((product.pk for product in found), offers(found, store_url, language), strict=True))


def offers(products: Iterable[Product], store_url: str, language: str) -> list[Offer]:
    """Products as an e-mail shows them, in the store's currency."""
    currency = Portal.current().currency
    return [
        Offer(
            title=product.title,
            price=price(product.price, currency, language),
            picture=product.images[0] if product.images else "",
            url=product_url(product, store_url),
        )
        for product in products
    ]


def product_url(product: Product, store_url: str) -> str:
    """Where customers find a product; the store where it has no page of its own."""
    return f"{store_url}/products/{product.handle}" if store_url and product.handle else store_url


@lru_cache(maxsize=4096)
def price(amount: Decimal | None, currency: str, language: str) -> str:
    """An amount as the e-mail's language writes it; empty for what is not known."""
    if amount is None:
        return ""
    if not currency:
        return format_decimal(amount, format="#,##0.00", locale=language)
    return format_currency(amount, currency, locale=language)


def _line(line: CheckedLine, currency: str, language: str, store_url: str) -> Line:
    item = line.item
    pictures = item.product.images if item.product else []
    variant = "" if item.variant_title == "Default Title" else item.variant_title
    picture = pictures[0] if pictures else ""
    return Line(
        title=item.title,
        variant=variant,
        quantity=item.quantity,
        price=price(line.total, currency, language),
        picture=picture,
        url=product_url(item.product, store_url) if item.product else "",
    )


def _cart_values(cart: Cart | None) -> dict[str, str]:
    if cart is None:
        return {}
    return {
        "first_item": cart.lines[0].title if cart.lines else "",
        "other_items": ", ".join(line.title for line in cart.lines[1:]),
        "total": cart.total,
        "url": cart.url,
    }
