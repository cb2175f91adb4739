from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubsyncConfig(AppConfig):
    name = "hubsync"
    verbose_name = _("hubsync")
