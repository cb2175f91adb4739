"""What happens in this room once a store is connected: the e-commerce dashboard is made (SPEC C7, R1)."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from dashboards.defaults import ECOMMERCE_REPORTS
from dashboards.models import ECOMMERCE, ECOMMERCE_NAME, Dashboard, DashboardReport
from shopify_connector.signals import store_connected

# How wide each of the seven is made, in twelfths.
WIDTHS = (5, 7, 6, 6, 4, 4, 4)


@receiver(store_connected)
def set_up(**_: Any) -> None:
    """Make the e-commerce dashboard where it is missing."""
    ensure_ecommerce_dashboard()


def ensure_ecommerce_dashboard() -> Dashboard:
    """The e-commerce dashboard, made with its seven reports the first time and left alone from then on."""
    with transaction.atomic():
        dashboard, is_new = Dashboard.objects.get_or_create(made_for=ECOMMERCE, defaults={"name": ECOMMERCE_NAME})
        if is_new:
            DashboardReport.objects.bulk_create(_seven_reports(dashboard))
            _make_default_where_none_is(dashboard)
    return dashboard


def _seven_reports(dashboard: Dashboard) -> list[DashboardReport]:
    return [
        DashboardReport(dashboard=dashboard, key=report.key, version=report.version, place=place, columns=columns)
        for place, (report, columns) in enumerate(zip(ECOMMERCE_REPORTS, WIDTHS, strict=True), start=1)
    ]


def _make_default_where_none_is(dashboard: Dashboard) -> None:
    if not Dashboard.objects.filter(is_default=True).exists():
        dashboard.is_default = True
        dashboard.save(update_fields=["is_default"])
