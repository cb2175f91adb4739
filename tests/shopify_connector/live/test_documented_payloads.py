"""The newest bodies of Shopify's documentation go through the door and mean what their topic says.

They may be read here, not copied: without them (HUBSYNC_PAYLOADS names their folder) these tests are skipped.
"""

import json
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from crm.models import Contact, CustomerLink, Deal, Product
from crm.stages import ensure_pipeline
from hubsync.running.installation import ROOT
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.inbox.senders import senders
from shopify_connector.inbox.topics import COMPLIANCE, SUBSCRIBED
from shopify_connector.models import Delivery, ReadRequest, StoreConnection, SyncError
from tests.shopify_connector.inbox.posting import PATH, headers, signed

FOLDER = Path(os.environ.get("HUBSYNC_PAYLOADS", ROOT.parent / "shared" / "shopify" / "payloads"))
TOPICS = [*(topic.name for topic in SUBSCRIBED), *COMPLIANCE]
SAMPLES = {
    topic: FOLDER / f"webhook_{topic.replace('/', '_').replace('.', '_')}_docs2026-07.json" for topic in sorted(TOPICS)
}
PRESENT = [topic for topic, file in SAMPLES.items() if file.exists()]

pytestmark = pytest.mark.skipif(not PRESENT, reason="Shopify's samples are not here")


@pytest.fixture
def delivered(store, settings):
    """A function that delivers the sample of a topic, and applies it; the sample."""
    settings.SHOPIFY_API_SECRET, settings.SHOPIFY_API_SECRET_FALLBACKS = "hush", []
    senders.forget()
    ensure_pipeline()

    def deliver(topic):
        body = SAMPLES[topic].read_bytes()
        told = headers(
            body,
            topic=topic,
            shop_domain=store.shop,
            webhook_id=str(uuid4()),
            hmac_sha256=signed(body, "hush"),
            triggered_at=timezone.now().isoformat(),
        )
        answer = Client().post(PATH, data=body, content_type="application/json", headers=told)
        assert answer.status_code == 200
        apply_pending()
        return json.loads(body)

    return deliver


@pytest.mark.parametrize("topic", PRESENT or ["none"])
def test_every_sample_is_applied(delivered, topic):
    delivered(topic)

    assert [(error.reason, error.field, error.value) for error in SyncError.objects.all()] == []
    assert Delivery.objects.get().outcome in ("applied", "ignored")
    # The sample of a merge tells of one that failed; hubsync sends no text messages.
    ignored = {"customers/merge", "customers_marketing_consent/update"}
    assert set(Delivery.objects.filter(outcome="ignored").values_list("topic", flat=True)) <= ignored


def test_customer(delivered):
    body = delivered("customers/create")

    contact = CustomerLink.objects.get(customer_id=body["id"]).contact
    assert (contact.email, contact.first_name, contact.last_name) == (
        body["email"].lower(),
        body["first_name"],
        body["last_name"],
    )
    assert contact.accepts_marketing is None
    assert ReadRequest.objects.get().shopify_id == body["id"]


def test_checkout_without_an_id(delivered):
    body = delivered("checkouts/create")

    deal = Deal.objects.get()
    assert deal.checkout_token == body["token"]
    assert deal.line_items.count() == len(body["line_items"])


def test_order(delivered):
    body = delivered("orders/fulfilled")

    deal = Deal.objects.get(shopify_order_id=body["id"])
    assert (deal.name, str(deal.amount.quantize(1)), deal.stage_id) != ("", "", "")
    assert deal.line_items.count() == len(body["line_items"])


def test_product(delivered):
    body = delivered("products/create")

    product = Product.objects.get(shopify_product_id=body["id"])
    assert (product.title, product.vendor) == (body["title"], body["vendor"])
    assert product.variants.count() == len(body["variants"])


def test_store_is_let_go(delivered, store):
    delivered("app/uninstalled")

    assert StoreConnection.objects.get(pk=store.pk).is_disconnected
    assert not Contact.objects.exists()
