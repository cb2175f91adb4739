"""What happens in the store is here once its deliveries are applied (SPEC L1, P2, D5, K3, K4)."""

from crm.models import Contact, CustomerLink, Deal, Product
from demo_store.back_office import actions
from shopify_connector.models import Delivery, ReadRequest, SyncError


def contact_of(customer):
    return CustomerLink.objects.get(customer_id=customer.id).contact


def deal_of(order):
    return Deal.objects.get(shopify_order_id=order.id)


def test_every_topic_is_applied(following):
    shop = following.shop
    customer = actions.create_customer(shop, {"email": "nina@example.com", "first_name": "Nina"})
    following.take_in()
    assert contact_of(customer).email == "nina@example.com"
    order = actions.place_order(shop, customer)
    following.take_in()
    assert deal_of(order).contact == contact_of(customer)
    assert not SyncError.objects.exists()
    assert not Delivery.objects.pending().exists()
    assert not ReadRequest.objects.exclude(object="orders").exists()
