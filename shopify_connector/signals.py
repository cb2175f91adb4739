"""What the connector tells the rooms above, after commit."""

from django.dispatch import Signal

# A store was connected, or connected again. Argument: store (StoreConnection). Receivers must bear being called twice.
store_connected = Signal()
# The store was disconnected, here or in Shopify. Argument: store (StoreConnection). Its tokens are gone already.
store_disconnected = Signal()
# Webhook subscriptions were gone and are made again. Argument: store. What happened meanwhile was not delivered.
subscriptions_were_missing = Signal()
