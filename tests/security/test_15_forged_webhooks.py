"""Row 15, for webhooks: signed by the app's secret, over these very bytes, by this shop, and taken once."""

import inspect
from base64 import b64decode, b64encode

import pytest

from shopify_connector.inbox import signature
from shopify_connector.models import Delivery
from tests.shopify_connector.inbox.posting import BODY, SECRET, SHOP, signed
from tests.shopify_connector.scripted_store import make_store

pytestmark = pytest.mark.django_db
GOOD = signed()


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "",
        "none",
        "é",
        "\u20ac\udcff",
        signed(secret="guessed"),
        signed(secret=""),
        signed(BODY + b" "),
        GOOD[:-1],
        GOOD + "=",
        GOOD + " ",
        GOOD.swapcase(),
        f"{GOOD},{GOOD}",
        b64decode(GOOD).hex(),
        b64encode(b64decode(GOOD).hex().encode()).decode(),
        b64encode(b"\x00" * 32).decode(),
    ],
)
def test_no_forged_signature_lets_a_delivery_in(door, store, forged):
    assert door.send(hmac_sha256=forged).status_code == 401
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "altered", [BODY + b"\n", BODY[:-1], BODY.replace(b"8209", b"8210"), BODY.decode().encode("latin-1"), b""]
)
def test_an_altered_body_is_refused(door, store, altered):
    assert door.send(body=altered, hmac_sha256=GOOD).status_code == 401
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "shop", [None, "", "eve.myshopify.com", f"{SHOP}.eve.com", f" {SHOP}", f"{SHOP}\x00", "é", "maison-test"]
)
def test_a_signature_is_no_use_to_another_shop(door, store, shop):
    assert door.send(shop_domain=shop).status_code == 401
    assert not Delivery.objects.exists()


def test_while_a_secret_is_replaced_the_former_one_counts_and_no_other(door, store, settings):
    settings.SHOPIFY_API_SECRET, settings.SHOPIFY_API_SECRET_FALLBACKS = "new", ["former", "older"]
    store.save()

    assert [door.send(hmac_sha256=signed(secret=secret)).status_code for secret in ("new", "former", "older")] == [
        200
    ] * 3
    assert door.send(hmac_sha256=signed(secret="hush")).status_code == 401


def test_a_server_without_a_secret_lets_nothing_in(door, settings):
    settings.SHOPIFY_API_SECRET = ""
    make_store()

    assert door.send(hmac_sha256=signed(secret="")).status_code == 401


def test_a_replayed_delivery_changes_nothing(door, store):
    door.send(webhook_id="b54557e4")
    before = Delivery.objects.values().get()

    other = b'{"id": 2}'
    answers = [
        door.send(webhook_id="b54557e4"),
        door.send(webhook_id="b54557e4", topic="orders/delete"),
        door.send(webhook_id="b54557e4", body=other, hmac_sha256=signed(other)),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert Delivery.objects.values().get() == before


def test_a_browser_cannot_be_made_to_deliver(door, store, admin_user):
    """The door asks for no session and no token: the signature alone opens it."""
    assert door.send(hmac_sha256=None).status_code == 401
    assert door.send(hmac_sha256=signed(secret=SECRET)).status_code == 200


def test_signatures_are_compared_in_constant_time():
    source = inspect.getsource(signature)

    assert "compare_digest" in source
    assert "==" not in source
