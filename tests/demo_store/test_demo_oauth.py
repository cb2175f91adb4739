"""Installing an app: log-in, grant, codes, tokens, refreshing."""

import base64
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from demo_store.oauth.signature import digest, is_valid, message_of

APP = "http://127.0.0.1:8000/shopify/callback"
KEY, SECRET = "demo-store-key", "demo-store-secret"
HUSH = "hush"


@pytest.mark.parametrize(
    ("pairs", "message", "wanted"),
    [
        (
            [
                ("shop", "some-shop.myshopify.com"),
                ("code", "0907a61c0c8d55e99db179b68161bc00"),
                ("timestamp", "1337178173"),
                ("state", "0.6784241404160823"),
            ],
            "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&state=0.6784241404160823"
            "&timestamp=1337178173",
            "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
        ),
        (
            [
                ("shop", "some-shop.myshopify.com"),
                ("code", "a94a110d86d2452eb3e2af4cfb8a3828"),
                ("timestamp", "1337178173"),
            ],
            "code=a94a110d86d2452eb3e2af4cfb8a3828&shop=some-shop.myshopify.com&timestamp=1337178173",
            "2cb1a277650a659f1b11e92a4a64275b128e037f2c3390e3c8fd2d8721dac9e2",
        ),
        (
            [("shop", "some-shop.myshopify.com"), ("ids[]", "2"), ("ids[]", "1")],
            'ids=["2", "1"]&shop=some-shop.myshopify.com',
            "b93b9f82996f6f8bf9f1b7bbddec284c8fabacdc4e12dc80550b4705f3003b1e",
        ),
    ],
)
def test_signatures_equal_those_of_shopifys_own_libraries(pairs, message, wanted):
    assert message_of([*pairs, ("hmac", "left out")]) == message
    assert digest(pairs, HUSH) == wanted


def authorize_url(running, **changes):
    given = {"client_id": KEY, "scope": "read_customers,read_orders", "redirect_uri": APP, "state": "n0nce", **changes}
    return f"{running.url}/admin/oauth/authorize", given


def logged_in(running):
    browser = requests.Session()
    browser.post(f"{running.url}/admin/login", data={"email": "claire@maison-alder.example.com"}, timeout=5)
    return browser


def decide(running, browser=None, decision="install", grant=("read_customers", "read_orders"), **changes):
    url, given = authorize_url(running, **changes)
    data = {**given, "decision": decision, "grant": list(grant)}
    return (browser or logged_in(running)).post(url, data=data, allow_redirects=False, timeout=5)


def code_of(running, **changes):
    return dict(parse_qsl(urlsplit(decide(running, **changes).headers["Location"]).query))["code"]


def exchange(running, as_json=False, **given):
    body = {"client_id": KEY, "client_secret": SECRET, **given}
    sent = {"json": body} if as_json else {"data": body}
    return requests.post(f"{running.url}/admin/oauth/access_token", **sent, timeout=5)


def test_the_merchant_logs_in_first_and_comes_back_to_the_grant_page(serve):
    running = serve()
    url, given = authorize_url(running)
    browser = requests.Session()
    first = browser.get(url, params=given, timeout=5)

    assert "/admin/login" in first.url
    assert "no password" in first.text

    after = dict(parse_qsl(urlsplit(first.url).query))["next"]
    grant = browser.post(first.url, data={"email": "claire@maison-alder.example.com", "next": after}, timeout=5)

    assert "Install hubsync?" in grant.text
    assert "View customers" in grant.text


def test_log_in_leads_to_this_store_only(serve):
    running = serve()
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = requests.post(f"{running.url}/admin/login", data={"next": elsewhere}, allow_redirects=False, timeout=5)
        assert answer.headers["Location"] == "/admin"


def test_install_returns_a_signed_code(serve):
    running = serve()
    answer = decide(running)
    target = answer.headers["Location"]
    given = dict(parse_qsl(urlsplit(target).query))

    assert answer.status_code == 302
    assert target.startswith(APP + "?")
    assert given.keys() == {"code", "hmac", "host", "shop", "state", "timestamp"}
    assert given["state"] == "n0nce"
    assert given["shop"] == "maison-alder.myshopify.com"
    assert base64.urlsafe_b64decode(given["host"] + "==").decode() == "admin.shopify.com/store/maison-alder"
    assert is_valid(given, SECRET)
    assert not is_valid({**given, "shop": "other.myshopify.com"}, SECRET)


def test_cancel_says_so_to_the_app(serve):
    running = serve()
    given = dict(parse_qsl(urlsplit(decide(running, decision="cancel").headers["Location"]).query))

    assert given["error"] == "access_denied"
    assert "code" not in given
    assert is_valid(given, SECRET)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "other"}, "Could not find Shopify API application with api_key other"),
        ({"redirect_uri": "https://evil.example/shopify/callback"}, "The redirect_uri is not whitelisted"),
        ({"scope": "read_everything"}, "Unknown scope: read_everything"),
        ({"grant_options[]": "per-user"}, "not simulated"),
    ],
)
def test_wrong_requests_are_told_on_a_bare_page(serve, changes, words):
    running = serve()
    url, given = authorize_url(running, **changes)
    answer = logged_in(running).get(url, params=given, timeout=5)

    assert answer.status_code == 400
    assert words in answer.text


def test_the_same_scopes_again_go_straight_on(serve):
    running = serve()
    browser = logged_in(running)
    decide(running, browser)
    url, given = authorize_url(running, scope="read_orders")
    again = browser.get(url, params=given, allow_redirects=False, timeout=5)

    assert again.headers["Location"].startswith(APP)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_code_is_good_once(serve, as_json):
    running = serve()
    code = code_of(running)
    first = exchange(running, as_json, code=code)
    second = exchange(running, as_json, code=code)

    assert first.json().keys() == {"access_token", "scope"}
    assert first.json()["access_token"].startswith("shpat_")
    assert first.json()["scope"] == "read_customers,read_orders"
    assert (second.status_code, second.json()["error"]) == (400, "invalid_request")


def test_fewer_scopes_can_be_granted_and_bind_the_token(serve, asked_of):
    running = serve()
    token = exchange(running, code=code_of(running, grant=["read_orders"])).json()

    assert token["scope"] == "read_orders"
    answer = asked_of(running, token["access_token"])("{ customers(first: 1) { nodes { id } } }")
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_writing_implies_reading_and_only_writing_is_listed(serve, asked_of):
    running = serve()
    both = "read_customers,write_customers"
    token = exchange(running, code=code_of(running, scope=both, grant=both.split(","))).json()

    assert token["scope"] == "write_customers"
    assert "errors" not in asked_of(running, token["access_token"])("{ customers(first: 1) { nodes { id } } }")


def test_wrong_secret(serve):
    running = serve()

    assert exchange(running, code=code_of(running), client_secret="guess").status_code == 401


def test_expiring_tokens_are_refreshed(serve, asked_of):
    running = serve()
    pair = exchange(running, code=code_of(running), expiring="1").json()

    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 7_776_000)
    running.store.installations.expire_access_tokens()
    url = f"{running.url}/admin/api/2026-10/graphql.json"
    dead = requests.post(url, json={}, headers={"X-Shopify-Access-Token": pair["access_token"]}, timeout=5)
    assert dead.status_code == 401

    renewed = exchange(running, grant_type="refresh_token", refresh_token=pair["refresh_token"]).json()
    assert renewed.keys() == pair.keys()
    assert "errors" not in asked_of(running, renewed["access_token"])("{ shop { id } }")


def test_a_lost_answer_can_be_asked_for_again_until_its_successor_is_used(serve):
    running = serve()
    first = exchange(running, code=code_of(running), expiring="1").json()["refresh_token"]
    exchange(running, grant_type="refresh_token", refresh_token=first)
    second = exchange(running, grant_type="refresh_token", refresh_token=first).json()["refresh_token"]
    assert exchange(running, grant_type="refresh_token", refresh_token=second).status_code == 200

    late = exchange(running, grant_type="refresh_token", refresh_token=first)
    assert (late.status_code, late.json()["error"]) == (401, "invalid_grant")


def test_client_credentials_take_an_installed_app(serve):
    without = exchange(serve(), grant_type="client_credentials")
    token = exchange(serve(installed=True), grant_type="client_credentials").json()

    assert without.status_code == 400
    assert token.keys() == {"access_token", "scope", "expires_in"}
    assert token["expires_in"] == 86_399


def test_a_permanent_token_can_be_exchanged_for_an_expiring_one(serve):
    running = serve()
    old = exchange(running, code=code_of(running)).json()["access_token"]
    kind = "urn:shopify:params:oauth:token-type:offline-access-token"
    given = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": old,
        "subject_token_type": kind,
        "requested_token_type": kind,
        "expiring": "1",
    }
    pair = exchange(running, **given).json()

    assert pair["refresh_token"]
    assert running.store.installations.find(old) is None
    assert exchange(running, **given).status_code == 400


def test_uninstalling_ends_tokens_and_subscriptions(serve, asked_of, query):
    running = serve()
    token = exchange(running, code=code_of(running)).json()["access_token"]
    ask = asked_of(running, token)
    running.store.webhooks.create("ORDERS_CREATE", {"uri": "https://example.com/hooks"})
    assert ask(query("app_uninstall"))["data"]["appUninstall"]["userErrors"] == []

    assert running.store.installations.find(token) is None
    assert running.store.webhooks.all() == []
