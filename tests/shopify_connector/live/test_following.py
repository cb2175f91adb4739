"""What happens in the store is here once its deliveries are applied (SPEC L1, I2, P2, D5, K2, K3, K4, C8)."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.models import Contact, CustomerLink, Deal, Product, StageChange
from demo_store.back_office import actions
from shopify_connector import admin_api
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import Delivery, ReadRequest, StoreConnection, Subscription, SyncError
from shopify_connector.reading.run import run_reads
from tests.shopify_connector.inbox.posting import signed


@pytest.fixture
def shop(following):
    return following.shop


@pytest.fixture
def nina(following, shop):
    customer = actions.create_customer(shop, {"email": "nina@example.com", "first_name": "Nina", "tags": "press"})
    following.take_in()
    return customer


def contact_of(customer):
    return CustomerLink.objects.get(customer_id=customer.id).contact


def deal_of(order):
    return Deal.objects.get(shopify_order_id=order.id)


def test_new_customer_is_a_contact_with_what_the_webhook_lacks(nina):
    contact = contact_of(nina)

    assert (contact.email, contact.first_name) == ("nina@example.com", "Nina")
    # Customer bodies have had no tags, consent or order count since 2025-01: they are read.
    assert (contact.tags, contact.accepts_marketing, contact.orders_count) == (["press"], False, 0)
    assert not ReadRequest.objects.exists()


def test_consent_is_known_before_anything_is_read(following, shop, nina):
    actions.change_consent(shop, nina, "SUBSCRIBED")
    following.post(following.waiting)
    apply_pending()

    assert contact_of(nina).accepts_marketing is True


def test_tags_come_by_topics_of_their_own(following, shop, nina):
    actions.edit_customer(shop, nina, {"tags": "press, VIP"})
    told = {one.topic for one in following.waiting}
    following.take_in()

    assert "customer.tags_added" in told
    assert contact_of(nina).tags == ["VIP", "press"]


def test_customer_deleted_in_shopify_stays_a_contact(following, shop, nina):
    contact = contact_of(nina)
    actions.delete_customer(shop, nina)
    following.take_in()

    contact.refresh_from_db()
    assert contact.deleted_at is None
    assert CustomerLink.objects.get(customer_id=nina.id).deleted_at


def test_new_address_is_followed(following, shop, nina):
    contact = contact_of(nina)
    actions.edit_customer(shop, nina, {"email": "nina.noll@example.com"})
    following.take_in()

    contact.refresh_from_db()
    assert contact.email == "nina.noll@example.com"
    assert not Contact.objects.live().filter(email="nina@example.com").exists()


def test_customers_merged_in_shopify_are_one_contact_with_all_deals(following, shop, nina):
    other = actions.create_customer(shop, {"email": "nina@work.example", "first_name": "N."})
    order = actions.place_order(shop, other)
    following.take_in()
    actions.merge_customers(shop, nina, other)
    following.take_in()

    assert contact_of(other) == contact_of(nina)
    assert deal_of(order).contact == contact_of(nina)
    assert Contact.objects.live().filter(email__in=["nina@example.com", "nina@work.example"]).count() == 1


def test_order_goes_through_its_stages(following, shop, nina):
    order = actions.place_order(shop, nina, paid=False)
    following.take_in()
    assert deal_of(order).stage_id == "checkout_completed"
    actions.mark_paid(shop, order)
    following.take_in()
    assert deal_of(order).stage_id == "processed"
    actions.fulfil(shop, order)
    following.take_in()

    deal = deal_of(order)
    assert deal.stage_id == "shipped"
    assert deal.amount == Decimal(order.total) / 100
    stages = StageChange.objects.filter(deal=deal).order_by("at", "id").values_list("to_stage_id", flat=True)
    assert (stages[0], list(stages)[-1]) == ("checkout_completed", "shipped")


def test_refund_and_cancellation(following, shop, nina):
    refunded, cancelled = actions.place_order(shop, nina), actions.place_order(shop, nina)
    actions.refund(shop, refunded, "5.00")
    actions.cancel(shop, cancelled, "FRAUD")
    following.take_in()

    assert deal_of(refunded).total_refunded == Decimal("5.00")
    deal = deal_of(cancelled)
    assert (deal.stage_id, deal.cancel_reason) == ("cancelled", "fraud")


def test_order_deleted_in_shopify_is_deleted_whatever_comes_later(following, shop, nina):
    order = actions.place_order(shop, nina)
    late = list(following.waiting)
    following.take_in()
    actions.cancel(shop, order)
    actions.delete_order(shop, order)
    following.take_in()
    following.waiting += [again(one) for one in late]
    following.take_in()

    assert deal_of(order).deleted_at
    assert contact_of(nina).purchases.number_of_orders == 0


def test_product_is_followed_until_it_is_deleted(following, shop):
    product = shop.products.all()[0]
    actions.edit_product(shop, product, {"title": "Lamp of Lamps"})
    following.take_in()
    assert Product.objects.get(shopify_product_id=product.id).title == "Lamp of Lamps"
    actions.delete_product(shop, product)
    following.take_in()

    assert Product.objects.get(shopify_product_id=product.id).deleted_at


@pytest.mark.parametrize("order_first", [False, True], ids=["checkout first", "order first"])
def test_checkout_and_its_order_are_one_deal(following, shop, nina, order_first):
    checkout = actions.abandon_checkout(shop, nina)
    told = list(following.waiting)
    following.waiting.clear()
    order = actions.complete_checkout(shop, checkout)
    if order_first:
        following.take_in()
        following.waiting += told
    else:
        following.waiting[:0] = told
    following.take_in()

    deal = Deal.objects.live().get(checkout_token=checkout.token)
    assert deal.shopify_order_id == order.id
    assert Deal.objects.live().filter(contact=contact_of(nina)).count() == 1


def test_checkout_deleted_in_shopify(following, shop, nina):
    checkout = actions.abandon_checkout(shop, nina)
    following.take_in()
    actions.delete_checkout(shop, checkout)
    following.take_in()

    assert not Deal.objects.live().filter(checkout_token=checkout.token).exists()


def test_order_of_a_customer_nobody_told_of_brings_the_customer(following, shop):
    stranger = actions.create_customer(shop, {"email": "stranger@example.com"})
    following.waiting.clear()  # lost
    order = actions.place_order(shop, stranger)
    following.waiting[:] = [one for one in following.waiting if one.topic == "orders/create"]
    following.take_in()

    assert deal_of(order).contact.email == "stranger@example.com"


def test_repeated_deliveries_change_nothing(following, shop, nina):
    actions.place_order(shop, nina)
    told = list(following.waiting)
    following.take_in()
    before = contents()
    following.waiting += [*told, *(again(one) for one in told)]
    following.take_in()

    changed = [
        (name, was[name], row[name])
        for was, row in zip(before, contents(), strict=True)
        for name in row
        if was[name] != row[name]
    ]
    assert changed == []


def test_one_that_cannot_be_applied_holds_up_no_other(following, shop, nina):
    order = actions.place_order(shop, nina)
    (bad, *_) = [one for one in following.waiting if one.topic == "orders/create"]
    broken = again(bad, json.loads(bad.body) | {"id": "not a number"})
    following.waiting.insert(0, broken)
    following.take_in()

    assert deal_of(order)
    error = SyncError.objects.get()
    assert (error.object, error.field, error.delivery.outcome) == ("orders", "id", Delivery.Outcome.REFUSED)
    assert "not a number" in error.payload
    assert not Delivery.objects.pending().exists()


def test_bytes_that_are_no_json_are_set_aside(following, shop, nina):
    actions.place_order(shop, nina)
    bad = following.waiting[0]
    following.waiting.insert(0, replace(bad, **signed_again(bad, b'{"id": 12')))
    following.take_in()

    assert SyncError.objects.get().reason == "bad_json"


def test_uninstalling_in_shopify_lets_the_store_go(following, shop):
    shop.tell("app/uninstalled", shop)
    following.post(following.waiting)
    apply_pending()

    store = StoreConnection.objects.get()
    assert store.is_disconnected
    assert not store.access_token
    assert not Subscription.objects.exists()
    assert Contact.objects.exists()


def test_shop_is_renamed(following, shop):
    actions.rename_shop(shop, "Maison Neuve")
    following.take_in()

    assert StoreConnection.objects.get().name == "Maison Neuve"


def test_what_is_read_waits_while_the_store_is_down(following, shop, nina, settings):
    actions.edit_customer(shop, nina, {"tags": "trade"})
    following.post(following.waiting)
    apply_pending()
    address, settings.SHOPIFY_STORE_URL = settings.SHOPIFY_STORE_URL, "http://127.0.0.1:9"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shopify_connector.reading.run.AdminApi", lambda store: admin_api.AdminApi(store, 0.1))
        run_reads()
    waiting = ReadRequest.objects.get()
    assert waiting.due_at > timezone.now() + timedelta(seconds=5)

    settings.SHOPIFY_STORE_URL = address
    ReadRequest.objects.update(due_at=timezone.now())
    run_reads()
    assert contact_of(nina).tags == ["trade"]


def again(delivery, body=None):
    """The same news once more, as another delivery."""
    raw = delivery.body if body is None else json.dumps(body).encode()
    return replace(delivery, **signed_again(delivery, raw))


def signed_again(delivery, raw):
    headers = {**delivery.headers, "X-Shopify-Webhook-Id": str(uuid4()), "X-Shopify-Hmac-Sha256": signed(raw)}
    return {"body": raw, "headers": headers}


def contents():
    """Every row of deals and contacts, but for when the store was last seen so."""
    moments = ("order_as_of", "checkout_as_of", "shopify_as_of", "consent_as_of")
    rows = [*Deal.objects.order_by("pk").values(), *Contact.objects.order_by("pk").values()]
    return [{name: value for name, value in row.items() if name not in moments} for row in rows]
