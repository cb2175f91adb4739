"""Dashboards and goals in the Django admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from dashboards.models import (
    Dashboard,
    DashboardReport,
    DayFigure,
    RollupState,
    SalesGoal,
    StaleHour,
    WeeklyMail,
)

if TYPE_CHECKING:
    ReportInlineBase = admin.TabularInline[DashboardReport, Dashboard]
    DashboardAdminBase = admin.ModelAdmin[Dashboard]
    ReportAdminBase = admin.ModelAdmin[DashboardReport]
    GoalAdminBase = admin.ModelAdmin[SalesGoal]
    WeeklyMailAdminBase = admin.ModelAdmin[WeeklyMail]
    CountedAdminBase = admin.ModelAdmin[Any]
else:
    ReportInlineBase = admin.TabularInline
    DashboardAdminBase = ReportAdminBase = GoalAdminBase = WeeklyMailAdminBase = CountedAdminBase = admin.ModelAdmin


class ReportInline(ReportInlineBase):
    """The reports of a dashboard: their places can be changed, what they count cannot."""

    model = DashboardReport
    extra = 0
    fields = ["key", "version", "title", "place", "columns", "rows", "customised", "removed_at"]
    readonly_fields = ["key", "version", "customised", "removed_at"]

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class CountedAdmin(CountedAdminBase):
    """What the rollups write is nobody else's to write."""

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
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

    list_display = ["__str__", "key", "version", "dashboard", "place"]
    list_filter = ["dashboard", "key"]
    list_select_related = ["dashboard"]
    search_fields = ["key", "title", "dashboard__name"]
    readonly_fields = ["dashboard", "key", "version", "customised", "removed_at"]

    def has_add_permission(self, request: Any) -> bool:
        return False


@admin.register(WeeklyMail)
class WeeklyMailAdmin(WeeklyMailAdminBase):
    """Who gets which dashboard by e-mail."""

    list_display = ["dashboard", "user", "sent_for"]
    list_filter = ["dashboard"]
    list_select_related = ["dashboard", "user"]
    search_fields = ["dashboard__name", "user__email"]
    readonly_fields = ["sent_for"]
    autocomplete_fields = ["dashboard", "user"]


@admin.register(DayFigure)
class DayFigureAdmin(CountedAdmin):
    """What was counted of days."""

    list_display = ["rollup", "day", "key", "count", "amount"]
    list_filter = ["rollup"]
    search_fields = ["key"]
    date_hierarchy = "day"


@admin.register(StaleHour)
class StaleHourAdmin(CountedAdmin):
    """What has to be counted anew."""

    list_display = ["rollup", "hour"]
    list_filter = ["rollup"]
    search_fields = ["rollup"]


@admin.register(RollupState)
class RollupStateAdmin(CountedAdmin):
    """For which zone and currency days were counted; deleting it has everything counted anew."""

    list_display = ["zone", "currency"]
    search_fields = ["zone"]


@admin.register(SalesGoal)
class SalesGoalAdmin(GoalAdminBase):
    """The goals of the months."""

    readonly_fields = ["set_at"]
    list_display = ["month", "amount", "currency", "set_at"]
    list_filter = ["currency"]
    search_fields = ["currency"]
    date_hierarchy = "month"
