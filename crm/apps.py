from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("CRM")

    def ready(self) -> None:
        from crm import stage_totals  # noqa: F401 (its receiver)
        from crm.timeline.own import tell_of_own

        tell_of_own()
