"""Each report equals what one finds by going through the records, to the cent (SPEC R4)."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from crm.models import StageChange
from crm.stages import ensure_pipeline
from dashboards import defaults
from dashboards.defaults import ECOMMERCE_REPORTS
from dashboards.definitions import Measure
from dashboards.figures import Asking, figures_of
from dashboards.models import SalesGoal
from dashboards.periods import Period, month_of, span_of
from tests.dashboards import plain
from tests.dashboards.records import a_deal, make_contact, make_sale
from tests.dashboards.stores import ZONES, SomeStore, some_stores

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _pipeline(db):
    ensure_pipeline()


def for_random_stores(test):
    given_store = given(store=some_stores())
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=40, deadline=None, suppress_health_check=checks)(given_store(test))


def figures(report, store: SomeStore):
    return figures_of(report.definition, Asking("EUR", store.zone, store.at))


def tallies(found):
    return {row.key: (row.tally.count, row.tally.amount) for row in found.rows if row.tally.count}


def buyers(found):
    return {row.key: (row.tally.customers, row.tally.amount) for row in found.rows if row.tally.customers}


@for_random_stores
def test_order_snapshot(store):
    store.save()

    found = figures(defaults.ORDER_SNAPSHOT, store)

    expected = plain.order_snapshot(store)
    assert tallies(found) == expected
    assert len(found.rows) == 6
    assert (found.total.count, found.total.amount) == (
        sum(count for count, _ in expected.values()),
        sum(amount for _, amount in expected.values()),
    )
    assert found.left_out == plain.left_out(
        store, lambda deal: not deal.is_deleted and plain.in_month(store, deal.created_at)
    )


@for_random_stores
def test_new_processed_sales(store):
    store.save()

    found = figures(defaults.NEW_PROCESSED_SALES, store)

    by_day, before = plain.new_processed_sales(store)
    assert {row.label: (row.tally.count, row.tally.amount) for row in found.rows if row.tally.count} == by_day
    assert (found.comparison.count, found.comparison.amount) == before
    assert sum(row.comparison.amount for row in found.rows) == found.comparison.amount


@for_random_stores
def test_average_order_value_by_source(store):
    store.save()

    found = figures(defaults.AVERAGE_ORDER_VALUE, store)

    assert tallies(found) == plain.average_order_value_by_source(store)
    assert [row.tally.average for row in found.rows] == sorted(
        (row.tally.amount / row.tally.count for row in found.rows), reverse=True
    )


@for_random_stores
def test_lifetime_order_value_by_source(store):
    store.save()

    assert buyers(figures(defaults.LIFETIME_ORDER_VALUE, store)) == plain.lifetime_order_value_by_source(store)


@for_random_stores
def test_net_new_customers(store):
    store.save()

    found = figures(defaults.NET_NEW_CUSTOMERS, store)

    by_day, before = plain.net_new_customers(store)
    assert {row.label: row.tally.count for row in found.rows if row.tally.count} == by_day
    assert (found.total.count, found.comparison.count) == (sum(by_day.values()), before)


@for_random_stores
def test_sales_against_goal(store):
    store.save()
    SalesGoal.objects.all().delete()
    if store.goal:
        SalesGoal.objects.set_for(month_of(store.at, store.zone), store.goal, "EUR", store.at)

    found = figures(defaults.SALES_AGAINST_GOAL, store)

    count, amount = plain.sales_this_month(store)
    assert (found.total.count, found.total.amount, found.goal.amount) == (count, amount, store.goal)
    assert found.reached == (amount / store.goal if store.goal else None)


@for_random_stores
def test_abandoned_cart_recovery(store):
    store.save()

    found = figures(defaults.ABANDONED_CART_RECOVERY, store)

    expected = plain.abandoned_cart_recovery(store)
    assert tallies(found) == expected
    total = sum(count for count, _ in expected.values())
    recovered = expected.get("recovered", (0, 0))[0]
    assert found.total.value(Measure.RECOVERY_RATE) == (Decimal(recovered) / total if total else None)


def shown(report, asking):
    return figures_of(report.definition, asking)


def asking(zone="Europe/Paris", at=AT):
    return Asking("EUR", ZoneInfo(zone), at)


@pytest.mark.parametrize("report", ECOMMERCE_REPORTS, ids=lambda report: report.key)
def test_a_report_is_one_statement_over_the_records(report):
    make_sale(AT, contact=make_contact(source="PAID_SEARCH"))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown(report, asking())

    over_records = [one["sql"] for one in queries if "crm_deal" in one["sql"]]
    assert len(over_records) == 1
    assert len(queries) <= 5


@pytest.mark.parametrize("report", ECOMMERCE_REPORTS, ids=lambda report: report.key)
def test_a_store_without_deals_has_empty_reports(report):
    found = shown(report, asking())

    assert found.is_empty
    assert (found.total.count, found.total.amount, found.left_out) == (0, 0, 0)


@pytest.mark.parametrize("zone", ZONES)
def test_a_sale_counts_in_the_month_of_the_stores_clock(zone):
    month = span_of(Period.THIS_MONTH, AT, asking(zone).zone)
    make_sale(month.start, amount=Decimal("1"))
    make_sale(month.start - (month.end - month.start) / 10**9, amount=Decimal("100"))

    assert shown(defaults.SALES_AGAINST_GOAL, asking(zone)).total.amount == 1


def test_refunds_lower_the_amount_and_cancelled_orders_are_no_sales():
    make_sale(AT, amount=Decimal("80.50"), total_refunded=Decimal("30.25"))
    make_sale(AT, amount=Decimal("99"), stage="cancelled")

    total = shown(defaults.NEW_PROCESSED_SALES, asking()).total

    assert (total.count, total.amount) == (1, Decimal("50.25"))


def test_a_sale_processed_again_stays_on_its_first_day():
    deal = make_sale(datetime(2026, 11, 20, 9, tzinfo=UTC))
    StageChange.objects.create(deal=deal, to_stage_id="processed", at=AT, reason="by_person")

    found = shown(defaults.NEW_PROCESSED_SALES, asking())

    assert [str(row.label) for row in found.rows if row.tally.count] == ["2026-11-20"]


def test_sales_in_another_currency_are_left_out_and_told():
    make_sale(AT, currency="JPY", amount=Decimal("5000"))
    make_sale(AT)

    found = shown(defaults.AVERAGE_ORDER_VALUE, asking())

    assert (found.total.count, found.total.amount, found.left_out) == (1, 10, 1)


def test_a_goal_in_another_currency_is_none():
    SalesGoal.objects.set_for(datetime(2026, 11, 1).date(), Decimal("100"), "USD", AT)

    assert shown(defaults.SALES_AGAINST_GOAL, asking()).goal.amount is None


def test_the_pace_is_what_the_month_ends_with_if_it_goes_on_so():
    half_time = datetime(2026, 11, 16, tzinfo=UTC)
    SalesGoal.objects.set_for(datetime(2026, 11, 1).date(), Decimal("100"), "EUR", AT)
    make_sale(datetime(2026, 11, 2, tzinfo=UTC), amount=Decimal("52"))

    found = shown(defaults.SALES_AGAINST_GOAL, asking("UTC", at=half_time))

    assert (found.reached, found.pace) == (Decimal("0.52"), Decimal("1.04"))


def test_a_cart_whose_order_was_cancelled_is_told_apart():
    for stage, recovered in [("shipped", AT), ("cancelled", AT), ("checkout_abandoned", None)]:
        a_deal(stage, abandoned_at=AT, recovered_at=recovered).save()

    found = shown(defaults.ABANDONED_CART_RECOVERY, asking())

    assert [(row.key, row.tally.count) for row in found.rows] == [("recovered", 1), ("cancelled", 1), ("open", 1)]
    assert found.total.value(Measure.RECOVERY_RATE) == Decimal(1) / 3


def test_strangers_with_one_address_are_one_customer():
    for email in ("ana@example.com", "Ana@Example.com", ""):
        make_sale(AT, email=email)
    make_sale(AT, customer_id=7)

    assert shown(defaults.LIFETIME_ORDER_VALUE, asking()).total.customers == 3


def test_a_contact_in_the_recycle_bin_is_no_customer_but_its_sales_stay():
    make_sale(AT, contact=make_contact(deleted_at=AT))

    assert shown(defaults.NET_NEW_CUSTOMERS, asking()).total.count == 0
    assert shown(defaults.SALES_AGAINST_GOAL, asking()).total.count == 1


def test_a_shorter_last_month_is_compared_whole():
    make_sale(datetime(2026, 2, 28, 23, 59, tzinfo=UTC), contact=make_contact())
    make_sale(datetime(2026, 3, 2, tzinfo=UTC), contact=make_contact())

    found = shown(defaults.NET_NEW_CUSTOMERS, asking("UTC", at=datetime(2026, 3, 31, 9, tzinfo=UTC)))

    assert (found.total.count, found.comparison.count) == (1, 1)


def test_days_that_have_not_begun_have_no_row():
    days = [row.label.day for row in shown(defaults.NET_NEW_CUSTOMERS, asking()).rows]

    assert days == list(range(1, 24))
