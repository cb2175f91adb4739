"""SPEC R5: the monthly goal is set in place, by those who may, and kept by month."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.audit import Action
from accounts.models import AuditEntry, Portal, Role, User
from dashboards.models import SalesGoal
from tests.dashboards.conftest import AT
from tests.dashboards.test_dashboard_page import text_of

pytestmark = pytest.mark.usefixtures("on_23_november")
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def set_goal(dashboard):
    def set_goal(client, amount="180,000", month="2026-11-01"):
        return client.post(f"/dashboards/{dashboard.pk}/goal/", {"amount": amount, "month": month})

    return set_goal


def card(client, dashboard):
    return text_of(client.get(f"/dashboards/{dashboard.pk}/"), "sales_against_goal")


def test_without_a_goal_it_asks_for_one(log_in, dashboard):
    told = card(log_in(), dashboard)

    assert "Set a goal for the month" in told
    assert "Goal in EUR" in told


def test_a_goal_set_is_shown_with_its_pace(log_in, dashboard, set_goal, some_records):
    client = log_in()
    answer = set_goal(client, "2,000")

    assert answer.headers["Location"] == f"/dashboards/{dashboard.pk}/"
    told = card(client, dashboard)
    assert "65% of €2,000.00" in told
    # 22 days and 15:05 of 30: 75.4 % of the month.
    assert "At this pace the month ends at 86% of the goal. 75% of the month has passed." in told
    assert "Change the goal" in told


def test_a_goal_set_stands_in_the_audit_log(log_in, set_goal):
    set_goal(log_in(), "2,000")

    entry = AuditEntry.objects.get(action=Action.SETTINGS_CHANGED)
    assert (entry.target_type, entry.target_id) == ("dashboards.salesgoal", SalesGoal.objects.get().pk)
    assert entry.details == {"amount": "2000", "currency": "EUR"}


def test_goals_are_kept_by_month_and_replaced_within_one(log_in, set_goal):
    client = log_in()
    set_goal(client, "100")
    set_goal(client, "120.50")
    set_goal(client, "200", month="2026-12-01")

    assert list(SalesGoal.objects.order_by("month").values_list("month", "amount", "currency", "set_at")) == [
        (NOVEMBER, Decimal("120.50"), "EUR", AT),
        (date(2026, 12, 1), Decimal("200"), "EUR", AT),
    ]


def test_the_form_offers_the_last_goal_again(log_in, dashboard):
    SalesGoal.objects.set_for(date(2026, 9, 1), Decimal("1500.5"), "EUR", AT)

    page = log_in().get(f"/dashboards/{dashboard.pk}/").content.decode()

    assert 'value="1,500.5"' in page


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("", "Give an amount."),
        ("lots", "Write an amount, such as 12,500.50."),
        ("NaN", "Write an amount"),
        ("Infinity", "Write an amount"),
        ("0", "A goal is more than zero."),
        ("-5", "A goal is more than zero."),
        ("1.005", "EUR has no such small parts."),
        ("9" * 20, "This is more than a goal can be."),
        ("1e99", "Write an amount"),
    ],
)
def test_what_is_no_goal_is_refused_in_words(log_in, set_goal, amount, why):
    answer = set_goal(log_in(), amount)

    assert answer.status_code == 422
    assert why in text_of(answer, "sales_against_goal")
    assert not SalesGoal.objects.exists()


def test_a_currency_without_cents_takes_none(log_in, set_goal):
    Portal.objects.update(currency="JPY")

    assert set_goal(log_in(), "100.5").status_code == 422


@pytest.mark.parametrize("month", ["2026-10-01", "2027-11-01", "2026-11-02", "soon", ""])
def test_only_this_month_and_the_eleven_after_it_can_be_set(log_in, set_goal, month):
    assert set_goal(log_in(), month=month).status_code == 422
    assert not SalesGoal.objects.exists()


def test_the_month_is_that_of_the_stores_clock(log_in, set_goal):
    Portal.objects.update(time_zone="Pacific/Auckland")

    assert set_goal(log_in(), month="2027-10-01").status_code == 302


def test_numbers_are_read_as_the_reader_writes_them(log_in, set_goal):
    client = log_in()
    User.objects.update(language="fr")

    assert set_goal(client, "12 500,50").status_code == 302
    assert SalesGoal.objects.get().amount == Decimal("12500.50")


def test_a_viewer_reads_the_goal_and_cannot_set_it(log_in, dashboard, set_goal):
    client = log_in(Role.VIEWER)

    assert set_goal(client).status_code == 403
    assert not SalesGoal.objects.exists()
    told = card(client, dashboard)
    assert "No goal is set for this month." in told
    assert "Goal in EUR" not in told


def test_it_takes_logging_in_and_a_post(client, log_in, dashboard, set_goal):
    assert "/log-in/" in set_goal(client).headers["Location"]
    assert log_in().get(f"/dashboards/{dashboard.pk}/goal/").status_code == 405
