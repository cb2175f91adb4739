"""Taking down at the store what hubsync set up there, as far as the store still lets us (SPEC C8)."""

import logging

from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import ShopifyError
from shopify_connector.models import StoreConnection
from shopify_connector.patience import PERSON
from shopify_connector.subscriptions import remove_subscriptions

logger = logging.getLogger(__name__)


def take_down(store: StoreConnection) -> None:
    """Remove our webhook subscriptions and our web pixel. A store that no longer answers is left as it is."""
    if not store.access_token:
        return
    api = AdminApi(store, patience=PERSON)
    for step in (remove_subscriptions, remove_pixel):
        try:
            step(api)
        except ShopifyError as error:
            logger.warning("shopify_%s_failed shop=%s error=%s", step.__name__, store.shop, type(error).__name__)


def remove_pixel(api: AdminApi) -> None:
    """Delete the app's web pixel, if there is one (an app has at most one at a store)."""
    if not api.store.has_scope("write_pixels"):
        return
    pixel = api.run("web_pixel_find").data.get("webPixel")
    if pixel:
        api.run("web_pixel_delete", {"id": pixel["id"]})
