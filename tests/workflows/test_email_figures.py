"""Figures of e-mails: one statement, held against counting one by one."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import Deal
from crm.stages import StageId
from tests.crm.ingest.conftest import _pipeline  # noqa: F401 (fixture)
from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.engagement.figures import CLICK_COUNTS_FOR, EmailFigures, figures_of_emails, figures_of_steps
from workflows.models import EmailEvent, Enrolment, LedgerEntry, Workflow

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KINDS = ["open", "click", "unsubscribe", "complaint", "delivered", "soft_bounce"]
EVENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 12), st.booleans()),
    max_size=5,
    unique_by=lambda event: (event[0], event[1] if event[0] == "click" else 0, event[2] if event[0] == "open" else 0),
)
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 2), st.integers(1, 3), st.sampled_from(["sent", "bounced", "planned"]), EVENTS
    ),
    max_size=8,
    unique_by=lambda entry: entry[:3],
)
DEALS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 20), st.booleans(), st.sampled_from(["EUR", "USD"]), st.integers(1, 99)
    ),
    max_size=6,
)


def make_deal(contact, closed_at, *, won=True, currency="EUR", amount=10):
    return Deal.objects.create(
        contact=contact,
        closed_at=closed_at,
        stage_id=StageId.PROCESSED if won else StageId.CANCELLED,
        pipeline_id=Deal._meta.get_field("pipeline").remote_field.model.objects.get().pk,
        currency=currency,
        amount=Decimal(amount),
        created_at=SENT,
        updated_at=SENT,
    )


def counted(key):
    """By hand: entry by entry, event by event, deal by deal."""
    figures = defaultdict(lambda: defaultdict(int))
    for entry in LedgerEntry.objects.filter(state__in=["sent", "bounced"]):
        one, events = figures[key(entry)], list(entry.events.all())
        by_people = {event.kind for event in events if not event.is_machine}
        arrived = entry.state == "sent"
        one["sent"] += 1
        one["bounced"] += not arrived
        one["opened"] += arrived and bool(by_people & {"open", "click"})
        one["clicked"] += arrived and "click" in by_people
        one["unsubscribed"] += any(event.kind == "unsubscribe" for event in events)
        one["complained"] += any(event.kind == "complaint" for event in events)
    revenue = defaultdict(lambda: defaultdict(Decimal))
    for deal in Deal.objects.filter(stage_id=StageId.PROCESSED):
        clicks = EmailEvent.objects.filter(entry__enrolment__contact=deal.contact, kind="click", is_machine=False)
        before = [one for one in clicks if timedelta(0) <= deal.closed_at - one.happened_at <= CLICK_COUNTS_FOR]
        if before:
            last = max(before, key=lambda one: (one.happened_at, one.pk))
            if last.entry.state in ("sent", "bounced"):
                revenue[key(last.entry)][deal.currency] += deal.amount
    return {one: EmailFigures(**numbers, revenue=dict(revenue[one])) for one, numbers in figures.items()}


@given(entries=ENTRIES, deals=DEALS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_statement_counts_as_by_hand(workflows, _pipeline, entries, deals):  # noqa: F811
    EmailEvent.objects.all().delete()
    Deal.objects.all().delete()
    Enrolment.objects.all().delete()
    contacts = [make_contact("") for _number in range(3)]
    kinds = sorted(workflows)
    for who, which, place, state, events in entries:
        entry = sent_email(contacts[who], workflows[kinds[which]], place, state=state)
        for kind, days, is_machine in events:
            url = "https://maison.example.com/" if kind == "click" else ""
            EmailEvent.objects.create(
                entry=entry, kind=kind, happened_at=SENT + days * DAY, is_machine=is_machine, url=url
            )
    for who, days, won, currency, amount in deals:
        make_deal(contacts[who], SENT + days * DAY, won=won, currency=currency, amount=amount)

    emails = LedgerEntry.objects.values_list("email", flat=True)
    assert figures_of_emails(set(emails)) == counted(lambda entry: entry.email_id)
    steps = figures_of_steps([one.pk for one in Workflow.objects.all()])
    assert steps == counted(lambda entry: (entry.workflow_id, entry.place))


def test_a_purchase_counts_for_the_last_email_clicked_and_once(workflows, _pipeline, django_assert_num_queries):  # noqa: F811
    ana = make_contact()
    first, second = (sent_email(ana, workflows["welcome"], place) for place in (1, 2))
    for entry, day in ((first, 0), (second, 1), (first, 3)):
        EmailEvent.objects.create(entry=entry, kind="click", happened_at=SENT + day * DAY, url="https://a.example/")
    make_deal(ana, SENT + 2 * DAY, amount="20.10")
    make_deal(ana, SENT + 8 * DAY, amount="5.05")
    make_deal(ana, SENT + 9 * DAY, amount=70)

    with django_assert_num_queries(1):
        figures = figures_of_emails([first.email_id, second.email_id])
    assert figures[first.email_id].revenue == {"EUR": Decimal("5.05")}
    assert figures[second.email_id].revenue == {"EUR": Decimal("20.10")}


def test_rates():
    figures = EmailFigures(sent=10, bounced=2, opened=4, clicked=1)
    assert (figures.delivered, figures.open_rate, figures.click_rate, figures.click_through_rate) == (
        8,
        Decimal("0.5"),
        Decimal("0.125"),
        Decimal("0.25"),
    )
    assert EmailFigures().open_rate is None
    assert figures_of_emails([]) == {}
