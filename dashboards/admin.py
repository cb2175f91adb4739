"""Dashboards and goals in the Django admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from dashboards.models import Dashboard, DashboardReport, SalesGoal

if TYPE_CHECKING:
    ReportInlineBase = admin.TabularInline[DashboardReport, Dashboard]
    DashboardAdminBase = admin.ModelAdmin[Dashboard]
    GoalAdminBase = admin.ModelAdmin[SalesGoal]
else:
    ReportInlineBase = admin.TabularInline
    DashboardAdminBase = GoalAdminBase = admin.ModelAdmin


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


@admin.register(SalesGoal)
class SalesGoalAdmin(GoalAdminBase):
    """The goals of the months."""

    readonly_fields = ["set_at"]
    list_display = ["month", "amount", "currency", "set_at"]
    list_filter = ["currency"]
    search_fields = ["currency"]
    date_hierarchy = "month"
