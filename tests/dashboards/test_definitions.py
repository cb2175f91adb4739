"""Definitions: defaults follow new versions, private copies do not (SPEC R3)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import definitions
from dashboards.definitions import (
    ECOMMERCE_REPORTS,
    Comparison,
    Dimension,
    Filter,
    InvalidDefinition,
    Measure,
    Visualisation,
    as_private_copy,
    private_copy,
)
from dashboards.figures import _FIGURES
from dashboards.models import DashboardReport
from dashboards.periods import Period

SNAPSHOT = definitions.ORDER_SNAPSHOT


def test_there_are_seven_each_with_its_figures():
    assert [report.key for report in ECOMMERCE_REPORTS] == list(_FIGURES)
    assert len(ECOMMERCE_REPORTS) == 7


def test_a_report_follows_new_versions_and_a_private_copy_does_not(monkeypatch):
    default = DashboardReport(key=SNAPSHOT.key, version=1)
    copy = DashboardReport(key=SNAPSHOT.key, version=1, customised=as_private_copy(SNAPSHOT))

    newer = replace(SNAPSHOT, version=2, period=Period.LAST_90_DAYS)
    monkeypatch.setattr(definitions, "LATEST", {SNAPSHOT.key: newer})

    assert (default.definition.version, default.definition.period) == (2, Period.LAST_90_DAYS)
    assert (copy.definition.version, copy.definition.period) == (1, Period.THIS_MONTH)


@given(
    st.lists(st.sampled_from(Measure), min_size=1).map(tuple),
    st.none() | st.sampled_from(Dimension),
    st.lists(st.builds(Filter, st.text(), st.text(), st.lists(st.text()).map(tuple))).map(tuple),
    st.sampled_from(Period),
    st.none() | st.sampled_from(Comparison),
    st.sampled_from(Visualisation),
)
def test_a_private_copy_comes_back_from_json_as_it_was(measures, dimension, filters, period, comparison, drawn):
    changed = replace(
        SNAPSHOT,
        measures=measures,
        dimension=dimension,
        filters=filters,
        period=period,
        comparison=comparison,
        visualisation=drawn,
    )

    assert private_copy(SNAPSHOT, 1, json.loads(json.dumps(as_private_copy(changed)))) == changed


@pytest.mark.parametrize(
    "broken",
    [{}, {"period": "yesterday"}, {"measures": None}, {"measures": ["profit"]}, {"filters": [3]}, {"dimension": "x"}],
)
def test_what_is_not_a_definition_is_refused(broken):
    kept = {**as_private_copy(SNAPSHOT), **broken} if broken else {}

    with pytest.raises(InvalidDefinition):
        private_copy(SNAPSHOT, 1, kept)
