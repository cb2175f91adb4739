"""What keeps an e-mail from being published (SPEC E2, E3; HUBSPOT's rules for the footer)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from workflows.blocks import OF_THE_CART, Footer, Image, every_block, texts_of
from workflows.models import Kind, MarketingEmail, Sender
from workflows.tokens import problems_of


def obstacles(email: MarketingEmail) -> list[str]:
    """Everything that has to be put right first, in words; empty when nothing has."""
    return list(_all(email))


def _all(email: MarketingEmail) -> Iterable[str]:
    blocks = email.blocks
    for text in (email.subject, email.preview_text, *texts_of(blocks)):
        yield from problems_of(text, email.made_for)
    if email.made_for != Kind.ABANDONED_CART and any(isinstance(block, OF_THE_CART) for block in every_block(blocks)):
        yield _("Cart content, total and recovery button work only in e-mails of the abandoned-cart workflow.")
    if not any(isinstance(block, Footer) for block in blocks):
        yield _("The footer is missing: every e-mail says who sent it and lets people unsubscribe.")
    elif not Sender.current().postal_address.strip():
        yield _("The sender’s postal address is missing: the footer has to show it.")
    if any(isinstance(block, Image) and not block.alt.strip() for block in every_block(blocks)):
        yield _("An image has no alternative text: say what it shows.")
