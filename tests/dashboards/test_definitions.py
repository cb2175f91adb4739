"""Definitions: defaults follow new versions, private copies do not (SPEC R3); parts of a report go together."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.stages import ensure_pipeline
from dashboards import defaults
from dashboards.checking import check, fit
from dashboards.defaults import ECOMMERCE_REPORTS, ORDER_SNAPSHOT
from dashboards.definitions import (
    Comparison,
    Counted,
    Dimension,
    InvalidDefinition,
    Measure,
    ReportDefinition,
    Visualisation,
    as_json,
    from_json,
)
from dashboards.models import DashboardReport
from dashboards.periods import Period
from tests.dashboards.records import newer_version

SNAPSHOT = ORDER_SNAPSHOT.definition
GROUPS = st.fixed_dictionaries({"filters": st.lists(st.dictionaries(st.text(), st.text()))})


NO_FILTERS = st.just(())


def definitions(filters=NO_FILTERS):
    return st.builds(
        ReportDefinition,
        counted=st.sampled_from(Counted),
        measures=st.lists(st.sampled_from(Measure), max_size=6).map(tuple),
        dimension=st.none() | st.sampled_from(Dimension),
        period=st.sampled_from(Period),
        visualisation=st.sampled_from(Visualisation),
        comparison=st.none() | st.sampled_from(Comparison),
        filters=filters,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("report", ECOMMERCE_REPORTS, ids=lambda report: report.key)
def test_the_parts_of_the_seven_go_together(report):
    ensure_pipeline()
    check(report.definition)
    assert fit(report.definition) == report.definition


def test_there_are_seven():
    assert len(ECOMMERCE_REPORTS) == len({report.key for report in ECOMMERCE_REPORTS}) == 7


def test_a_report_follows_new_versions_and_a_private_copy_does_not(monkeypatch):
    default = DashboardReport(key=ORDER_SNAPSHOT.key, version=1)
    copy = DashboardReport(key=ORDER_SNAPSHOT.key, version=1, customised=as_json(SNAPSHOT))

    newer = newer_version(ORDER_SNAPSHOT, period=Period.LAST_90_DAYS)
    monkeypatch.setattr(defaults, "LATEST", {ORDER_SNAPSHOT.key: newer})

    assert (newer.version, default.definition.period) == (2, Period.LAST_90_DAYS)
    assert (copy.version, copy.definition.period) == (1, Period.THIS_MONTH)


@given(definitions(st.lists(GROUPS, max_size=3).map(tuple)))
def test_a_definition_comes_back_from_json_as_it_was(definition):
    assert from_json(json.loads(json.dumps(as_json(definition)))) == definition


@pytest.mark.parametrize(
    "broken",
    [{}, {"period": "yesterday"}, {"measures": None}, {"measures": ["profit"]}, {"filters": [3]}, {"dimension": "x"}],
)
def test_what_is_not_a_definition_is_refused(broken):
    kept = {**as_json(SNAPSHOT), **broken} if broken else {}

    with pytest.raises(InvalidDefinition):
        from_json(kept)


@given(definitions())
def test_what_does_not_go_together_is_made_to(definition):
    fitted = fit(definition)

    check(fitted)
    assert fitted.counted == definition.counted
    assert fit(fitted) == fitted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measures": ()}, "measures"),
        ({"measures": (Measure.LIFETIME_VALUE,)}, "measures"),
        ({"dimension": Dimension.VENDOR}, "dimension"),
        ({"comparison": Comparison.GOAL}, "comparison"),
        ({"visualisation": Visualisation.GAUGE}, "visualisation"),
        ({"dimension": Dimension.DAY, "period": Period.ALL_TIME, "visualisation": Visualisation.TABLE}, "period"),
    ],
)
def test_what_does_not_go_together_is_told(changes, field):
    with pytest.raises(InvalidDefinition) as told:
        check(replace(SNAPSHOT, filters=(), **changes))

    assert told.value.field == field


@pytest.mark.django_db
def test_a_filter_on_a_property_that_is_gone_is_told():
    gone = {"filters": [{"propertyName": "gone", "operator": "HAS_PROPERTY"}]}

    with pytest.raises(InvalidDefinition, match="gone"):
        check(replace(SNAPSHOT, filters=(gone,)))
