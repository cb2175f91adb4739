"""Row 17, for the connector: nobody can be sent from here to a host that is not a Shopify store's."""

import pytest

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "evil.example",
    "https://evil.example/acme.myshopify.com",
    "acme.myshopify.com.evil.example",
    "acme.myshopify.com@evil.example",
    "evil.example#.myshopify.com",
    "evil.example\\.myshopify.com",
    "//evil.example/%2e.myshopify.com",
    "acme.myshopify.com\r\nLocation: https://evil.example",
    "evil.example/.myshopify.com",
]


@pytest.mark.parametrize("shop", ELSEWHERE)
def test_the_install_door_leads_to_stores_only(admin_client, settings, shop):
    settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET = "client-id", "hush"
    settings.SHOPIFY_STORE_URL = "https://{shop}"

    for answer in (
        admin_client.get("/shopify/install", {"shop": shop}),
        admin_client.post("/integrations/e-commerce/shopify/", {"shop": shop}),
    ):
        assert answer.status_code in (200, 400)
        assert "Location" not in answer
