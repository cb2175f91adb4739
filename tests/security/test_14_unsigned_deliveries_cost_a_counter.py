"""Row 14: who has no account and no secret fills no disk; a refused delivery costs a number."""

import logging

import pytest
import redis

from shopify_connector.inbox import refusals
from shopify_connector.models import Delivery, SyncError
from tests.shopify_connector.inbox.posting import SHOP

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_key(settings):
    """What Redis holds of the refusals."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield lambda: client.keys("hubsync:webhooks:*")


@pytest.mark.parametrize(
    "forged", [{"hmac_sha256": "none"}, {"hmac_sha256": None}, {"shop_domain": "eve.myshopify.com"}]
)
def test_forgeries_leave_a_number_and_nothing_else(door, store, one_key, forged):
    for number in range(50):
        assert door.send(body=b"x" * 10_000, webhook_id=str(number), **forged).status_code == 401

    assert not Delivery.objects.exists()
    assert not SyncError.objects.exists()
    assert len(one_key()) == 1
    assert list(next(iter(refusals.by_day(1).values())).values()) == [50]


def test_numbers_are_forgotten_after_forty_days(door, store, settings, one_key):
    door.send(hmac_sha256="none")

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert 39 * 86_400 < client.ttl(one_key()[0]) <= 40 * 86_400


def test_names_of_shops_and_topics_are_not_kept_either(door, store, settings, one_key):
    for number in range(20):
        door.send(shop_domain=f"eve-{number}.myshopify.com", topic=f"eve/{number}")
        door.send(shop_domain=SHOP, topic=f"eve/{number}")

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert set(client.hgetall(one_key()[0])) == {b"unknown_shop", b"unknown_topic"}


def test_a_flood_fills_no_log(door, store, caplog):
    with caplog.at_level(logging.INFO, logger="shopify_connector"):
        for _ in range(200):
            door.send(hmac_sha256="none")

    lines = [record for record in caplog.records if record.name.startswith("shopify_connector")]
    assert 1 <= len(lines) <= 5


def test_a_body_larger_than_allowed_is_never_held(door, store, settings):
    settings.WEBHOOK_MAX_BYTES = 1_000

    assert door.send(body=b"x" * 1_001).status_code == 413
    assert not Delivery.objects.exists()
