"""Any report equals a count by hand, and each of its numbers opens just the records that it counts (SPEC R4)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import LineItem
from crm.stages import ensure_pipeline
from dashboards.checking import fit
from dashboards.definitions import (
    Comparison,
    Counted,
    Dimension,
    InvalidDefinition,
    Measure,
    ReportDefinition,
    Source,
    Visualisation,
)
from dashboards.figures import Asking, Part, figures_of, records_of
from dashboards.figures.kinds import KINDS
from dashboards.periods import Period
from tests.dashboards import plain
from tests.dashboards.conftest import AT
from tests.dashboards.records import make_contact, make_sale
from tests.dashboards.stores import some_stores

pytestmark = pytest.mark.django_db

OF_DEALS = [one for one in Counted if KINDS[one].source == Source.DEALS]
KNOWN_BY_HAND = (None, "day", "week", "month", "stage", "source", "outcome")


@pytest.fixture(autouse=True)
def _pipeline(portal):
    ensure_pipeline()


def definitions(counted):
    return st.builds(
        ReportDefinition,
        counted=st.sampled_from(counted),
        measures=st.lists(st.sampled_from(Measure), max_size=3).map(tuple),
        dimension=st.none() | st.sampled_from(Dimension),
        period=st.sampled_from(Period),
        visualisation=st.sampled_from(Visualisation),
        comparison=st.none() | st.just(Comparison.PREVIOUS_PERIOD),
    ).map(fit)


def for_random_stores(test):
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=60, deadline=None, suppress_health_check=checks)(test)


@for_random_stores
@given(store=some_stores(), definition=definitions(OF_DEALS))
def test_a_report_equals_a_count_by_hand(store, definition):
    store.save()
    found = figures_of(definition, Asking("EUR", store.zone, store.at))
    dimension = definition.dimension.value if definition.dimension else None
    known = dimension if dimension in KNOWN_BY_HAND else None

    last = date.max if definition.period == Period.ALL_TIME else found.span.last
    by_hand = plain.tallies(store, definition.counted.value, known, found.span.first, last)

    if dimension in KNOWN_BY_HAND and dimension:
        assert {row.key: (row.tally.count, row.tally.amount) for row in found.rows if row.tally.count} == by_hand
    assert found.total.count == sum(count for count, _amount in by_hand.values())
    assert found.total.amount == sum(amount for _count, amount in by_hand.values())


@for_random_stores
@given(store=some_stores(), definition=definitions(list(Counted)))
def test_each_number_opens_the_records_it_counts(store, definition):
    store.save()
    asking = Asking("EUR", store.zone, store.at)
    found = figures_of(definition, asking)

    def agrees(tally, part):
        records = records_of(definition, asking, part)
        assert records.count() == tally.count, part
        if KINDS[definition.counted].source == Source.DEALS:
            assert (records.aggregate(amount=Sum("net_amount"))["amount"] or 0) == tally.amount

    agrees(found.total, Part())
    assert records_of(definition, asking, Part(is_left_out=True)).count() == found.left_out
    for row in found.rows:
        agrees(row.tally, Part(row.key))
    if found.comparison is not None:
        agrees(found.comparison, Part(is_before=True))
        for row in (row for row in found.rows if row.comparison is not None):
            agrees(row.comparison, Part(row.key, is_before=True))


@for_random_stores
@given(store=some_stores(), definition=definitions(list(Counted)))
def test_rows_add_up_to_the_total(store, definition):
    store.save()
    found = figures_of(definition, Asking("EUR", store.zone, store.at))

    if definition.dimension:
        assert sum(row.tally.count for row in found.rows) == found.total.count
        assert sum(row.tally.amount for row in found.rows) == found.total.amount
        assert sum(row.tally.customers for row in found.rows) == found.total.customers or found.is_by_time


def report(**changes):
    given = {
        "counted": Counted.SALES,
        "measures": (Measure.SUM, Measure.COUNT),
        "dimension": None,
        "period": Period.LAST_30_DAYS,
        "visualisation": Visualisation.TABLE,
    }
    return ReportDefinition(**{**given, **changes})


def asking():
    from zoneinfo import ZoneInfo

    return Asking("EUR", ZoneInfo("Europe/Paris"), AT)


def test_filters_are_those_of_the_one_compiler():
    make_sale(AT, amount=Decimal("10"))
    make_sale(AT, amount=Decimal("99"), tags=["vip"])
    big = {"filters": [{"propertyName": "amount", "operator": "GT", "value": "50"}]}

    assert figures_of(report(filters=(big,)), asking()).total.amount == 99


def test_filters_on_line_items_of_the_deal():
    stool = make_sale(AT, amount=Decimal("10"))
    make_sale(AT, amount=Decimal("99"))
    LineItem.objects.create(deal=stool, line_key="1", title="Stool", quantity=2, total=Decimal("10"))
    has_a_stool = {
        "filters": [{"objectType": "line_items", "propertyName": "name", "operator": "CONTAINS", "value": "stool"}]
    }

    assert figures_of(report(filters=(has_a_stool,)), asking()).total.amount == 10


def test_products_by_what_they_sold():
    for amount, title in [(Decimal("10"), "Stool"), (Decimal("30"), "Lamp"), (Decimal("5"), "Stool")]:
        deal = make_sale(AT, amount=amount)
        LineItem.objects.create(deal=deal, line_key="1", title=title, quantity=2, total=amount)
    by_product = report(
        counted=Counted.LINE_ITEMS_SOLD, dimension=Dimension.PRODUCT, measures=(Measure.SUM, Measure.QUANTITY)
    )

    rows = figures_of(by_product, asking()).rows

    assert [(row.label, row.tally.amount, row.tally.quantity) for row in rows] == [("Lamp", 30, 2), ("Stool", 15, 4)]


def test_contacts_by_country_with_the_period_before():
    make_sale(AT, contact=make_contact(country="France"))
    make_sale(AT - timedelta(days=31), contact=make_contact(country="France"))
    by_country = report(
        counted=Counted.NEW_CUSTOMERS,
        dimension=Dimension.COUNTRY,
        measures=(Measure.COUNT,),
        comparison=Comparison.PREVIOUS_PERIOD,
    )

    [row] = figures_of(by_country, asking()).rows

    assert (row.label, row.tally.count, row.comparison.count) == ("France", 1, 1)


def test_a_property_that_is_gone_is_told():
    gone = {"filters": [{"propertyName": "gone", "operator": "HAS_PROPERTY"}]}

    with pytest.raises(InvalidDefinition, match="gone"):
        figures_of(report(filters=(gone,)), asking())


@pytest.mark.parametrize("part", [Part("2019-01-01"), Part(is_before=True)])
def test_a_number_that_the_report_does_not_have_opens_nothing(part):
    with pytest.raises(LookupError):
        records_of(report(dimension=Dimension.DAY), asking(), part)
