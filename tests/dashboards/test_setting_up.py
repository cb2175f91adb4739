"""SPEC C7: connecting makes the e-commerce dashboard once, with the seven reports in order."""

import pytest
from django.utils import translation

from dashboards.defaults import ECOMMERCE_REPORTS
from dashboards.models import Dashboard, DashboardReport
from shopify_connector.models import StoreConnection
from shopify_connector.signals import store_connected

pytestmark = pytest.mark.django_db


def connect():
    outcomes = store_connected.send_robust(sender=StoreConnection, store=StoreConnection(shop="acme.myshopify.com"))
    return next(outcome for receiver, outcome in outcomes if receiver.__module__ == "dashboards.setting_up")


def test_connecting_makes_the_dashboard_with_its_seven_reports_in_order():
    assert connect() is None

    dashboard = Dashboard.objects.get()
    assert (dashboard.name, dashboard.is_default) == ("E-commerce dashboard", True)
    placed = dashboard.reports.order_by("place").values_list("key", "version")
    assert list(placed) == [(report.key, report.version) for report in ECOMMERCE_REPORTS]


def test_connecting_again_changes_nothing():
    connect()
    DashboardReport.objects.filter(key="order_snapshot").delete()
    Dashboard.objects.update(name="Ours")

    connect()

    assert Dashboard.objects.get().name == "Ours"
    assert DashboardReport.objects.count() == 6


def test_a_dashboard_that_a_person_made_the_default_stays_it():
    Dashboard.objects.create(name="Mine", is_default=True)

    connect()

    assert Dashboard.objects.default().name == "Mine"


def test_its_name_is_shown_in_the_readers_language_until_somebody_renames_it():
    connect()
    dashboard = Dashboard.objects.get()
    with translation.override("fr"):
        assert str(dashboard) == translation.gettext("E-commerce dashboard")
        dashboard.name = "Ours"
        assert str(dashboard) == "Ours"
