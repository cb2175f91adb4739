"""The browser's half of OAuth: state, signature, shop."""

import hmac
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shopify_connector import oauth
from shopify_connector.errors import AppNotConfigured, AuthorizationDenied, AuthorizationFailed
from tests.shopify_connector.scripted_store import SHOP

NOW = timezone.now()
VECTOR = (
    "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173",
    "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
)


@pytest.fixture(autouse=True)
def app(settings):
    settings.SHOPIFY_API_KEY = "client-id"
    settings.SHOPIFY_API_SECRET = "hush"
    settings.SHOPIFY_API_SECRET_FALLBACKS = []
    settings.SHOPIFY_SCOPES = []
    settings.SHOPIFY_STORE_URL = "https://{shop}"
    settings.APP_URL = "https://crm.example"


@pytest.fixture
def session():
    return SessionStore()


def signed(**parameters):
    message = "&".join(f"{key}={value}" for key, value in sorted(parameters.items()))
    digest = hmac.new(b"hush", message.encode(), sha256).hexdigest()
    return urlencode({**parameters, "hmac": digest})


def begun(session, shop=SHOP):
    """Start, and answer with the state that Shopify would bring back."""
    return parse_qs(urlsplit(oauth.start(session, shop, NOW)).query)["state"][0]


def callback(session, query, at=NOW):
    return oauth.read_callback(session, query, at)


def test_the_grant_page_is_asked_for_with_everything_shopify_wants(session):
    address = urlsplit(oauth.start(session, SHOP, NOW))

    assert f"{address.scheme}://{address.netloc}{address.path}" == f"https://{SHOP}/admin/oauth/authorize"
    asked = parse_qs(address.query)
    assert asked["client_id"] == ["client-id"]
    assert asked["redirect_uri"] == ["https://crm.example/shopify/callback"]
    assert asked["scope"][0].split(",")[:3] == ["write_customers", "read_products", "read_orders"]
    assert "grant_options[]" not in asked
    assert len(bytes.fromhex(asked["state"][0])) == 32


def test_a_server_without_an_app_says_what_to_do(session, settings):
    settings.SHOPIFY_API_KEY = ""

    with pytest.raises(AppNotConfigured, match="SHOPIFY_API_KEY"):
        oauth.start(session, SHOP, NOW)
    assert oauth.SESSION_KEY not in session


def test_fewer_scopes_may_be_asked_for(session, settings):
    settings.SHOPIFY_SCOPES = ["read_orders", "read_customers", "read_products"]

    assert "scope=read_orders%2Cread_customers%2Cread_products&" in oauth.start(session, SHOP, NOW)


def test_a_good_answer_is_believed(session):
    state = begun(session)

    answer = callback(session, signed(code="c0de", shop=SHOP, state=state, timestamp="1", host="YWRtaW4="))

    assert (answer.shop, answer.code) == (SHOP, "c0de")
    assert "c0de" not in repr(answer)


def test_a_state_works_once(session):
    query = signed(code="c0de", shop=SHOP, state=begun(session), timestamp="1")
    callback(session, query)

    with pytest.raises(AuthorizationFailed, match="begun in this browser"):
        callback(session, query)


@pytest.mark.parametrize("state", ["", "0" * 64, "é"])
def test_another_state_is_refused_and_uses_up_the_true_one(session, state):
    true = begun(session)

    with pytest.raises(AuthorizationFailed, match="begun in this browser"):
        callback(session, signed(code="c0de", shop=SHOP, state=state, timestamp="1"))
    with pytest.raises(AuthorizationFailed):
        callback(session, signed(code="c0de", shop=SHOP, state=true, timestamp="1"))


def test_a_state_of_another_browser_is_refused(session):
    state = begun(session)

    with pytest.raises(AuthorizationFailed, match="begun in this browser"):
        callback(SessionStore(), signed(code="c0de", shop=SHOP, state=state, timestamp="1"))


def test_a_state_ends_after_ten_minutes(session):
    query = signed(code="c0de", shop=SHOP, state=begun(session), timestamp="1")

    with pytest.raises(AuthorizationFailed, match="ten minutes"):
        callback(session, query, NOW + timedelta(minutes=10, seconds=1))


def test_a_changed_parameter_breaks_the_signature(session):
    query = signed(code="c0de", shop=SHOP, state=begun(session), timestamp="1").replace("c0de", "f0ul")

    with pytest.raises(AuthorizationFailed, match="signature"):
        callback(session, query)


def test_a_missing_signature_is_refused(session):
    with pytest.raises(AuthorizationFailed, match="signature"):
        callback(session, urlencode({"code": "c0de", "shop": SHOP, "state": begun(session)}))


def test_the_shop_must_be_the_one_asked(session):
    query = signed(code="c0de", shop="other.myshopify.com", state=begun(session), timestamp="1")

    with pytest.raises(AuthorizationFailed, match=r"other\.myshopify\.com"):
        callback(session, query)


@pytest.mark.parametrize("shop", ["evil.example", "acme.myshopify.com.evil.example", "acme.myshopify.com\n", ""])
def test_the_shop_must_be_a_shop_domain(session, shop):
    query = signed(code="c0de", shop=shop, state=begun(session), timestamp="1")

    with pytest.raises(AuthorizationFailed, match="not complete"):
        callback(session, query)


def test_a_refusal_by_the_merchant_is_told_apart(session):
    state = begun(session)

    with pytest.raises(AuthorizationDenied, match="not granted"):
        callback(session, urlencode({"error": "access_denied", "state": state, "shop": SHOP}))
    assert oauth.SESSION_KEY not in session


def test_shopifys_own_vectors():
    message, digest = VECTOR
    assert oauth.signature_is_valid(f"{message}&hmac={digest}", ["hush"])
    assert oauth.signature_is_valid(
        "code=a94a110d86d2452eb3e2af4cfb8a3828&shop=some-shop.myshopify.com&timestamp=1337178173"
        "&hmac=2cb1a277650a659f1b11e92a4a64275b128e037f2c3390e3c8fd2d8721dac9e2&signature=ignored",
        ["hush"],
    )
    assert oauth.signature_is_valid(
        "shop=some-shop.myshopify.com&ids[]=2&ids[]=1"
        "&hmac=b93b9f82996f6f8bf9f1b7bbddec284c8fabacdc4e12dc80550b4705f3003b1e",
        ["hush"],
    )


def test_a_former_secret_still_counts():
    message, digest = VECTOR

    assert oauth.signature_is_valid(f"{message}&hmac={digest}", ["new", "hush"])
    assert not oauth.signature_is_valid(f"{message}&hmac={digest}", ["new"])
    assert not oauth.signature_is_valid(f"{message}&hmac={digest}", [])


def test_a_parameter_named_twice_is_refused():
    message, digest = VECTOR

    with pytest.raises(AuthorizationFailed, match="twice"):
        oauth.signature_is_valid(f"{message}&shop=evil.myshopify.com&hmac={digest}", ["hush"])


def test_one_value_cannot_pass_for_two():
    """What was signed as one value `x&zone=1` is not accepted as two parameters, nor the other way round."""
    digest = hmac.new(b"hush", b"state=x&zone=1", sha256).hexdigest()

    assert oauth.signature_is_valid(f"state=x&zone=1&hmac={digest}", ["hush"])
    assert not oauth.signature_is_valid(f"state=x%26zone%3D1&hmac={digest}", ["hush"])


def test_a_signature_over_the_pairs_as_they_came_counts_too():
    raw = "name=a%20b%26c&shop=some-shop.myshopify.com"
    digest = hmac.new(b"hush", raw.encode(), sha256).hexdigest()

    assert oauth.signature_is_valid(f"{raw}&hmac={digest}", ["hush"])


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(max_size=20), min_size=1),
    change=st.text(min_size=1, max_size=3),
)
def test_what_is_signed_is_accepted_and_nothing_else(given, change):
    given = {key: value for key, value in given.items() if key not in ("hmac", "signature")}
    parts = [f"{key}={value.replace('%', '%25').replace('&', '%26')}" for key, value in sorted(given.items())]
    digest = hmac.new(b"hush", "&".join(parts).encode(), sha256).hexdigest()

    assert oauth.signature_is_valid(urlencode({**given, "hmac": digest}), ["hush"])
    for key in given:
        assert not oauth.signature_is_valid(urlencode({**given, key: given[key] + change, "hmac": digest}), ["hush"])
    assert not oauth.signature_is_valid(urlencode({**given, "added": change, "hmac": digest}), ["hush"])
