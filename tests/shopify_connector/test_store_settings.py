"""E-commerce settings: the store as it stands, the other ways of connecting, disconnecting."""

import pytest
from django.utils import timezone

from accounts.models import Portal
from shopify_connector import waiting
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Status, Way
from tests.shopify_connector.scripted_store import ALL_SCOPES, SHOP, Reply, make_store, shop_data, token_reply

pytestmark = pytest.mark.django_db
ADDRESS = "/settings/e-commerce/"


def text_of(answer):
    return answer.content.decode()


def test_without_a_store_the_page_says_what_to_do(admin_client):
    page = text_of(admin_client.get(ADDRESS))

    assert "No store is connected" in page
    assert 'href="/integrations/e-commerce/shopify/"' in page


def test_a_connected_store_is_described(admin_client):
    make_store(name="Maison Test", currency="EUR", time_zone="Europe/Paris", plan="Advanced", email="owner@example.com")

    page = text_of(admin_client.get(ADDRESS))

    for fact in ("Maison Test", SHOP, "EUR", "Europe/Paris", "Advanced", "owner@example.com", "Approved in Shopify"):
        assert fact in page
    assert "read_all_orders" in page
    assert "Access that was asked for and not granted" not in page


def test_tokens_and_secrets_are_nowhere_on_the_page(admin_client):
    make_store(access_token="shpat_hidden", refresh_token="shprt_hidden", client_secret="shpss_hidden")

    assert "_hidden" not in text_of(admin_client.get(ADDRESS))


def test_what_is_missing_is_told_by_what_it_costs(admin_client):
    make_store(scopes_missing=["read_all_orders"])

    assert "Only orders of the last 60 days are imported." in text_of(admin_client.get(ADDRESS))


def test_a_dead_token_asks_for_connecting_again(admin_client):
    make_store(status=Status.RECONNECT_NEEDED, last_error="Shopify no longer accepts the access token.")

    page = text_of(admin_client.get(ADDRESS))

    assert "The store must be connected again" in page
    assert "Shopify no longer accepts the access token." in page
    assert "Connect again" in page


def test_what_is_waited_for_is_told(admin_client):
    make_store()
    waiting.note_waiting(SHOP, waiting.Reason.THROTTLED, 20)

    page = text_of(admin_client.get(ADDRESS))

    assert "Waiting for Shopify&#x27;s rate limit" in page or "Waiting for Shopify's rate limit" in page


@pytest.mark.parametrize(
    ("tier", "closed"),
    [
        ("free", ["Segments by line item: takes the tier Basic or higher", "Workflows: takes the tier Pro or higher"]),
        ("basic", ["Workflows: takes the tier Pro or higher"]),
        ("pro", []),
        ("enterprise", []),
    ],
)
def test_the_tier_says_what_it_leaves_closed(admin_client, tier, closed):
    Portal.objects.update_or_create(id=1, defaults={"tier": tier})

    page = text_of(admin_client.get(ADDRESS))

    assert ("Not in this portal" in page) is bool(closed)
    for words in closed:
        assert words in page


def fixed_token(**changes):
    return {"token-shop": SHOP, "token-access_token": "shpat_fixed", "token-client_secret": "", **changes}


def test_a_fixed_token_connects(admin_client, scripted):
    scripted.will(Reply(shop_data()))

    answer = admin_client.post(f"{ADDRESS}access-token/", fixed_token(**{"token-client_secret": "own-secret"}))

    assert answer["Location"] == "/integrations/e-commerce/?connected"
    store = StoreConnection.objects.connected()
    assert store.way == Way.FIXED_TOKEN
    assert store.token_is_permanent
    assert store.signing_secrets() == ["own-secret"]


def test_a_fixed_token_shopify_refuses_is_told_in_the_form(admin_client, scripted):
    scripted.will(Reply({"errors": "[API] Invalid API key or access token"}, status=401))

    page = text_of(admin_client.post(f"{ADDRESS}access-token/", fixed_token()))

    assert "Shopify does not accept this access token." in page
    assert 'id="other-ways" open' in page
    assert "shpat_fixed" not in page
    assert not StoreConnection.objects.exists()


def test_a_wrong_address_is_answered_at_the_field_there_too(admin_client, scripted):
    page = text_of(admin_client.post(f"{ADDRESS}access-token/", fixed_token(**{"token-shop": "www.acme.com"})))

    assert "not an address at Shopify" in page.split('id="id_token-shop_error"')[1]


def test_client_credentials_connect_with_an_app_of_their_own(admin_client, scripted):
    scripted.will(Reply({"access_token": "shpat_day", "scope": ",".join(ALL_SCOPES), "expires_in": 86399}))
    scripted.will(Reply(shop_data()))
    given = {"credentials-shop": SHOP, "credentials-client_id": "own-id", "credentials-client_secret": "own-secret"}

    admin_client.post(f"{ADDRESS}client-credentials/", given)

    assert scripted.requests[0].form["client_id"] == "own-id"
    store = StoreConnection.objects.connected()
    assert (store.way, store.app_id, store.app_secret) == (Way.CLIENT_CREDENTIALS, "own-id", "own-secret")
    assert timezone.now() < store.access_token_expires_at


def test_client_credentials_of_the_server_are_not_copied(admin_client, scripted):
    scripted.will(Reply({"access_token": "shpat_day", "scope": ",".join(ALL_SCOPES), "expires_in": 86399}))
    scripted.will(Reply(shop_data()))

    admin_client.post(f"{ADDRESS}client-credentials/", {"credentials-shop": SHOP})

    assert scripted.requests[0].form["client_id"] == "client-id"
    assert StoreConnection.objects.connected().client_id == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [({"credentials-client_id": "own-id"}, "Enter both, or neither."), ({}, "this server has none of its own")],
)
def test_client_credentials_must_be_whole(admin_client, scripted, settings, given, words):
    settings.SHOPIFY_API_KEY = ""

    page = text_of(admin_client.post(f"{ADDRESS}client-credentials/", {"credentials-shop": SHOP, **given}))

    assert words in page
    assert scripted.requests == []


def test_another_organisations_store_is_told(admin_client, scripted):
    scripted.will(Reply({"error": "shop_not_permitted"}, status=400))

    page = text_of(admin_client.post(f"{ADDRESS}client-credentials/", {"credentials-shop": SHOP}))

    assert "do not belong to the same Shopify organisation" in page


def test_a_permanent_token_can_be_exchanged(admin_client, scripted):
    make_store(access_token_expires_at=None, refresh_token="", refresh_token_expires_at=None)
    assert "Use a renewed token" in text_of(admin_client.get(ADDRESS))
    scripted.will(token_reply("shpat_second"))

    admin_client.post(f"{ADDRESS}renewed-token/")

    assert not StoreConnection.objects.get().token_is_permanent
    assert "Use a renewed token" not in text_of(admin_client.get(ADDRESS))


def test_disconnecting_tells_its_consequences_first(admin_client, scripted):
    make_store()

    page = text_of(admin_client.get(f"{ADDRESS}disconnect/"))

    assert "Disconnect Maison Test?" in page
    assert "Contacts (" in page
    assert "stay here" in page
    assert StoreConnection.objects.get().is_connected
    assert scripted.requests == []


def test_disconnecting_drops_the_keys_and_keeps_the_rest(admin_client, scripted, clock):
    make_store()
    scripted.always = Reply({"data": {}, "errors": []}, status=404)

    page = text_of(admin_client.post(f"{ADDRESS}disconnect/", follow=True))

    assert "Maison Test is disconnected." in page
    assert "Connect it again to go on where it stopped" in page
    store = StoreConnection.objects.get()
    assert store.is_disconnected
    assert store.access_token == ""


def test_disconnecting_nothing_leads_back(admin_client):
    assert admin_client.post(f"{ADDRESS}disconnect/")["Location"] == ADDRESS


def test_others_read_and_change_nothing(client, marketer, scripted):
    make_store(access_token_expires_at=None)
    client.force_login(marketer)
    page = text_of(client.get(ADDRESS))

    assert SHOP in page
    for hidden in ("Other ways to connect", "Disconnect the store", "Use a renewed token"):
        assert hidden not in page
    assert client.get(f"{ADDRESS}disconnect/").status_code == 403
    for door in ("disconnect/", "access-token/", "client-credentials/", "renewed-token/"):
        assert client.post(f"{ADDRESS}{door}", fixed_token()).status_code == 403
    assert StoreConnection.objects.get().is_connected
    assert scripted.requests == []
