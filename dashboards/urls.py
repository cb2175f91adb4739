"""Addresses of the dashboards."""

from django.urls import path

from dashboards.views import dashboard, dashboards, set_goal

urlpatterns = [
    path("dashboards/", dashboards, name="dashboards"),
    path("dashboards/<int:dashboard_id>/", dashboard, name="dashboard"),
    path("dashboards/<int:dashboard_id>/goal/", set_goal, name="set-sales-goal"),
]
