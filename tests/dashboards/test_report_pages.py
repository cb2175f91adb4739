"""Reports on dashboards: their records, files, places, names; what is added, changed and taken off (SPEC R2 to R4)."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.utils.html import strip_tags

from accounts.models import AuditEntry, Role
from dashboards import defaults
from dashboards.arranging import drop_removed
from dashboards.definitions import Measure, as_json
from dashboards.models import Dashboard, DashboardReport, SalesGoal
from dashboards.periods import Period
from dashboards.views.editor import _Editing
from tests.dashboards.conftest import AT
from tests.dashboards.records import make_contact, make_sale, newer_version

pytestmark = pytest.mark.usefixtures("on_23_november")


@pytest.fixture
def snapshot(dashboard):
    return dashboard.reports.get(key="order_snapshot")


@pytest.fixture
def marketer(log_in):
    return log_in()


def address(report, rest=""):
    return f"/dashboards/{report.dashboard_id}/reports/{report.pk}/{rest}"


def words_of(answer):
    html = answer.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(html.replace("<", " <"))))


def form_of(report, **changes):
    """What the editor's form sends of a report."""
    kept = as_json(report.definition)
    filters = [one for group in kept["filters"] for one in group["filters"]]
    sent = {
        "do": "save",
        "about": "deals",
        "title": str(report),
        "counted": kept["counted"],
        "main": kept["measures"][0],
        "measures": kept["measures"][1:],
        "dimension": kept["dimension"] or "",
        "period": kept["period"],
        "visualisation": kept["visualisation"],
        "comparison": kept["comparison"] or "",
        "begun": _Editing(report, None, "").state,
    }
    for place, one in enumerate(filters):
        sent |= {
            f"p.0.{place}": one["propertyName"],
            f"o.0.{place}": "IN",
            f"v.0.{place}": one.get("values") or [one["value"]],
        }
    return {**sent, **changes}


# --- Records ------------------------------------------------------------------------------------------------------
def test_every_number_of_a_dashboard_opens_as_many_records(marketer, dashboard, some_records):
    page = marketer.get(f"/dashboards/{dashboard.pk}/").content.decode()
    links = [unescape(link) for link in re.findall(r'href="([^"]+/records/\?[^"]+)"', page)]

    assert len(links) > 20
    for link in dict.fromkeys(links):
        answer = marketer.get(link)
        assert answer.status_code == 200
        assert answer.context["number"] > 0, link


def test_records_of_a_row_with_their_total(marketer, snapshot, some_records):
    answer = marketer.get(address(snapshot, "records/?row=shipped"))

    assert "Shipped 2 Nov 1 – 30, 2026 Deals 2 Amount €1,300.00" in words_of(answer).replace("\u2009", " ")
    assert answer.context["number"] == 2


def test_records_are_those_of_the_moment_in_the_address(marketer, snapshot, some_records):
    assert marketer.get(address(snapshot, "records/?at=2026-10-25T12:00:00%2B00:00")).context["number"] == 1


def test_records_in_other_currencies(marketer, dashboard):
    make_sale(AT, currency="JPY")
    goal = dashboard.reports.get(key="sales_against_goal")

    assert "In other currencies than EUR" in words_of(marketer.get(address(goal, "records/?other=1")))


@pytest.mark.parametrize("asked", ["row=2019-01-01", "before=1&row=nothing", "at=9999-12-31T23:59:59%2B00:00"])
def test_a_number_that_is_not_there(marketer, dashboard, asked):
    recap = dashboard.reports.get(key="new_processed_sales")

    assert marketer.get(address(recap, f"records/?{asked}")).status_code in (200, 404)


def test_records_come_in_pages(marketer, snapshot):
    for _ in range(60):
        make_sale(AT)
    first = marketer.get(address(snapshot, "records/"))
    second = marketer.get(address(snapshot, "records/") + first.context["page"].next_url)

    assert [len(answer.context["rows"]) for answer in (first, second)] == [50, 10]


# --- A file -------------------------------------------------------------------------------------------------------
def test_a_report_as_csv(marketer, dashboard, some_records):
    answer = marketer.get(address(dashboard.reports.get(key="average_order_value_by_source"), "csv/"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Original source", "Average order value", "Sales", "Amount"]
    assert rows[1] == ["Paid search", "1234.5", "1", "1234.5"]
    assert rows[-1][0] == "Total"
    assert 'filename="average-order-value-by-source.csv"' in answer["Content-Disposition"]


# --- Editing ------------------------------------------------------------------------------------------------------
def test_a_changed_report_is_a_private_copy(marketer, snapshot, monkeypatch):
    answer = marketer.post(address(snapshot, "edit/"), form_of(snapshot, period="last_90_days", main="sum"))

    snapshot.refresh_from_db()
    assert answer.status_code == 302
    assert (snapshot.definition.period, snapshot.definition.measures[0]) == (Period.LAST_90_DAYS, Measure.SUM)
    newer = newer_version(defaults.ORDER_SNAPSHOT, period=Period.THIS_YEAR)
    monkeypatch.setattr(defaults, "LATEST", {newer.key: newer})
    assert snapshot.definition.period == Period.LAST_90_DAYS
    assert "Customised" in words_of(marketer.get(f"/dashboards/{snapshot.dashboard_id}/"))

    marketer.post(address(snapshot, "follow/"))
    snapshot.refresh_from_db()
    assert (snapshot.customised, snapshot.definition.period) == (None, Period.THIS_YEAR)


def test_a_report_saved_as_it_was_goes_on_following_its_default(marketer, dashboard):
    report = dashboard.reports.get(key="new_processed_sales")

    marketer.post(address(report, "edit/"), form_of(report, title="Day by day"))

    report.refresh_from_db()
    assert (report.customised, str(report)) == (None, "Day by day")


def test_the_preview_shows_what_would_come_of_it_and_saves_nothing(marketer, snapshot, some_records):
    answer = marketer.post(address(snapshot, "edit/"), form_of(snapshot, do="show", period="last_90_days"))

    assert answer.context["card"].figures.total.count == 4
    assert DashboardReport.objects.get(pk=snapshot.pk).customised is None


def test_parts_that_do_not_go_together_are_replaced(marketer, snapshot):
    sent = form_of(snapshot, do="show", counted="emails_sent", visualisation="gauge")
    draft = marketer.post(address(snapshot, "edit/"), sent).context["draft"]

    assert draft.definition.counted == "emails_sent"
    assert draft.definition.filters == ()
    assert draft.definition.visualisation in [choice.value for choice in draft.visualisations]


def test_who_saves_later_is_told_of_who_saved_before(log_in, marketer, snapshot):
    page = marketer.get(address(snapshot, "edit/")).content.decode()
    begun = re.search(r'name="begun" value="(\w+)"', page)[1]
    marketer.post(address(snapshot, "edit/"), form_of(snapshot, period="this_year", begun=begun))

    answer = marketer.post(address(snapshot, "edit/"), form_of(snapshot, period="last_year", begun=begun))

    assert "Somebody changed this report meanwhile" in words_of(answer)
    snapshot.refresh_from_db()
    assert snapshot.definition.period == Period.THIS_YEAR
    marketer.post(address(snapshot, "edit/"), form_of(snapshot, period="last_year"))
    snapshot.refresh_from_db()
    assert snapshot.definition.period == Period.LAST_YEAR


def test_filters_that_are_not_finished_are_not_saved(marketer, snapshot):
    sent = form_of(snapshot, **{"p.0.0": "amount", "o.0.0": "GT", "v.0.0": ""})
    answer = marketer.post(address(snapshot, "edit/"), sent)

    assert "Write a value." in words_of(answer)
    assert DashboardReport.objects.get(pk=snapshot.pk).customised is None


def test_a_report_of_ones_own(marketer, dashboard):
    answer = marketer.post(
        f"/dashboards/{dashboard.pk}/reports/new/",
        {
            "do": "save",
            "about": "deals",
            "title": "Sales by country",
            "counted": "sales",
            "main": "sum",
            "dimension": "country",
            "period": "this_year",
            "visualisation": "donut",
        },
    )

    report = dashboard.reports.get(title="Sales by country")
    assert answer.headers["Location"] == f"/dashboards/{dashboard.pk}/#report-{report.pk}"
    assert (report.key, report.place, report.definition.dimension.value) == ("", 8, "country")


def test_a_report_needs_a_title(marketer, dashboard):
    answer = marketer.post(f"/dashboards/{dashboard.pk}/reports/new/", {"do": "save", "about": "deals", "title": " "})

    assert answer.status_code == 422
    assert "Give the report a title." in words_of(answer)


def test_a_report_that_this_version_does_not_know_can_be_made_anew(marketer, snapshot):
    DashboardReport.objects.filter(pk=snapshot.pk).update(customised={"period": "yesterday"})

    assert marketer.get(address(snapshot, "edit/")).status_code == 200


# --- Adding, naming, placing --------------------------------------------------------------------------------------
def test_reports_are_found_by_the_name_of_their_dashboard(marketer, dashboard):
    offers = marketer.get(f"/dashboards/{dashboard.pk}/add/?q=E-commerce").context["offers"]

    assert [offer.key for offer in offers] == [report.key for report in defaults.ECOMMERCE_REPORTS]
    assert not marketer.get(f"/dashboards/{dashboard.pk}/add/?q=zebra").context["offers"]


def test_a_default_and_a_saved_report_are_added(marketer, dashboard, snapshot):
    marketer.post(address(snapshot, "edit/"), form_of(snapshot, title="My snapshot", period="this_year"))
    mine = Dashboard.objects.create(name="Mine")

    marketer.post(f"/dashboards/{mine.pk}/add/", {"report": "default.order_snapshot"})
    marketer.post(f"/dashboards/{mine.pk}/add/", {"report": f"saved.{snapshot.pk}"})

    first, second = mine.reports.shown()
    assert (first.customised, first.version, str(first)) == (None, 1, "Order snapshot")
    assert (second.definition.period, str(second)) == (Period.THIS_YEAR, "My snapshot")


def test_a_report_that_is_gone_is_not_added(marketer, dashboard):
    assert marketer.post(f"/dashboards/{dashboard.pk}/add/", {"report": "saved.9"}, follow=True).status_code == 200
    assert dashboard.reports.count() == 7


def test_a_report_is_renamed_cloned_and_taken_off_with_undo(marketer, snapshot):
    marketer.post(address(snapshot, "rename/"), {"name": "Orders now"})
    marketer.post(address(snapshot, "clone/"))
    titles = [str(report) for report in snapshot.dashboard.reports.shown()]
    assert titles[:2] == ["Orders now", "Copy of Orders now"]

    marketer.post(address(snapshot, "remove/"))
    assert marketer.get(address(snapshot)).status_code == 404
    marketer.post(address(snapshot, "put-back/"))
    assert marketer.get(address(snapshot)).status_code == 200


def test_reports_taken_off_are_forgotten_after_thirty_days(dashboard, snapshot):
    DashboardReport.objects.filter(pk=snapshot.pk).update(removed_at=AT.replace(month=10, day=1))

    assert drop_removed(AT) == 1
    assert drop_removed(AT) == 0


def test_reports_are_put_in_order_and_sized(marketer, dashboard):
    keys = [report.pk for report in dashboard.reports.shown()]
    marketer.post(f"/dashboards/{dashboard.pk}/arrange/", {"order": keys[::-1]})
    assert [report.pk for report in dashboard.reports.shown()] == keys[::-1]

    last = dashboard.reports.get(pk=keys[0])
    marketer.post(address(last, "place/"), {"do": "earlier"})
    marketer.post(address(last, "place/"), {"columns": "40", "rows": "2"})
    assert list(dashboard.reports.shown())[-2] == last
    last.refresh_from_db()
    assert (last.columns, last.rows) == (12, 2)
    marketer.post(address(last, "place/"), {"do": "narrower"})
    last.refresh_from_db()
    assert last.columns == 11


def test_dashboards_are_made_named_cloned_and_deleted(marketer, dashboard):
    marketer.post("/dashboards/new/", {"name": "Mine"})
    mine = Dashboard.objects.get(name="Mine")
    assert marketer.post("/dashboards/new/", {"name": ""}).status_code == 422

    marketer.post(f"/dashboards/{mine.pk}/default/")
    assert marketer.get("/dashboards/").headers["Location"] == f"/dashboards/{mine.pk}/"
    marketer.post(f"/dashboards/{mine.pk}/rename/", {"name": "Ours"})
    marketer.post(f"/dashboards/{dashboard.pk}/clone/")
    copy = Dashboard.objects.get(name="Copy of E-commerce dashboard")
    assert copy.reports.count() == 7
    marketer.post(f"/dashboards/{mine.pk}/delete/")
    assert marketer.get("/dashboards/").headers["Location"] == f"/dashboards/{dashboard.pk}/"
    noted = AuditEntry.objects.filter(action__startswith="dashboards.").values_list("action", flat=True)
    assert set(noted) == {"dashboards.made", "dashboards.changed", "dashboards.deleted"}


def test_goals_of_months_beside_their_sales(marketer, dashboard, some_records):
    SalesGoal.objects.set_for(date(2026, 10, 1), Decimal("200"), "EUR", AT)
    SalesGoal.objects.set_for(date(2026, 12, 1), Decimal("300"), "EUR", AT)

    told = words_of(marketer.get("/dashboards/goals/"))

    assert "December 2026 €300.00 – – October 2026 €200.00 €100.00 50%" in told


def test_who_may_only_read_changes_nothing(log_in, snapshot):
    viewer = log_in(Role.VIEWER)
    base = f"/dashboards/{snapshot.dashboard_id}/"

    for path in ("edit/", "rename/", "clone/", "remove/", "put-back/", "follow/", "place/"):
        assert viewer.post(address(snapshot, path)).status_code == 403, path
    for path in ("rename/", "clone/", "default/", "delete/", "arrange/", "add/", "reports/new/", "goal/"):
        assert viewer.post(base + path).status_code == 403, path
    for path in ("", "records/", "csv/"):
        assert viewer.get(address(snapshot, path)).status_code == 200, path
    assert "Add report" not in words_of(viewer.get(base))


def test_the_chart_has_what_the_table_has(marketer, dashboard, some_records):
    card = next(
        card
        for card in marketer.get(f"/dashboards/{dashboard.pk}/").context["cards"]
        if card.report.key == "average_order_value_by_source"
    )
    chart = json.loads(card.chart_json)

    assert chart["labels"] == [row.label for row in card.rows]
    assert chart["series"][0]["values"] == [float(row.cells[0].value) for row in card.rows]
    assert all("/records/?" in url for url in chart["urls"])


def test_a_contact_of_no_sale_is_no_customer(marketer, dashboard):
    make_contact()

    assert marketer.get(address(dashboard.reports.get(key="net_new_customers"), "records/")).context["number"] == 0
