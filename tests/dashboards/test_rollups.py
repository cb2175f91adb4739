"""What was counted of days beforehand always equals counting the records, whatever happens to them in between."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Portal
from crm.models import Contact, Deal, Stage, StageChange
from crm.stages import ensure_pipeline
from dashboards import defaults
from dashboards.checking import fit
from dashboards.definitions import Comparison, Counted, Dimension, Measure, ReportDefinition, Visualisation
from dashboards.figures import Asking, figures_of
from dashboards.figures.question import Question
from dashboards.models import DayFigure, RollupState, StaleHour
from dashboards.periods import Period
from dashboards.rollups.folding import fold
from dashboards.rollups.reading import found_for, rollup_for
from tests.dashboards.conftest import AT
from tests.dashboards.records import make_contact, make_sale
from tests.dashboards.stores import SOURCES, some_stores

pytestmark = pytest.mark.django_db

KEPT = [Counted.DEALS_CREATED, Counted.SALES, Counted.SALES_PROCESSED, Counted.NEW_CUSTOMERS]
PLAIN = [report.definition for report in defaults.ECOMMERCE_REPORTS]


@dataclass
class Place:
    """Where and when something is asked, as a store says it."""

    zone: ZoneInfo
    at: datetime


PARIS = Place(ZoneInfo("Europe/Paris"), AT)


@pytest.fixture(autouse=True)
def _pipeline(portal):
    ensure_pipeline()


def definitions():
    anything = st.builds(
        ReportDefinition,
        counted=st.sampled_from(KEPT),
        measures=st.lists(st.sampled_from(Measure), min_size=1, max_size=2).map(tuple),
        dimension=st.none() | st.sampled_from(Dimension),
        period=st.sampled_from(Period),
        visualisation=st.sampled_from(Visualisation),
        comparison=st.none() | st.just(Comparison.PREVIOUS_PERIOD),
    ).map(fit)
    return st.one_of(st.sampled_from(PLAIN), anything).filter(lambda one: rollup_for(one) is not None)


def figures(question, found):
    """What a report shows of what was found: its measures, and what it leaves out."""
    measures = question.definition.measures
    shown = {
        place: (*(counted.tally.value(one) for one in measures), counted.tally.count, counted.other)
        for place, counted in found.items()
    }
    return {place: values for place, values in shown.items() if any(values)}


def agrees(definition, store, at=None):
    question = Question.of(definition, Asking("EUR", store.zone, at or store.at))
    assert figures(question, found_for(question)) == figures(question, question.found())


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["close", "refund", "delete", "stage", "currency", "owner", "source", "bin", "merge", "process"]
        ),
        st.integers(0, 30),
        st.integers(-50, 50),
    ),
    max_size=8,
)


def happen(store, change, place, days):
    """Something that changes what reports count, of the record at a place."""
    deals, contacts = list(Deal.objects.order_by("pk")), list(Contact.objects.order_by("pk"))
    contact = contacts[place % len(contacts)]
    if change == "source":
        Contact.objects.filter(pk=contact.pk).update(source=SOURCES[place % len(SOURCES)])
    if change == "bin":
        Contact.objects.filter(pk=contact.pk).update(deleted_at=None if contact.deleted_at else store.at)
    if change == "merge":
        Deal.objects.filter(contact=contact).update(contact=contacts[days % len(contacts)])
    if not deals:
        return
    chosen = Deal.objects.filter(pk=deals[place % len(deals)].pk)
    moment = store.at + timedelta(days=days - 50, hours=place)
    if change == "process":
        StageChange.objects.create(deal=chosen.get(), to_stage_id="processed", at=moment, reason="paid")
        StageChange.objects.filter(pk__in=StageChange.objects.order_by("at").values("pk")[:1]).delete()
    match change:
        case "close":
            chosen.update(closed_at=moment)
        case "refund":
            chosen.update(total_refunded=Decimal(place))
        case "delete":
            chosen.delete() if days > 0 else chosen.update(deleted_at=store.at)
        case "stage":
            chosen.update(stage=["processed", "cancelled", "shipped"][place % 3])
        case "currency":
            chosen.update(currency=["EUR", "JPY", ""][place % 3])
        case "owner":
            chosen.update(contact=contact if days > 0 else None)


@settings(max_examples=60)
@given(store=some_stores(), definition=definitions(), changes=CHANGES, later=st.integers(0, 40))
def test_it_equals_the_recomputation_whatever_happens(store, definition, changes, later):
    Portal.objects.update(time_zone=store.zone.key)
    RollupState.objects.all().delete()
    store.save()
    fold()
    agrees(definition, store)

    for change in changes:
        happen(store, *change)
    agrees(definition, store)
    agrees(definition, store, store.at + timedelta(days=later))

    fold()
    assert not StaleHour.objects.exists()
    agrees(definition, store)


def test_a_new_sale_is_seen_at_once():
    make_sale(AT - timedelta(days=3), amount=Decimal("10"))
    fold()
    make_sale(AT - timedelta(days=2), amount=Decimal("5"))

    found = figures_of(defaults.SALES_AGAINST_GOAL.definition, asking())

    assert found.total.amount == 15


@pytest.mark.parametrize("report", [defaults.LIFETIME_ORDER_VALUE, defaults.NET_NEW_CUSTOMERS], ids=lambda one: one.key)
def test_an_older_sale_and_a_merge_move_the_day_of_the_first_sale(report):
    ana, bo = make_contact(), make_contact()
    make_sale(AT - timedelta(days=2), contact=ana)
    make_sale(AT - timedelta(days=9), contact=bo)
    fold()
    make_sale(AT - timedelta(days=5), contact=ana)
    agrees(report.definition, PARIS)
    fold()
    agrees(report.definition, PARIS)

    Deal.objects.filter(contact=bo).update(contact=ana)
    agrees(report.definition, PARIS)
    fold()
    agrees(report.definition, PARIS)
    assert DayFigure.objects.filter(rollup="buyers", newcomers__gt=0).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_two_transactions_do_to_one_contact_is_counted_once_both_have_ended():
    ana = make_contact(source="OFFLINE")
    fold()
    changed, may_end = threading.Event(), threading.Event()

    def change_the_source():
        with transaction.atomic():
            Contact.objects.filter(pk=ana.pk).update(source="REFERRALS")
            changed.set()
            may_end.wait(20)
        connection.close()

    other = threading.Thread(target=change_the_source)
    other.start()
    changed.wait(20)
    make_sale(AT - timedelta(days=3), contact=ana)
    fold()
    assert StaleHour.objects.exists()
    may_end.set()
    other.join()
    fold()

    assert not StaleHour.objects.exists()
    agrees(defaults.AVERAGE_ORDER_VALUE.definition, PARIS)
    agrees(defaults.LIFETIME_ORDER_VALUE.definition, PARIS)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00Z", "0202-05-05T00:00Z", "9998-12-31T23:59Z"])
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_odd_dates_take_no_report_down(moment, zone):
    Portal.objects.update(time_zone=zone)
    make_sale(AT - timedelta(days=3), contact=make_contact())
    fold()
    make_sale(datetime.fromisoformat(moment), contact=make_contact())
    store = Place(ZoneInfo(zone), AT)
    for report in defaults.ECOMMERCE_REPORTS:
        if rollup_for(report.definition):
            agrees(report.definition, store)
    fold()
    RollupState.objects.all().delete()
    fold()
    agrees(defaults.SALES_AGAINST_GOAL.definition, store)


def test_only_days_in_which_something_changed_are_counted_again(django_assert_max_num_queries):
    for days in range(40):
        make_sale(AT - timedelta(days=days), contact=make_contact())
    fold()
    assert fold() == 0
    kept = dict(DayFigure.objects.values_list("day", "pk"))

    make_sale(AT - timedelta(days=5))

    assert fold() <= 4
    again = dict(DayFigure.objects.values_list("day", "pk"))
    assert sum(1 for day, pk in kept.items() if again[day] == pk) >= 39


def test_whole_days_are_not_counted_from_the_records():
    make_sale(AT - timedelta(days=3))
    fold()
    DayFigure.objects.filter(rollup="sales").update(amount=Decimal("77"))

    assert figures_of(defaults.SALES_AGAINST_GOAL.definition, asking()).total.amount == 77


def asking(zone="Europe/Paris", currency="EUR"):
    return Asking(currency, ZoneInfo(zone), AT)


@pytest.mark.parametrize(("zone", "currency"), [("Asia/Tokyo", "EUR"), ("Europe/Paris", "JPY")])
def test_another_zone_or_currency_is_counted_from_the_records_until_it_is_folded(zone, currency):
    make_sale(AT - timedelta(days=3))
    make_sale(AT - timedelta(days=3), currency="JPY", amount=Decimal("500"))
    fold()
    DayFigure.objects.update(amount=Decimal("77"))
    there = asking(zone, currency)

    expected = 10 if currency == "EUR" else 500
    assert figures_of(defaults.SALES_AGAINST_GOAL.definition, there).total.amount == expected
    Portal.objects.update(time_zone=zone, currency=currency)
    fold()
    assert RollupState.objects.get().zone == zone
    assert figures_of(defaults.SALES_AGAINST_GOAL.definition, there).total.amount == expected


def test_stages_that_become_sales_have_everything_counted_anew():
    make_sale(AT - timedelta(days=3), stage="checkout_completed")
    fold()
    Stage.objects.filter(pk="checkout_completed").update(is_won=True)

    assert figures_of(defaults.SALES_AGAINST_GOAL.definition, asking()).total.count == 1
    fold()
    assert figures_of(defaults.SALES_AGAINST_GOAL.definition, asking()).total.count == 1


def test_a_store_without_anything():
    fold()

    assert figures_of(defaults.NEW_PROCESSED_SALES.definition, asking()).is_empty
