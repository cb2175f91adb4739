"""Row 12: a whole connection, its faults included, leaves no secret in the log."""

import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from hubsync.redaction import RedactingFormatter
from tests.shopify_connector.scripted_store import SHOP, Reply, shop_data, signed_query, token_reply

pytestmark = pytest.mark.django_db


def test_connecting_and_disconnecting_log_no_secret(admin_client, scripted, clock, settings, caplog):
    settings.SHOPIFY_API_SECRET = "topsecret-app"
    caplog.set_level(logging.DEBUG)
    away = admin_client.get("/shopify/install", {"shop": SHOP})["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    scripted.will(Reply(status=503), token_reply("shpat_topsecret", refresh="shprt_topsecret"))
    scripted.will(Reply(hang_up=True), Reply(shop_data()))
    query = signed_query("topsecret-app", code="topsecret-code", shop=SHOP, state=state, timestamp="1")
    assert admin_client.get(f"/shopify/callback?{query}").status_code == 302
    scripted.will(Reply({"errors": "[API] Invalid API key or access token"}, status=401))
    scripted.always = Reply({"error": "invalid_request", "error_description": "no"}, status=401)

    admin_client.post("/settings/e-commerce/disconnect/")

    lines = [RedactingFormatter("{message}", style="{").format(record) for record in caplog.records]
    assert any("store_connected" in line for line in lines)
    assert "topsecret" not in "\n".join(lines)
    # The app's own messages need no redaction in the first place.
    own = [record.getMessage() for record in caplog.records if record.name.startswith("shopify_connector")]
    assert "topsecret" not in "\n".join(own)


def test_a_crash_report_hides_the_tokens(admin_client, scripted, settings, monkeypatch):
    """Even the debug page, were it on, does not show what the OAuth functions held."""
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    admin_client.raise_request_exception = False
    monkeypatch.setattr("shopify_connector.connecting._fill_in", lambda *_: 1 / 0)
    away = admin_client.get("/shopify/install", {"shop": SHOP})["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    scripted.will(token_reply("shpat_topsecret", refresh="shprt_topsecret"), Reply(shop_data()))

    answer = admin_client.get(f"/shopify/callback?{signed_query(code='c', shop=SHOP, state=state, timestamp='1')}")

    assert answer.status_code == 500
    assert "topsecret" not in answer.content.decode()
