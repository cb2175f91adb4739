"""Publishing an e-mail, and what keeps it from being published (SPEC E1–E3; HUBSPOT's rules for the footer)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.blocks import OF_THE_CART, Footer, Image, every_block, texts_of
from workflows.models import EmailState, Kind, MarketingEmail, Sender, Workflow, WorkflowStep
from workflows.rendering import render_email
from workflows.samples import sample_for
from workflows.tokens import BrokenToken, problems_of

# Gmail cuts longer ones off, footer and all.
BYTES_MOST = 102 * 1024


class CannotPublish(ValueError):
    """What has to be put right first, in words: `args[0]` is a list of sentences."""


class StillUsed(ValueError):
    """Workflows that are on send it: `args[0]` is a list of them."""


def publish(email: MarketingEmail) -> None:
    """Let workflows send it: published, and saved for automation. Raises CannotPublish."""
    if problems := obstacles(email):
        raise CannotPublish(problems)
    email.state, email.saved_for_automation = EmailState.PUBLISHED, True
    email.save(update_fields=["state", "saved_for_automation", "updated_at"])


def unpublish(email: MarketingEmail) -> None:
    """Make it a draft again. Raises StillUsed while a workflow that is on sends it."""
    with transaction.atomic():
        # On or off: one that is being switched on is waited for, or waits here.
        steps = WorkflowStep.objects.filter(email=email)
        using = Workflow.objects.select_for_update().filter(pk__in=steps.values("workflow"))
        if still_on := [workflow for workflow in using if workflow.is_on]:
            raise StillUsed(still_on)
        email.state, email.saved_for_automation = EmailState.DRAFT, False
        email.save(update_fields=["state", "saved_for_automation", "updated_at"])


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
    yield from _too_large(email)


def _too_large(email: MarketingEmail) -> Iterable[str]:
    try:
        size = len(render_email(email, sample_for(email).filling).html.encode())
    except BrokenToken:
        return  # said already
    if size > BYTES_MOST:
        yield _("It is %(size)d KB large. Gmail cuts off what is beyond %(most)d KB: shorten it.") % {
            "size": size // 1024,
            "most": BYTES_MOST // 1024,
        }
