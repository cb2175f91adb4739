from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        from dashboards import setting_up  # noqa: F401 (its receivers)
        from dashboards.finding import register_reports

        register_reports()
