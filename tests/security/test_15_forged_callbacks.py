"""Row 15, for OAuth: forged and replayed answers are refused; signatures are compared in constant time."""

import hmac
import inspect

import pytest

from shopify_connector import oauth
from shopify_connector.models import StoreConnection
from tests.shopify_connector.scripted_store import SHOP, Reply, shop_data, signed_query, token_reply

pytestmark = pytest.mark.django_db


def state_of(client):
    client.get("/shopify/install", {"shop": SHOP})
    return client.session[oauth.SESSION_KEY]["state"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda query: query.replace("shop=maison", "shop=mansion"),
        lambda query: query + "&code=another",
        lambda query: query + "&extra=1",
        lambda query: query.split("&hmac=")[0],
        lambda query: query.split("&hmac=")[0] + "&hmac=",
        lambda query: query.split("&hmac=")[0] + "&hmac=" + "0" * 64,
        lambda query: query.split("&hmac=")[0] + "&hmac=%C3%A9",
        lambda query: query.replace("state=", "State="),
    ],
)
def test_no_forged_answer_reaches_the_token_door(admin_client, scripted, forge):
    query = signed_query(code="c0de", shop=SHOP, state=state_of(admin_client), timestamp="1")

    assert admin_client.get(f"/shopify/callback?{forge(query)}").status_code == 400
    assert scripted.requests == []
    assert not StoreConnection.objects.exists()


def test_an_answer_works_once(admin_client, scripted):
    query = signed_query(code="c0de", shop=SHOP, state=state_of(admin_client), timestamp="1")
    scripted.will(token_reply(), Reply(shop_data()))

    assert admin_client.get(f"/shopify/callback?{query}").status_code == 302
    assert admin_client.get(f"/shopify/callback?{query}").status_code == 400
    assert len(scripted.requests) == 2


def test_one_browsers_answer_is_no_use_in_another(admin_client, client, admin_user, scripted):
    query = signed_query(code="c0de", shop=SHOP, state=state_of(admin_client), timestamp="1")
    other = type(admin_client)()
    other.force_login(admin_user)

    assert other.get(f"/shopify/callback?{query}").status_code == 400
    assert scripted.requests == []


def test_comparisons_take_the_same_time_whatever_is_given():
    source = inspect.getsource(oauth)

    assert source.count("compare_digest") == 2
    assert hmac.compare_digest is oauth.hmac.compare_digest
