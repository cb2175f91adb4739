"""Days since the last order, and the three purchase scores, at any moment (SPEC K5; docs/properties.md)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Portal
from crm.models import Contact, PurchaseSummary, ScoreThresholds
from crm.scores import start_of_day, with_scores

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def contact(last_order_at: datetime | None = NOW, orders: int = 1, revenue: str = "10") -> Contact:
    made = Contact.objects.create(created_at=NOW, updated_at=NOW)
    PurchaseSummary.objects.create(
        contact=made, last_order_at=last_order_at, number_of_orders=orders, total_revenue=Decimal(revenue)
    )
    return made


def scored(one: Contact, at: datetime = NOW) -> Contact:
    return with_scores(Contact.objects.all(), at).get(pk=one.pk)


@pytest.mark.parametrize(
    ("days", "score"), [(0, 5), (30, 5), (31, 4), (90, 4), (91, 3), (180, 3), (181, 2), (360, 2), (361, 1), (4000, 1)]
)
def test_recency(db, days, score):
    last = scored(contact(NOW - timedelta(days=days)))

    assert (last.days_since_last_order, last.recency_score) == (days, score)


@pytest.mark.parametrize(("orders", "score"), [(1, 1), (2, 2), (4, 2), (5, 3), (9, 3), (10, 4), (20, 4), (21, 5)])
def test_frequency(db, orders, score):
    assert scored(contact(orders=orders)).frequency_score == score


@pytest.mark.parametrize(
    ("revenue", "score"),
    [("0", 1), ("249.99", 1), ("250", 2), ("500", 3), ("749.9999", 3), ("750", 4), ("1000", 4), ("1000.01", 5)],
)
def test_monetary(db, revenue, score):
    assert scored(contact(revenue=revenue)).monetary_score == score


def test_who_never_bought_has_no_score(db):
    for nobody in (Contact.objects.create(created_at=NOW, updated_at=NOW), contact(None, 0, "0")):
        one = scored(nobody)

        assert one.days_since_last_order is one.recency_score is one.frequency_score is one.monetary_score is None


def test_the_clock_alone_changes_them(db):
    one = contact(NOW)

    assert scored(one, NOW + timedelta(days=30)).recency_score == 5
    assert scored(one, NOW + timedelta(days=31)).recency_score == 4


def test_days_are_those_of_the_stores_calendar(db):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "America/New_York"})
    late = contact(datetime(2026, 11, 3, 4, 59, tzinfo=UTC))  # 23:59 on the 2nd in New York

    assert scored(late, datetime(2026, 11, 3, 5, 1, tzinfo=UTC)).days_since_last_order == 1


def test_an_order_from_a_clock_ahead_of_ours_is_of_today(db):
    assert scored(contact(NOW + timedelta(days=2))).days_since_last_order == 0


def test_thresholds_that_a_person_sets_count_at_once(db):
    one = contact(NOW - timedelta(days=8))
    ScoreThresholds.objects.create(pk=1, recency_days=[7, 14, 21, 28])

    assert scored(one).recency_score == 4


ZONES = ("UTC", "America/New_York", "Europe/Paris", "Asia/Beirut", "Pacific/Apia", "America/Santiago")
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


class TestAgainstPlainPython(TestCase):
    """SQL and a plain reading of the calendar agree, through nights that have no midnight."""

    @settings(deadline=None, max_examples=60)
    @given(zone=st.sampled_from(ZONES), last=MOMENTS, at=MOMENTS)
    # In Beirut, clocks went from 00:00 to 01:00 on 27 March 2022.
    @example("Asia/Beirut", datetime(2022, 3, 26, 22, 0, tzinfo=UTC), datetime(2022, 4, 26, 21, 0, tzinfo=UTC))
    @example("Asia/Beirut", datetime(2022, 3, 26, 21, 59, tzinfo=UTC), datetime(2022, 4, 26, 0, 0, tzinfo=UTC))
    def test_days_and_recency(self, zone, last, at):
        Portal.objects.update_or_create(id=1, defaults={"time_zone": zone})

        one = scored(contact(last), at)

        days = max(0, (at.astimezone(ZoneInfo(zone)).date() - last.astimezone(ZoneInfo(zone)).date()).days)
        expected = next((score for score, most in ((5, 30), (4, 90), (3, 180), (2, 360)) if days <= most), 1)
        assert (one.days_since_last_order, one.recency_score) == (days, expected)


def test_a_day_without_midnight_begins_when_the_clock_was_moved():
    beirut = ZoneInfo("Asia/Beirut")

    assert start_of_day(date(2022, 3, 27), beirut).astimezone(UTC) == datetime(2022, 3, 26, 22, 0, tzinfo=UTC)
