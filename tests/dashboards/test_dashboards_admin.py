"""Dashboards and goals in the Django admin."""

from datetime import date
from decimal import Decimal

import pytest

from dashboards.models import SalesGoal
from tests.dashboards.conftest import AT


@pytest.mark.parametrize("model", ["dashboard", "salesgoal"])
def test_lists_and_searches(admin_client, dashboard, model):
    SalesGoal.objects.set_for(date(2026, 11, 1), Decimal("100"), "EUR", AT)

    assert admin_client.get(f"/admin/dashboards/{model}/?q=E").status_code == 200


def test_what_a_report_counts_is_read_only_there(admin_client, dashboard):
    page = admin_client.get(f"/admin/dashboards/dashboard/{dashboard.pk}/change/").content.decode()

    assert 'name="reports-0-place"' in page
    assert 'name="reports-0-key"' not in page
    assert 'name="reports-0-customised"' not in page


def test_a_goal_is_positive_and_of_a_month(admin_client, db):
    answer = admin_client.post(
        "/admin/dashboards/salesgoal/add/", {"month": "2026-11-02", "amount": "-1", "currency": "EUR"}
    )

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "A goal is more than zero." in page
    assert "Give the first day of the month." in page
