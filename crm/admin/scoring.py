"""Thresholds of the purchase scores."""

from django.contrib import admin
from django.http import HttpRequest

from crm.models import ScoreThresholds


@admin.register(ScoreThresholds)
class ScoreThresholdsAdmin(admin.ModelAdmin[ScoreThresholds]):
    """The one set; Settings → Purchase scores checks their order, so that they are changed there."""

    list_display = ["recency_days", "frequency_orders", "monetary_amounts"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ScoreThresholds | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScoreThresholds | None = None) -> bool:
        return False
