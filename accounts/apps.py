from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Users and portal")

    def ready(self) -> None:
        from accounts import audit_signals  # noqa: F401 - connects its receivers
