"""What each kind of count is of: its records, the moment of each, and what can be told of them.

A sale is a deal in a won stage, at its close date (docs/dashboard.md). Records are asked for between two instants, so
that those whose moment has to be looked up are few.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf

from crm.models import Contact, Deal, LineItem, ObjectType, StageChange
from crm.stages import StageId
from dashboards.definitions import Counted, Dimension, Measure, Source
from workflows.models import EmailEvent, LedgerEntry

TIMES = (Dimension.DAY, Dimension.WEEK, Dimension.MONTH)
RECOVERED, CANCELLED, OPEN = "recovered", "cancelled", "open"

_OF_DEALS = (Measure.COUNT, Measure.SUM, Measure.AVERAGE)
_OF_SALES = (*_OF_DEALS, Measure.CUSTOMERS, Measure.LIFETIME_VALUE)
_BY_CONTACT = (Dimension.SOURCE, Dimension.COUNTRY)
_NO_AMOUNT = Value(0, DecimalField(max_digits=20, decimal_places=4))


@dataclass(frozen=True, slots=True)
class Kind:
    """`records` gives those whose `moment` (annotated) is from one instant up to another, not included.

    `tallied` gives the aggregates that fill a Tally, of records that meet a condition. `object_type` says whose
    properties the filters are about, `filtered` is the way there from a record. Without `currency` there are no amounts
    of other currencies.
    """

    source: Source
    object_type: ObjectType
    records: Callable[[datetime, datetime], QuerySet[Any]]
    tallied: Callable[[Q], Mapping[str, Combinable]]
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    filtered: str = ""
    currency: str = ""

    def counts(self, currency: str) -> Q:
        """The condition on records whose amounts are in a currency. A deal without one is in the portal's."""
        return Q(**{f"{self.currency}__in": (currency, "")}) if self.currency else Q()


def _between(records: QuerySet[Any], moment: Any, start: datetime, end: datetime) -> QuerySet[Any]:
    dated: QuerySet[Any] = records.annotate(moment=moment)
    return dated.filter(moment__gte=start, moment__lt=end)


def _least(records: QuerySet[Any], field: str, of: str) -> Subquery:
    """The least value among the records of one. Grouped: PostgreSQL would take the index on the value for the first."""
    return Subquery(records.order_by().values(of).annotate(least=Min(field)).values("least"))


def _deals_created(start: datetime, end: datetime) -> QuerySet[Deal]:
    return _between(Deal.objects.live(), F("shopify_created_at"), start, end)


def _sales(start: datetime, end: datetime) -> QuerySet[Deal]:
    return _between(Deal.objects.won(), F("closed_at"), start, end)


def _sales_processed(start: datetime, end: datetime) -> QuerySet[Deal]:
    """A sale put back and processed again is counted once, on the first day."""
    entered = StageChange.objects.filter(to_stage=StageId.PROCESSED)
    first = _least(entered.filter(deal=OuterRef("pk")), "at", "deal")
    possible = Deal.objects.won().filter(pk__in=entered.filter(at__gte=start, at__lt=end).values("deal"))
    return _between(possible, first, start, end)


def _carts(start: datetime, end: datetime) -> QuerySet[Deal]:
    """Recovered: an order came of it later that was not cancelled. Won back by nothing, it is told apart."""
    mailed = LedgerEntry.objects.filter(
        enrolment__deal=OuterRef("pk"), state=LedgerEntry.State.SENT, done_at__lte=OuterRef("recovered_at")
    )
    outcome = Case(
        When(recovered_at__isnull=True, then=Value(OPEN)),
        When(stage__is_lost=True, then=Value(CANCELLED)),
        default=Value(RECOVERED),
    )
    carts = Deal.objects.live().annotate(outcome=outcome, was_mailed=Exists(mailed))
    return _between(carts, F("abandoned_at"), start, end)


def _contacts_created(start: datetime, end: datetime) -> QuerySet[Contact]:
    return _between(Contact.objects.live(), F("created_at"), start, end)


def _new_customers(start: datetime, end: datetime) -> QuerySet[Contact]:
    """By their first sale, in whichever currency."""
    sales = Deal.objects.won()
    first = _least(sales.filter(contact=OuterRef("pk")), "closed_at", "contact")
    possible = Contact.objects.live().filter(
        pk__in=sales.filter(closed_at__gte=start, closed_at__lt=end).values("contact")
    )
    return _between(possible, first, start, end)


def _line_items_sold(start: datetime, end: datetime) -> QuerySet[LineItem]:
    lines = LineItem.objects.filter(deal__deleted_at__isnull=True, deal__stage__is_won=True)
    return _between(lines, F("deal__closed_at"), start, end)


def _emails_sent(start: datetime, end: datetime) -> QuerySet[LedgerEntry]:
    heard = EmailEvent.objects.filter(entry=OuterRef("pk"), is_machine=False)
    clicked = Exists(heard.filter(kind=EmailEvent.Kind.CLICK))
    opened = Exists(heard.filter(kind__in=[EmailEvent.Kind.OPEN, EmailEvent.Kind.CLICK]))
    sent = LedgerEntry.objects.filter(state__in=[LedgerEntry.State.SENT, LedgerEntry.State.BOUNCED])
    return _between(sent.annotate(was_opened=opened, was_clicked=clicked), F("done_at"), start, end)


def _sum(of: str, condition: Q) -> Combinable:
    return Coalesce(Sum(of, filter=condition), _NO_AMOUNT)


def _deals(condition: Q) -> dict[str, Combinable]:
    return {"count": Count("pk", filter=condition), "amount": _sum("net_amount", condition)}


def _buyers(condition: Q) -> dict[str, Combinable]:
    """A customer is a contact. Others are told apart by Shopify's customer, else by address, else by the sale."""
    stranger = Coalesce(
        Cast("customer_id", TextField()),
        NullIf(Lower("email"), Value("")),
        Concat(Value("deal "), Cast("pk", TextField())),
    )
    contacts = Count("contact", filter=condition, distinct=True)
    strangers = Count(stranger, filter=condition & Q(contact__isnull=True), distinct=True)
    return {**_deals(condition), "customers": contacts + strangers}


def _recovery(condition: Q) -> dict[str, Combinable]:
    recovered = condition & Q(outcome=RECOVERED)
    return {
        **_deals(condition),
        "recovered": Count("pk", filter=recovered),
        "recovered_amount": _sum("net_amount", recovered),
        "recovered_by_email": Count("pk", filter=recovered & Q(was_mailed=True)),
    }


def _people(condition: Q) -> dict[str, Combinable]:
    return {"count": Count("pk", filter=condition)}


def _lines(condition: Q) -> dict[str, Combinable]:
    quantity = Coalesce(Sum("quantity", filter=condition), 0)
    return {"count": Count("pk", filter=condition), "amount": _sum("total", condition), "quantity": quantity}


def _mails(condition: Q) -> dict[str, Combinable]:
    """As on the pages of e-mails: who clicked has opened, machines are left out, rates are of what was delivered."""
    delivered = Q(state=LedgerEntry.State.SENT)
    return {
        "count": Count("pk"),
        "delivered": Count("pk", filter=delivered),
        "opened": Count("pk", filter=delivered & Q(was_opened=True)),
        "clicked": Count("pk", filter=delivered & Q(was_clicked=True)),
    }


KINDS: Mapping[Counted, Kind] = {
    Counted.DEALS_CREATED: Kind(
        Source.DEALS,
        ObjectType.DEAL,
        _deals_created,
        _deals,
        _OF_DEALS,
        (*TIMES, Dimension.STAGE, *_BY_CONTACT, Dimension.CHANNEL),
        currency="currency",
    ),
    Counted.SALES: Kind(
        Source.DEALS,
        ObjectType.DEAL,
        _sales,
        _buyers,
        _OF_SALES,
        (*TIMES, *_BY_CONTACT, Dimension.CHANNEL, Dimension.STAGE),
        currency="currency",
    ),
    Counted.SALES_PROCESSED: Kind(
        Source.DEALS,
        ObjectType.DEAL,
        _sales_processed,
        _deals,
        _OF_DEALS,
        (*TIMES, *_BY_CONTACT, Dimension.CHANNEL),
        currency="currency",
    ),
    Counted.CARTS_ABANDONED: Kind(
        Source.DEALS,
        ObjectType.DEAL,
        _carts,
        _recovery,
        (*_OF_DEALS, Measure.RECOVERY_RATE),
        (Dimension.OUTCOME, *TIMES, *_BY_CONTACT),
        currency="currency",
    ),
    Counted.CONTACTS_CREATED: Kind(
        Source.CONTACTS,
        ObjectType.CONTACT,
        _contacts_created,
        _people,
        (Measure.COUNT,),
        (*TIMES, *_BY_CONTACT),
    ),
    Counted.NEW_CUSTOMERS: Kind(
        Source.CONTACTS,
        ObjectType.CONTACT,
        _new_customers,
        _people,
        (Measure.COUNT,),
        (*TIMES, *_BY_CONTACT),
    ),
    Counted.LINE_ITEMS_SOLD: Kind(
        Source.LINE_ITEMS,
        ObjectType.LINE_ITEM,
        _line_items_sold,
        _lines,
        (Measure.SUM, Measure.QUANTITY, Measure.COUNT),
        (Dimension.PRODUCT, Dimension.VENDOR, Dimension.PRODUCT_TYPE, *TIMES, *_BY_CONTACT),
        currency="deal__currency",
    ),
    Counted.EMAILS_SENT: Kind(
        Source.EMAILS,
        ObjectType.CONTACT,
        _emails_sent,
        _mails,
        (Measure.COUNT, Measure.OPEN_RATE, Measure.CLICK_RATE),
        (Dimension.EMAIL, Dimension.WORKFLOW, *TIMES),
        filtered="enrolment__contact",
    ),
}
