"""A store's people, orders and carts, and workflows that are on, for tests of sending."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.utils.html import strip_tags

from crm.ingest import DealRecord, LineRecord, merge_customers, merge_deals, sweep_abandoned
from crm.ingest.records import CustomerRecord
from crm.models import Contact, Deal
from crm.models.history import ChangeSource
from workflows import sending
from workflows.enrolling import enrol_all
from workflows.models import Enrolment, LedgerEntry, MarketingEmail, Sender, Workflow
from workflows.sending import leaving
from workflows.sending.letters import Letter
from workflows.sending.transports import Outcome, Sent, nothing

SOURCE = ChangeSource.WEBHOOK
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def publish_all() -> None:
    """Every default e-mail saved for automation, by a sender with an address."""
    Sender.objects.update_or_create(id=1, defaults={"postal_address": "12 rue des Tests, 75001 Paris"})
    MarketingEmail.objects.update(state="published", saved_for_automation=True)


def switch_on(kind: str, since: datetime = BEGAN) -> Workflow:
    Workflow.objects.filter(kind=kind).update(is_on=True, on_since=since)
    return Workflow.objects.get(kind=kind)


def person(number: int = 1, **fields: Any) -> Contact:
    """A customer who accepts marketing."""
    given = {
        "email": f"person{number}@example.com",
        "accepts_marketing": True,
        "first_name": f"Person{number}",
        **fields,
    }
    merge_customers([CustomerRecord(customer_id=number, updated_at=BEGAN.isoformat(), **given)], SOURCE)
    return Contact.objects.get(email=given["email"])


def line(title: str = "Lamp", price: str = "10", **fields: Any) -> LineRecord:
    given: dict[str, Any] = {
        "line_key": title,
        "position": 1,
        "shopify_product_id": None,
        "shopify_variant_id": None,
        "title": title,
        "variant_title": "",
        "sku": "",
        "vendor": "",
        "quantity": 1,
        "current_quantity": None,
        "price": Decimal(price),
        "total_discount": Decimal(0),
        "total": Decimal(price),
        "gift_card": False,
    }
    return LineRecord(**{**given, **fields})


def cart(token: str, abandoned_at: datetime, customer_id: int = 1, lines: tuple[LineRecord, ...] = ()) -> Deal:
    """A checkout that was left, and counts as abandoned from a moment on."""
    made = (abandoned_at - DAY).isoformat()
    lines = lines or (line(),)
    record = DealRecord(
        version=made,
        checkout_token=token,
        name=f"#{token}",
        amount=sum((one.total for one in lines), Decimal()),
        currency="EUR",
        customer_id=customer_id,
        shopify_created_at=made,
        completed_at=None,
        abandoned_checkout_url=f"https://maison.example.com/checkouts/{token}/recover",
        lines=lines,
    )
    merge_deals([record], SOURCE)
    sweep_abandoned()
    return Deal.objects.get(checkout_token=token)


def order(order_id: int, at: datetime, customer_id: int = 1, **fields: Any) -> Deal:
    """A paid order."""
    given: dict[str, Any] = {
        "name": f"#{order_id}",
        "amount": Decimal("10.00"),
        "total_refunded": Decimal(0),
        "currency": "EUR",
        "customer_id": customer_id,
        "financial_status": "paid",
        "fulfillment_status": "",
        "cancelled_at": None,
        "shopify_created_at": at.isoformat(),
        "processed_at": at.isoformat(),
        "note": None,
        "lines": (line(),),
    }
    version = fields.pop("version", at).isoformat()
    merge_deals([DealRecord(version=version, shopify_order_id=order_id, **{**given, **fields})], SOURCE)
    return Deal.objects.get(shopify_order_id=order_id)


@dataclass
class Sink:
    """Takes letters, or answers what it is told to: a list of outcomes, in turn; then Sent."""

    answers: list[Outcome] = field(default_factory=list)
    taken: list[Letter] = field(default_factory=list)
    before: Callable[[Letter], None] | None = None
    is_within_transaction: bool = False

    def send(self, letter: Letter, meanwhile: Callable[[], object] = nothing) -> Outcome:
        meanwhile()
        if self.before:
            self.before(letter)
        answer = self.answers.pop(0) if self.answers else Sent()
        if isinstance(answer, Sent):
            self.taken.append(letter)
        return answer

    def close(self) -> None:
        """Nothing is held."""

    @property
    def recipients(self) -> list[str]:
        return [letter.recipient for letter in self.taken]


@dataclass
class Clockwork:
    """Turns the wheels that the scheduler turns, at moments that a test chooses."""

    now: datetime = BEGAN
    sink: Sink = field(default_factory=Sink)

    def enrol(self) -> None:
        """Enrol whom something set off until now, and send nothing yet."""
        enrol_all(self.now)

    def turn(self, now: datetime | None = None) -> None:
        """Enrol, see off, send: as at a moment."""
        self.now = now or self.now
        enrol_all(self.now)
        leaving.see_off(self.now)
        sending.run(lambda: self.now, by=self.sink)


def words_of(answer: HttpResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(strip_tags(answer.content.decode().replace("<", " <"))).split())


def ledger() -> list[tuple[int, str]]:
    """Place and state of every entry, in the order of people and places."""
    return list(LedgerEntry.objects.order_by("enrolment", "place").values_list("place", "state"))


def enrolment() -> Enrolment:
    return Enrolment.objects.get()
