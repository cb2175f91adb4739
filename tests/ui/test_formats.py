"""Money, numbers and times in the reader's language and the store's zone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from hubsync import formats

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "currency", "shown"),
    [
        ("en", "EUR", "€1,234.50"),
        ("fr", "EUR", "1 234,50 €"),
        ("en", "JPY", "¥1,234"),
        ("en", "KWD", "KWD 1,234.500"),
        ("en", "", "1,234.50"),
        ("en", "XQZ", "XQZ 1,234.50"),
    ],
)
def test_money(language, currency, shown):
    with translation.override(language):
        assert formats.money(Decimal("1234.5"), currency).replace("\u202f", " ").replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    ("ago", "english", "french"),
    [
        (timedelta(0), "just now", None),
        (timedelta(minutes=3), "3 minutes ago", "il y a 3 minutes"),
        (timedelta(days=2), "2 days ago", "il y a 2 jours"),
        (timedelta(days=9), "Oct 25, 2026", "25 oct. 2026"),
        (timedelta(hours=-5), "in 5 hours", "dans 5 heures"),
    ],
)
def test_relative_time(ago, english, french):
    assert formats.relative_time(NOON - ago, NOON) == english
    if french:
        with translation.override("fr"):
            assert formats.relative_time(NOON - ago, NOON) == french


def test_moments_are_told_in_the_stores_zone():
    with timezone.override(ZoneInfo("America/New_York")):
        assert formats.exact_time(NOON).replace("\u202f", " ") == "November 3, 2026, 7:00:00 AM EST"
        assert formats.day_and_time(NOON).replace("\u202f", " ") == "Nov 3, 2026, 7:00 AM"
        assert formats.short_date(datetime(2026, 11, 3, 3, 0, tzinfo=UTC)) == "Nov 2, 2026"


def test_shares():
    assert formats.percent(Decimal("0.254"), 1) == "25.4%"
    with translation.override("fr"):
        assert formats.percent(Decimal("0.25")).replace("\u202f", " ").replace("\xa0", " ") == "25 %"
