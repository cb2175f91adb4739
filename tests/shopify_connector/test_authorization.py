"""/shopify/install and /shopify/callback, as a browser meets them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.models import Portal
from shopify_connector import connecting
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status, Way
from tests.shopify_connector.scripted_store import (
    ALL_SCOPES,
    SHOP,
    Reply,
    make_store,
    shop_data,
    signed_query,
    token_reply,
)

pytestmark = pytest.mark.django_db


def begin(client, shop=SHOP):
    """Start at /shopify/install; the state that Shopify would bring back."""
    answer = client.get("/shopify/install", {"shop": shop})
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["state"][0]


def come_back(client, **parameters):
    return client.get(
        f"/shopify/callback?{signed_query(**{'code': 'c0de', 'shop': SHOP, 'timestamp': '1', **parameters})}"
    )


def test_install_leaves_for_the_stores_grant_page(admin_client, scripted):
    answer = admin_client.get("/shopify/install", {"shop": "maison-test"})

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{scripted.url}/admin/oauth/authorize?client_id=client-id&scope=")


def test_the_whole_dialogue_ends_in_a_connected_store(admin_client, scripted):
    scripted.will(token_reply(), Reply(shop_data()))

    answer = come_back(admin_client, state=begin(admin_client))

    assert (answer.status_code, answer["Location"]) == (302, "/integrations/e-commerce/?connected")
    store = StoreConnection.objects.connected()
    assert (store.shop, store.way) == (SHOP, Way.AUTHORIZATION_CODE)
    assert store.refresh_token == "shprt_first"
    assert scripted.requests[0].form["code"] == "c0de"
    page = admin_client.get(answer["Location"]).content.decode()
    assert "Maison Test is connected" in page
    assert "Go to e-commerce settings" in page


def assert_refused(answer, status, words):
    assert answer.status_code == status
    page = answer.content.decode()
    assert "The store was not connected" in page
    assert words in page
    assert not StoreConnection.objects.exists()
    assert Portal.current().name == ""


def test_another_state_is_refused_without_an_exchange(admin_client, scripted):
    begin(admin_client)

    assert_refused(come_back(admin_client, state="0" * 64), 400, "begun in this browser")
    assert scripted.requests == []


def test_a_callback_out_of_nowhere_is_refused(admin_client, scripted):
    assert_refused(admin_client.get("/shopify/callback"), 400, "begun in this browser")


def test_the_same_callback_twice_is_refused(admin_client, scripted):
    state = begin(admin_client)
    scripted.will(token_reply(), Reply(shop_data()))
    come_back(admin_client, state=state)

    answer = come_back(admin_client, state=state)

    assert answer.status_code == 400
    assert len(scripted.requests) == 2


def test_a_forged_signature_is_refused_without_an_exchange(admin_client, scripted):
    query = signed_query(code="c0de", shop=SHOP, state=begin(admin_client), secret="not hush")

    assert_refused(admin_client.get(f"/shopify/callback?{query}"), 400, "signature")
    assert scripted.requests == []


def test_a_merchant_who_says_no_is_told_so(admin_client, scripted):
    answer = come_back(admin_client, state=begin(admin_client), error="access_denied", code="")

    assert_refused(answer, 403, "Access was not granted in Shopify")
    assert scripted.requests == []


def test_fewer_scopes_than_needed_connect_nothing(admin_client, scripted):
    granted = ["read_products", "read_customers"]
    scripted.will(token_reply(scopes=granted), Reply(shop_data(scopes=granted)))

    assert_refused(come_back(admin_client, state=begin(admin_client)), 409, "read_orders")


def test_fewer_scopes_than_asked_connect_and_say_what_is_missing(admin_client, scripted):
    granted = [scope for scope in ALL_SCOPES if scope != "read_all_orders"]
    scripted.will(token_reply(scopes=granted), Reply(shop_data(scopes=granted)))

    answer = come_back(admin_client, state=begin(admin_client))

    assert "Some access was not granted" in admin_client.get(answer["Location"]).content.decode()
    assert "Only orders of the last 60 days" in admin_client.get("/settings/e-commerce/").content.decode()


def test_a_code_shopify_refuses_connects_nothing(admin_client, scripted):
    scripted.will(Reply({"error": "invalid_request", "error_description": "The code was used."}, status=400))

    assert_refused(come_back(admin_client, state=begin(admin_client)), 400, "The code was used.")


def test_a_store_that_falls_silent_connects_nothing(admin_client, scripted, clock):
    state = begin(admin_client)
    scripted.always = Reply(status=503)

    assert_refused(come_back(admin_client, state=state), 502, "does not answer")


def test_a_wrong_address_is_refused_in_words(admin_client, scripted):
    for shop in ("www.acme.com", "", "acme.myshopify.com.evil.example"):
        answer = admin_client.get("/shopify/install", {"shop": shop})
        assert answer.status_code == 400
        assert "myshopify.com" in answer.content.decode()


def test_a_second_store_is_refused_before_leaving(admin_client, scripted):
    make_store(shop="first.myshopify.com", myshopify_domain="")

    answer = admin_client.get("/shopify/install", {"shop": SHOP})

    assert answer.status_code == 409
    assert "first.myshopify.com is connected already" in answer.content.decode()


def test_a_second_store_is_refused_on_coming_back_too(admin_client, scripted):
    state = begin(admin_client)
    make_store(shop="first.myshopify.com", myshopify_domain="")

    answer = come_back(admin_client, state=state)

    assert answer.status_code == 409
    assert scripted.requests == []


def test_salesforce_is_named_as_the_reason(admin_client, scripted):
    connecting.switch_salesforce(True)

    answer = admin_client.get("/shopify/install", {"shop": SHOP})

    assert answer.status_code == 409
    assert "while Salesforce is on" in answer.content.decode()


def test_a_start_from_shopify_needs_shopifys_signature(admin_client, scripted):
    good = signed_query(shop=SHOP, timestamp="1", host="YWRtaW4")

    assert admin_client.get(f"/shopify/install?{good}").status_code == 302
    assert admin_client.get(f"/shopify/install?{good.replace('timestamp=1', 'timestamp=2')}").status_code == 400
    assert admin_client.get(f"/shopify/install?{good}&shop={SHOP}").status_code == 400


def test_opened_from_shopify_a_connected_store_goes_to_the_start_page(admin_client, scripted):
    make_store()
    scripted.will(Reply(shop_data()))

    answer = admin_client.get(f"/shopify/install?{signed_query(shop=SHOP, timestamp='1')}")

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_opened_from_shopify_an_app_installed_anew_is_granted_anew(admin_client, scripted):
    make_store(way=Way.FIXED_TOKEN, refresh_token="", access_token_expires_at=None)
    scripted.will(Reply({"errors": "[API] Invalid API key or access token"}, status=401))

    answer = admin_client.get(f"/shopify/install?{signed_query(shop=SHOP, timestamp='1')}")

    assert answer["Location"].startswith(scripted.url)


def test_the_same_store_may_be_connected_again(admin_client, scripted):
    store = make_store(status=Status.RECONNECT_NEEDED, last_error="The token ended.")
    scripted.will(token_reply("shpat_second"), Reply(shop_data()))

    come_back(admin_client, state=begin(admin_client))

    store.refresh_from_db()
    assert store.is_connected
    assert store.access_token == "shpat_second"
    assert store.last_error == ""
    assert store.connected_at <= timezone.now()


def test_only_administrators_connect(client, scripted, marketer):
    client.force_login(marketer)

    assert client.get("/shopify/install", {"shop": SHOP}).status_code == 403
    assert client.get("/shopify/callback?code=x").status_code == 403
    assert scripted.requests == []


def test_strangers_log_in_first_and_come_back_to_the_same_address(client, scripted):
    answer = client.get("/shopify/install", {"shop": SHOP})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/log-in/?next=/shopify/install%3Fshop%3D")
