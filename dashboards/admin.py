"""Dashboards and goals in the Django admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from dashboards.models import Dashboard, DashboardReport, SalesGoal

if TYPE_CHECKING:
    ReportInlineBase = admin.TabularInline[DashboardReport, Dashboard]
    DashboardAdminBase = admin.ModelAdmin[Dashboard]
    ReportAdminBase = admin.ModelAdmin[DashboardReport]
    GoalAdminBase = admin.ModelAdmin[SalesGoal]
else:
    ReportInlineBase = admin.TabularInline
    DashboardAdminBase = ReportAdminBase = GoalAdminBase = admin.ModelAdmin


class ReportInline(ReportInlineBase):
    """The reports of a dashboard: their places can be changed, what they count cannot."""

    model = DashboardReport
    extra = 0
    fields = ["key", "version", "place", "columns", "rows", "customised"]
    readonly_fields = ["key", "version", "customised"]

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Dashboard)
class DashboardAdmin(DashboardAdminBase):
    """Dashboards and what is on them."""

    list_display = ["__str__", "is_default", "made_for"]
    list_filter = ["is_default"]
    search_fields = ["name"]
    readonly_fields = ["made_for"]
    inlines = [ReportInline]


@admin.register(DashboardReport)
class DashboardReportAdmin(ReportAdminBase):
    """The reports of all dashboards: what they count is the page's to change."""

    list_display = ["key", "version", "dashboard", "place"]
    list_filter = ["dashboard", "key"]
    list_select_related = ["dashboard"]
    search_fields = ["key", "dashboard__name"]
    readonly_fields = ["dashboard", "key", "version", "customised"]

    def has_add_permission(self, request: Any) -> bool:
        return False


@admin.register(SalesGoal)
class SalesGoalAdmin(GoalAdminBase):
    """The goals of the months."""

    readonly_fields = ["set_at"]
    list_display = ["month", "amount", "currency", "set_at"]
    list_filter = ["currency"]
    search_fields = ["currency"]
    date_hierarchy = "month"
