"""Addresses of the dashboards."""

from django.urls import URLPattern, URLResolver, include, path

from dashboards.views import editor, exporting, pages, placing, records

_report = [
    path("", pages.report, name="report"),
    path("edit/", editor.edit_report, name="edit-report"),
    path("records/", records.records, name="report-records"),
    path("csv/", exporting.report_csv, name="report-csv"),
    path("place/", placing.place_report, name="place-report"),
    path("rename/", placing.rename_report, name="rename-report"),
    path("clone/", placing.clone_report, name="clone-report"),
    path("remove/", placing.remove_report, name="remove-report"),
    path("put-back/", placing.put_back, name="put-report-back"),
    path("follow/", placing.follow_default, name="follow-default"),
]
_dashboard: list[URLPattern | URLResolver] = [
    path("", pages.dashboard, name="dashboard"),
    path("goal/", pages.set_goal, name="set-sales-goal"),
    path("rename/", placing.rename_dashboard, name="rename-dashboard"),
    path("clone/", placing.clone_dashboard, name="clone-dashboard"),
    path("default/", placing.make_default, name="default-dashboard"),
    path("weekly/", placing.mail_weekly, name="mail-dashboard"),
    path("delete/", placing.delete_dashboard, name="delete-dashboard"),
    path("arrange/", placing.arrange, name="arrange-dashboard"),
    path("add/", placing.add_report, name="add-report"),
    path("reports/new/", editor.new_report, name="new-report"),
    path("reports/<int:report_id>/", include(_report)),
]
urlpatterns = [
    path("dashboards/", pages.dashboards, name="dashboards"),
    path("dashboards/new/", placing.new_dashboard, name="new-dashboard"),
    path("dashboards/goals/", pages.goals, name="goals"),
    path("dashboards/<int:dashboard_id>/", include(_dashboard)),
]
