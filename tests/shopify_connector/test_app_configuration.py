"""The app configuration for Shopify's CLI says what hubsync asks for, and leads to its doors."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from shopify_connector.inbox.topics import COMPLIANCE
from shopify_connector.scopes import ASKED

FILE = Path(__file__).parents[2] / "shopify_app" / "shopify.app.toml"
ADDRESS = "https://crm.example.com"


@pytest.fixture
def app():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_it_asks_for_hubsyncs_scopes(app):
    assert tuple(app["access_scopes"]["scopes"].split(",")) == ASKED


def test_it_asks_for_what_the_law_asks_and_for_nothing_that_hubsync_subscribes_to(app):
    (only,) = app["webhooks"]["subscriptions"]

    assert tuple(only["compliance_topics"]) == COMPLIANCE
    assert "topics" not in only
    assert app["webhooks"]["api_version"] == settings.SHOPIFY_API_VERSION


def test_it_leads_to_hubsyncs_doors(app):
    addresses = {
        "shopify-install": app["application_url"],
        "shopify-callback": app["auth"]["redirect_urls"][0],
        "shopify-webhooks": app["webhooks"]["subscriptions"][0]["uri"],
    }

    assert {name: resolve(address.removeprefix(ADDRESS)).url_name for name, address in addresses.items()} == {
        name: name for name in addresses
    }
    assert app["embedded"] is False
