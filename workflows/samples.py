"""Whom a preview is about: a real contact (and, for carts, a real abandoned deal), or one made up."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Portal
from crm.models import Contact, Deal
from crm.search import find_contacts
from crm.stages import StageId
from workflows.blocks import Product, every_block
from workflows.carts import check_carts
from workflows.models import Kind, MarketingEmail
from workflows.personalisation import (
    Cart,
    Filling,
    Line,
    cart_of,
    chosen_offers,
    contact_values,
    newest_offers,
    price,
    store_values,
)

OFFERED = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """What a preview is filled in with, and whose data that is (None: made up)."""

    filling: Filling
    contact: Contact | None
    deal: Deal | None = None


def sample_for(email: MarketingEmail, contact: Contact | None = None, deal: Deal | None = None) -> Sample:
    """The contact that is asked for, where the e-mail is about a cart with the one that is asked for, else the newest
    that they left (a made-up one where they left none); without a contact the newest that such an e-mail could have
    gone to, a made-up one where there is none."""
    if email.made_for != Kind.ABANDONED_CART:
        contact = contact or newest_customer()
        return Sample(_filling(email, contact, None), contact)
    deal = deal or newest_abandoned_deal(contact)
    contact = deal.contact if deal else contact
    return Sample(_filling(email, contact, deal), contact, deal)


def newest_abandoned_deal(contact: Contact | None = None) -> Deal | None:
    """The newest abandoned deal of a live contact, or of one contact, with something in its cart."""
    abandoned = Deal.objects.filter(deleted_at__isnull=True, stage=StageId.CHECKOUT_ABANDONED)
    if contact:
        abandoned = abandoned.filter(contact=contact)
    known = abandoned.filter(contact__isnull=False, contact__deleted_at__isnull=True, line_items__isnull=False)
    return known.select_related("contact__purchases").order_by("-shopify_created_at", "-id").first()


def contacts_to_offer(email: MarketingEmail, query: str) -> list[Contact]:
    """Up to OFFERED contacts to look at an e-mail as, the newest first: those a query finds; without one, those it
    could have gone to."""
    query = query.replace("\x00", "").strip()[:200]
    live: QuerySet[Contact] = Contact.objects.live()
    if query:
        live = find_contacts(live, query)
    elif email.made_for == Kind.ABANDONED_CART:
        left = Deal.objects.filter(deleted_at__isnull=True, stage=StageId.CHECKOUT_ABANDONED, contact__isnull=False)
        newest = left.order_by("-shopify_created_at", "-id").values_list("contact_id", flat=True)[: OFFERED * 5]
        live = live.filter(pk__in=list(newest))
    else:
        live = live.exclude(email="")
    return list(live.order_by("-created_at", "-id")[:OFFERED])


def newest_customer() -> Contact | None:
    """The newest contact who bought something and whose name is known; failing that, the newest one."""
    live = Contact.objects.filter(deleted_at__isnull=True).exclude(email="").select_related("purchases")
    newest_first = live.order_by("-created_at", "-id")
    return newest_first.filter(purchases__number_of_orders__gt=0).exclude(first_name="").first() or newest_first.first()


def _filling(email: MarketingEmail, contact: Contact | None, deal: Deal | None) -> Filling:
    store = store_values()
    shown = [block for block in every_block(email.blocks) if isinstance(block, Product)]
    chosen = {block.product_id for block in shown if block.product_id is not None}
    with translation.override(email.language):
        return Filling(
            contact=contact_values(contact) if contact else made_up_contact(),
            store=store,
            cart=_cart(email, deal, store["url"]),
            newest=newest_offers(store["url"], email.language) if shown else (),
            chosen=chosen_offers(chosen, store["url"], email.language),
        )


def _cart(email: MarketingEmail, deal: Deal | None, store_url: str) -> Cart | None:
    if email.made_for != Kind.ABANDONED_CART:
        return None
    if deal is None:
        return made_up_cart(email.language)
    return cart_of(check_carts([deal.pk], Portal.current().currency)[deal.pk], email.language, store_url)


def made_up_contact() -> dict[str, str]:
    """A person for previews on a portal without contacts."""
    return {
        "first_name": "Alex",
        "last_name": "Martin",
        "email": "alex.martin@example.com",
        "city": "Lyon",
        "country": "France",
        "last_product_bought": _("linen cushion"),
    }


def made_up_cart(language: str) -> Cart:
    """A cart for previews on a portal without abandoned checkouts."""
    currency = Portal.current().currency
    return Cart(
        lines=(
            Line(_("Linen cushion"), _("Sand"), 2, price(Decimal(58), currency, language)),
            Line(_("Stoneware mug"), "", 1, price(Decimal(18), currency, language)),
        ),
        total=price(Decimal(76), currency, language),
        url="https://example.com/cart",
    )
