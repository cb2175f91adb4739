from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("CRM")

    def ready(self) -> None:
        from crm import stage_totals  # noqa: F401 (its receiver)
        from crm.finding import following  # noqa: F401 (its receivers)
        from crm.finding.lists import register_lists
        from crm.finding.records import register_records
        from crm.lists import following as lists_following  # noqa: F401 (its receivers)
        from crm.timeline.own import tell_of_own

        register_records()
        register_lists()
        tell_of_own()
