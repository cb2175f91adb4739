"""Ways from a record to the same record in the store's admin."""

from django import template

from shopify_connector.models import StoreConnection
from shopify_connector.shop_address import store_url

register = template.Library()


@register.simple_tag
def store_admin_url(kind: str, shopify_id: int | str | None) -> str:
    """`{% store_admin_url "orders" deal.shopify_order_id as url %}`; empty without an id or without a store.

    kind: customers, orders, checkouts or products, as Shopify's admin has them in its addresses. One query.
    """
    if not shopify_id:  # templates say “” for what is not there
        return ""
    store = StoreConnection.objects.current()
    return f"{store_url(store.shop)}/admin/{kind}/{shopify_id}" if store else ""
