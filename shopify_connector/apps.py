from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopifyConnectorConfig(AppConfig):
    name = "shopify_connector"
    verbose_name = _("Shopify connector")

    def ready(self) -> None:
        from shopify_connector import setting_up, staying_in_step  # noqa: F401 (their receivers)
