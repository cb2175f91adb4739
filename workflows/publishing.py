"""Publishing an e-mail, and what keeps it from being published (SPEC E1–E3; HUBSPOT's rules for the footer)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from workflows import writing
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


def publish(email: MarketingEmail, by: User | None = None) -> None:
    """Let workflows send it as it is written: published, saved for automation, and kept as a version. Of a template:
    let e-mails look like it. Raises CannotPublish."""
    with transaction.atomic():
        writing.hold(email)
        if problems := obstacles(email.as_written()):
            raise CannotPublish(problems)
        writing.take_over(email)
        writing.settle(email)
        email.state, email.saved_for_automation = EmailState.PUBLISHED, not email.is_template
        email.save()
        email.keep_version(by)


def unpublish(email: MarketingEmail) -> None:
    """Make it a draft again, as it is written now. Raises StillUsed while a workflow that is on sends it."""
    with transaction.atomic():
        writing.hold(email)
        # On or off: one that is being switched on is waited for, or waits here.
        steps = WorkflowStep.objects.filter(email=email)
        using = Workflow.objects.select_for_update().filter(pk__in=steps.values("workflow"))
        if still_on := [workflow for workflow in using if workflow.is_on]:
            raise StillUsed(still_on)
        writing.take_over(email)
        email.state, email.saved_for_automation = EmailState.DRAFT, False
        email.save()


def obstacles(email: MarketingEmail) -> list[str]:
    """Everything that has to be put right first, in words; empty when nothing has."""
    return list(_all(email))


def _all(email: MarketingEmail) -> Iterable[str]:
    blocks = email.blocks
    for text in (email.subject, email.preview_text, email.own_style.logo, *texts_of(blocks)):
        yield from problems_of(text, email.made_for)
    if email.made_for != Kind.ABANDONED_CART and any(isinstance(block, OF_THE_CART) for block in every_block(blocks)):
        yield _("Cart content, total and recovery button work only in e-mails of the abandoned-cart workflow.")
    if not any(isinstance(block, Footer) for block in blocks):
        yield _("The footer is missing: every e-mail says who sent it and lets people unsubscribe.")
    elif not email.is_template and not Sender.current().postal_address.strip():
        yield _("The sender’s postal address is missing: the footer has to show it.")
    images = [block for block in every_block(blocks) if isinstance(block, Image)]
    if any(not image.src.strip() for image in images):
        yield _("An image has no picture: give its address, or remove it.")
    if any(image.src.strip() and not image.alt.strip() for image in images):
        yield _("An image has no alternative text: say what it shows.")
    if email.template and not email.template.is_published:
        yield _("Its template, “%(template)s”, is a draft: publish that first.") % {"template": email.template}
    if not email.is_template:
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
