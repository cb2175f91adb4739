from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubsyncConfig(AppConfig):
    name = "hubsync"
    verbose_name = _("hubsync")

    def ready(self) -> None:
        from hubsync.finding import register_pages

        register_pages()
