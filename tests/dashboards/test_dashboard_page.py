"""The dashboard's page: what it says, to whom, and in how many queries."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.models import Portal, Role
from dashboards.defaults import ECOMMERCE_REPORTS
from dashboards.models import Dashboard, DashboardReport
from tests.dashboards.conftest import AT
from tests.dashboards.records import make_contact, make_sale

pytestmark = pytest.mark.usefixtures("on_23_november")


def text_of(answer, key=""):
    """The words of a page, or of one report's card on it."""
    html = answer.content.decode().split("<main")[1].split("</main>")[0]
    if key:
        report = DashboardReport.objects.get(key=key)
        html = html.split(f'id="report-{report.pk}"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(html.replace("<", " <"))))


def test_before_a_store_is_connected_it_says_what_to_do(log_in):
    answer = log_in().get("/dashboards/")

    assert answer.status_code == 200
    assert "No dashboard yet" in text_of(answer)
    assert "Connect a store" in text_of(answer)


def test_dashboards_opens_the_default_one(log_in, dashboard):
    other = Dashboard.objects.create(name="Mine")
    client = log_in()
    assert client.get("/dashboards/").headers["Location"] == f"/dashboards/{dashboard.pk}/"

    Dashboard.objects.filter(pk=dashboard.pk).update(is_default=False)
    Dashboard.objects.filter(pk=other.pk).update(is_default=True)
    assert client.get("/dashboards/").headers["Location"] == f"/dashboards/{other.pk}/"


def test_it_shows_the_seven_reports_in_order_with_their_figures(log_in, dashboard, some_records):
    answer = log_in().get(f"/dashboards/{dashboard.pk}/")

    ids = re.findall(r'<section class="card report [^"]*" id="report-(\d+)"', answer.content.decode())
    keys = dict(DashboardReport.objects.values_list("pk", "key"))
    assert [keys[int(pk)] for pk in ids] == [report.key for report in ECOMMERCE_REPORTS]
    assert "Shipped 2 €1,300.00" in text_of(answer, "order_snapshot")
    assert "€1,300.00" in text_of(answer, "new_processed_sales")
    assert "1,200% more" in text_of(answer, "new_processed_sales")
    assert "Paid search €1,234.50 1 €1,234.50" in text_of(answer, "average_order_value_by_source")
    assert "Offline sources €165.50 1 €165.50" in text_of(answer, "lifetime_order_value_by_source")
    assert "1 As before" in text_of(answer, "net_new_customers")
    assert "€1,300.00" in text_of(answer, "sales_against_goal")
    assert "50.0% 1 of 2 abandoned carts recovered, worth €65.50" in text_of(answer, "abandoned_cart_recovery")


def test_it_names_period_comparison_zone_currency_and_the_moment(log_in, dashboard, some_records):
    answer = log_in().get(f"/dashboards/{dashboard.pk}/")

    assert "Figures of Nov 23, 2026, 3:05" in text_of(answer).replace("\u202f", " ")
    assert "Days of Europe/Paris · Amounts in EUR, net of refunds" in text_of(answer)
    told = re.sub(r"[\u2009\u202f]", " ", text_of(answer, "net_new_customers"))
    assert "This month" in told
    assert "Nov 1 – 23, 2026, compared with Oct 1 – 23, 2026 to the same time" in told


def test_reports_without_anything_say_so(log_in, dashboard):
    answer = log_in().get(f"/dashboards/{dashboard.pk}/")

    for report in ECOMMERCE_REPORTS:
        told = text_of(answer, report.key)
        assert ("Nothing in this period" in told) == (report.key != "sales_against_goal")


def test_deals_in_other_currencies_are_told(log_in, dashboard):
    make_sale(AT, currency="JPY")

    told = text_of(log_in().get(f"/dashboards/{dashboard.pk}/"), "sales_against_goal")

    assert "1 deal in another currency than EUR is not counted." in told


def test_a_report_that_this_version_does_not_know_spoils_no_other(log_in, dashboard):
    DashboardReport.objects.filter(key="order_snapshot").update(customised={"period": "yesterday"})
    DashboardReport.objects.create(dashboard=dashboard, key="of_tomorrow", version=1, place=9)

    page = text_of(log_in().get(f"/dashboards/{dashboard.pk}/"))

    assert page.count("This report cannot be shown") == 2
    assert "Abandoned cart recovery" in page


def test_several_dashboards_are_tabs(log_in, dashboard):
    client = log_in()
    assert 'class="tabs"' not in client.get(f"/dashboards/{dashboard.pk}/").content.decode()

    other = Dashboard.objects.create(name="Mine")
    answer = client.get(f"/dashboards/{other.pk}/")

    assert "E-commerce dashboard Mine No report is on this dashboard" in text_of(answer)


def test_one_that_does_not_exist_is_not_found(log_in, portal):
    assert log_in().get("/dashboards/7/").status_code == 404


def test_it_takes_logging_in(client, dashboard):
    assert client.get(f"/dashboards/{dashboard.pk}/").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_store(log_in, dashboard, some_records):
    client = log_in()
    client.get(f"/dashboards/{dashboard.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/dashboards/{dashboard.pk}/")

    for number in range(40):
        make_sale(AT - timedelta(hours=number), contact=make_contact(source="REFERRALS"))
    with CaptureQueriesContext(connection) as many:
        client.get(f"/dashboards/{dashboard.pk}/")

    assert len(many) == len(few) <= 28


def test_amounts_and_days_follow_the_portal(log_in, dashboard, some_records):
    Portal.objects.update(currency="JPY", time_zone="Pacific/Auckland")

    page = text_of(log_in().get(f"/dashboards/{dashboard.pk}/"))

    assert "Days of Pacific/Auckland · Amounts in JPY" in page
    assert "€" not in page


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_logs_in_may_look(log_in, dashboard, role):
    assert log_in(role).get(f"/dashboards/{dashboard.pk}/").status_code == 200
