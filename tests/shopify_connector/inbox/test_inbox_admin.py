"""The inbox in the Django admin: to look at."""

import pytest
from django.urls import reverse

from shopify_connector.models import Delivery

pytestmark = pytest.mark.django_db


def test_a_delivery_can_be_read_and_not_changed(admin_client, door, store):
    door.send(body=b'{"note": "<b>Zo\xc3\xab</b>"}' + b" " * 30_000)
    delivery = Delivery.objects.get()
    address = reverse("admin:shopify_connector_delivery_change", args=[delivery.pk])

    page = admin_client.get(address).content.decode()
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in page
    assert "29.3" in page
    assert 'name="topic"' not in page
    admin_client.post(address, {"topic": "other"})
    assert Delivery.objects.get().topic == "orders/create"


def test_lists_leave_bodies_in_the_database(admin_client, door, store, django_assert_max_num_queries):
    door.send()

    with django_assert_max_num_queries(10) as queries:
        admin_client.get(reverse("admin:shopify_connector_delivery_changelist"))
    assert not [query for query in queries if '"body"' in query["sql"]]
