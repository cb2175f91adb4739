"""Row 19, for the connector: nothing changes by GET or without the CSRF token; no page can be framed."""

import pytest
from django.test import Client

from accounts.models import Portal
from shopify_connector.models import StoreConnection
from tests.shopify_connector.scripted_store import make_store

pytestmark = pytest.mark.django_db
DOORS = (
    "/integrations/e-commerce/shopify/",
    "/integrations/crm/salesforce/",
    "/settings/e-commerce/access-token/",
    "/settings/e-commerce/client-credentials/",
    "/settings/e-commerce/renewed-token/",
    "/settings/e-commerce/disconnect/",
)


@pytest.mark.parametrize("door", DOORS)
def test_a_form_of_another_site_is_refused(admin_user, door):
    make_store()
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert client.post(door, {"on": "1"}).status_code == 403
    assert StoreConnection.objects.get().is_connected


@pytest.mark.parametrize("door", DOORS)
def test_looking_changes_nothing(admin_client, door):
    make_store(access_token_expires_at=None)

    assert admin_client.get(door, {"on": "1"}).status_code in (200, 405)
    assert StoreConnection.objects.get().is_connected
    assert not Portal.current().salesforce_enabled


def test_pages_cannot_be_framed(admin_client):
    answer = admin_client.get("/integrations/e-commerce/")

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
