"""Random stores: contacts, deals of every fate and currency, in zones whose clocks change."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from crm.models import Contact, Deal, StageChange
from crm.models.contact import OriginalSource
from tests.dashboards.records import MADE_AT, a_deal

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "Pacific/Auckland", "Pacific/Apia")
SOURCES = ("", *OriginalSource.values[:3], "OFFLINE")
STAGES = (
    *("processed", "shipped") * 3,
    "cancelled",
    "checkout_abandoned",
    "checkout_pending",
    "checkout_completed",
)
CURRENCIES = ("EUR", "EUR", "EUR", "", "JPY")
# Where one period ends and the next begins, in days before `at`.
EDGES = (0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91)


@dataclass
class SomeDeal:
    """What the reports look at in a deal. `contact` and `stranger` are places in the store's lists."""

    stage: str
    amount: Decimal | None
    total_refunded: Decimal | None
    currency: str
    contact: int | None
    stranger: str
    created_at: datetime | None
    closed_at: datetime | None
    abandoned_at: datetime | None
    recovered_at: datetime | None
    is_deleted: bool
    processed_at: list[datetime] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        return (
            (self.amount or Decimal(0)) - (self.total_refunded or Decimal(0)) if self.amount is not None else Decimal(0)
        )

    @property
    def is_sale(self) -> bool:
        return self.stage in ("processed", "shipped") and not self.is_deleted


@dataclass
class SomeStore:
    """A store at a moment; `sources` has the original source of each contact, `in_bin` the contacts deleted."""

    at: datetime
    zone: ZoneInfo
    sources: list[str]
    in_bin: set[int]
    deals: list[SomeDeal]
    goal: Decimal | None

    def save(self) -> None:
        """Write it into the database, in place of what is there."""
        StageChange.objects.all().delete()
        Deal.objects.all().delete()
        Contact.objects.all().delete()
        contacts = Contact.objects.bulk_create(
            Contact(
                source=source,
                created_at=MADE_AT,
                updated_at=MADE_AT,
                deleted_at=MADE_AT if place in self.in_bin else None,
            )
            for place, source in enumerate(self.sources)
        )
        deals = Deal.objects.bulk_create(
            a_deal(
                deal.stage,
                amount=deal.amount,
                total_refunded=deal.total_refunded,
                currency=deal.currency,
                contact=None if deal.contact is None else contacts[deal.contact],
                customer_id=int(deal.stranger) if deal.stranger.isdigit() else None,
                email=deal.stranger if "@" in deal.stranger else "",
                shopify_created_at=deal.created_at,
                closed_at=deal.closed_at,
                abandoned_at=deal.abandoned_at,
                recovered_at=deal.recovered_at,
                deleted_at=MADE_AT if deal.is_deleted else None,
            )
            for deal in self.deals
        )
        StageChange.objects.bulk_create(
            StageChange(deal=row, to_stage_id="processed", at=at, reason="paid")
            for row, deal in zip(deals, self.deals, strict=True)
            for at in deal.processed_at
        )


def _moments(at: datetime) -> st.SearchStrategy[datetime]:
    anywhere = st.integers(0, 100 * 86_400)
    edges = st.builds(lambda days, off: days * 86_400 + off, st.sampled_from(EDGES), st.integers(-7_200, 7_200))
    return st.one_of(anywhere, edges).map(lambda seconds: at - timedelta(seconds=seconds))


_AMOUNTS = st.decimals(Decimal("0.01"), Decimal("9999.99"), places=2)


@st.composite
def _some_deal(draw: st.DrawFn, at: datetime, contacts: int) -> SomeDeal:
    moments = _moments(at)
    amount = draw(st.none() | _AMOUNTS)
    abandoned = draw(st.none() | moments)
    return SomeDeal(
        stage=draw(st.sampled_from(STAGES)),
        amount=amount,
        total_refunded=draw(st.none() | st.decimals(Decimal(0), amount or Decimal(5), places=2)),
        currency=draw(st.sampled_from(CURRENCIES)),
        contact=draw(st.none() | st.integers(0, contacts - 1)),
        stranger=draw(st.sampled_from(["", "7", "8", "ana@example.com", "Ana@Example.com", "bo@example.com"])),
        created_at=draw(st.none() | moments),
        closed_at=draw(st.none() | moments),
        abandoned_at=abandoned,
        recovered_at=draw(st.none() | moments) if abandoned else None,
        is_deleted=draw(st.integers(0, 9)) == 0,
        processed_at=draw(st.lists(moments, max_size=2)),
    )


@st.composite
def some_stores(draw: st.DrawFn) -> SomeStore:
    """Stores of up to 25 deals at a moment of any month, often within hours of where a period begins."""
    at = draw(st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)))
    contacts = draw(st.integers(1, 6))
    return SomeStore(
        at=at,
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        sources=draw(st.lists(st.sampled_from(SOURCES), min_size=contacts, max_size=contacts)),
        in_bin=draw(st.sets(st.integers(0, contacts - 1), max_size=1)),
        deals=draw(st.lists(_some_deal(at, contacts), max_size=25)),
        goal=draw(st.none() | _AMOUNTS),
    )
