from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Automation")

    def ready(self) -> None:
        from crm.held_data import also_hand_over
        from workflows import setting_up  # noqa: F401 (its receiver)
        from workflows.email_filters.family import register_email_events
        from workflows.engagement import services  # noqa: F401 (its receiver)
        from workflows.engagement.story import tell_of_events
        from workflows.finding import register_workflows
        from workflows.story import tell_of_workflows
        from workflows.subscriptions import erasing  # noqa: F401 (its receiver)
        from workflows.subscriptions.held import held_of_emails
        from workflows.subscriptions.story import tell_of_opt_outs

        register_workflows()
        register_email_events()
        tell_of_workflows()
        tell_of_opt_outs()
        tell_of_events()
        also_hand_over(held_of_emails)
