"""From entries that are to be sent now to letters: filled in for a chunk of people at once."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from accounts.models import Portal
from workflows.blocks import Product, every_block
from workflows.carts import CheckedCart, check_carts
from workflows.engagement.campaigns import campaign_of, store_hosts, text_with_campaign
from workflows.engagement.tracking import with_tracking
from workflows.models import Kind, MarketingEmail, Sender, SkippedBecause, WorkflowStep
from workflows.personalisation import (
    Filling,
    Offer,
    cart_of,
    chosen_offers,
    newest_offers,
    store_values,
)
from workflows.plain_text import Wording
from workflows.rendering import Rendering
from workflows.sending.facts import Looked
from workflows.sending.letters import Letter, new_message_id
from workflows.subscriptions.links import Links, links_of_many

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing to send to them in this step."""

    because: SkippedBecause


@dataclass(frozen=True, slots=True)
class Broken:
    """The e-mail cannot be filled in; the problem in words."""

    problem: str


Composed = Letter | Skip | Broken


@dataclass(frozen=True, slots=True)
class Form:
    """An e-mail that is filled in for many: what all of them have of it."""

    email: MarketingEmail
    campaign: str
    shared: Filling
    rendering: Rendering
    wording: Wording


@dataclass
class Composer:
    """Makes letters. What is the same for everybody is asked once for its life: the run of a process."""

    currency: str = field(default_factory=lambda: Portal.current().currency)
    store: dict[str, str] = field(default_factory=store_values)
    sent_from: str = field(default_factory=lambda: Sender.current().sent_from)
    reply_to: str = field(default_factory=lambda: Sender.current().reply_to)
    hosts: frozenset[str] = field(default_factory=store_hosts)
    domain: str = field(default_factory=lambda: urlsplit(settings.APP_URL).hostname or "localhost")
    _newest: dict[str, tuple[Offer, ...]] = field(default_factory=dict)

    def compose(self, found: Sequence[Looked]) -> Iterator[tuple[Looked, Composed]]:
        """A letter for each, or why there is none: made as they are asked for.

        A few queries, however many, and all of them before this returns.
        """
        carts = check_carts(_deals_of_carts(found), self.currency)
        links = links_of_many({one.entry_id: one.address for one in found})
        # For these alone: somebody may change an e-mail meanwhile.
        forms = {step.pk: self._form(kind, step.email) for step, kind in _steps(found).items()}
        return ((one, self._one(one, forms[_step(one).pk], carts, links[one.entry_id])) for one in found)

    def _one(self, found: Looked, form: Form | Broken, carts: Mapping[int, CheckedCart], ways_out: Links) -> Composed:
        if isinstance(form, Broken):
            return form
        cart = carts.get(found.deal_id or 0) if found.plan.kind == Kind.ABANDONED_CART else None
        if cart is not None and not cart.lines:
            return Skip(SkippedBecause.ITEMS_GONE)
        try:
            return self._letter(found, form, cart, ways_out)
        except Exception as error:  # whatever is wrong with one e-mail stops no other
            return _broken(error, found.plan.kind)

    def _letter(self, found: Looked, form: Form, cart: CheckedCart | None, ways_out: Links) -> Letter:
        filling = replace(
            form.shared,
            contact=found.tokens,
            cart=cart_of(cart, form.email.language, self.store["url"]) if cart else None,
            unsubscribe_url=ways_out.unsubscribe,
            preferences_url=ways_out.preferences,
        )
        rendered = form.rendering.of(filling)
        letter = Letter(
            found=found,
            email_id=form.email.pk,
            message_id=found.message_id or new_message_id(found.entry_id, self.domain),
            sender=self.sent_from,
            subject=rendered.subject,
            html=with_tracking(rendered.document, found.entry_id, form.campaign, self.hosts),
            text=text_with_campaign(form.wording.of(filling), form.campaign, self.hosts),
            headers={**({"Reply-To": self.reply_to} if self.reply_to else {}), **ways_out.headers},
            remark=_remark(cart),
        )
        letter.check()
        return letter

    def _form(self, kind: str, email: MarketingEmail | None) -> Form | Broken:
        if email is None or not email.is_published:
            return Broken(_("The step has no published e-mail."))
        try:
            return self._form_of(kind, email)
        except DatabaseError:
            raise
        except Exception as error:  # what is wrong with one e-mail stops no other
            return _broken(error, kind)

    def _form_of(self, kind: str, email: MarketingEmail) -> Form:
        shown = [block for block in every_block(email.blocks) if isinstance(block, Product)]
        chosen = {block.product_id for block in shown if block.product_id is not None}
        shared = Filling(
            contact={},
            store=self.store,
            newest=self._newest_offers(email.language) if shown else (),
            chosen=chosen_offers(chosen, self.store["url"], email.language),
        )
        return Form(email, campaign_of(kind, email), shared, Rendering(email, shared), Wording(email, shared))

    def _newest_offers(self, language: str) -> tuple[Offer, ...]:
        if language not in self._newest:
            self._newest[language] = newest_offers(self.store["url"], language)
        return self._newest[language]


def _step(found: Looked) -> WorkflowStep:
    return found.plan.steps[found.place]


def _steps(found: Iterable[Looked]) -> dict[WorkflowStep, Kind]:
    return {_step(one): one.plan.kind for one in found}


def _broken(error: Exception, kind: str) -> Broken:
    logger.error("email_not_filled_in workflow=%s", kind, exc_info=error)
    return Broken(str(error) or type(error).__name__)


def _deals_of_carts(found: Iterable[Looked]) -> list[int]:
    return [one.deal_id for one in found if one.deal_id and one.plan.kind == Kind.ABANDONED_CART]


def _remark(cart: CheckedCart | None) -> str:
    """What was adapted in a cart, for the people of the portal."""
    if cart is None or cart.is_as_left:
        return ""
    remarks = []
    if cart.gone:
        remarks.append(_("Left out, for they are not sold any more: %(names)s.") % {"names": ", ".join(cart.gone)})
    if repriced := [line.item.title for line in cart.lines if line.is_repriced]:
        remarks.append(_("Shown at today’s price: %(names)s.") % {"names": ", ".join(repriced)})
    return " ".join(remarks)
