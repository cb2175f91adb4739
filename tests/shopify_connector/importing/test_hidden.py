"""Fields that Shopify hides are explained, and never read as empty (SPEC K2)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from crm.ingest import UNKNOWN
from shopify_connector.admin_api import AdminApi
from shopify_connector.importing.chunks import chunks
from shopify_connector.importing.hidden import hidden_fields, hides_email, unknown_fields
from shopify_connector.importing.jsonl import groups
from shopify_connector.importing.steps import NotWholly, run_steps
from shopify_connector.models import ImportSession, ImportStep, StoreConnection
from tests.shopify_connector.scripted_store import Received, Reply, ScriptedStore, make_store

WHY = "This app is not approved to access the Customer object."


@pytest.fixture
def store(db: None) -> StoreConnection:
    return make_store()


def answer_with_hidden_customers(request: Received) -> Reply:
    query = request.json["query"]
    if "customers(" in query:
        path = ["customers", "nodes", 0, "defaultEmailAddress"]
        return Reply({"data": {"customers": {"nodes": [{}]}}, "errors": [{"message": WHY, "path": path}]})
    if "orders(" in query:
        path = ["orders", "nodes", 0, "customer"]
        return Reply({"data": {"orders": {"nodes": [{}]}}, "errors": [{"message": WHY, "path": path}]})
    if "abandonedCheckouts(" in query:
        return Reply({"data": {"abandonedCheckouts": {"nodes": []}}})
    if "bulkOperationRunQuery" in query:
        return Reply({"data": {"bulkOperationRunQuery": {"bulkOperation": {"id": "gid://b/1"}, "userErrors": []}}})
    if "bulkOperation(" in query:
        return Reply({"data": {"bulkOperation": {"status": "COMPLETED", "url": None, "rootObjectCount": "0"}}})
    return Reply({"data": {}})


def test_what_is_hidden_is_found_by_reading_one_of_each(scripted: ScriptedStore, store: StoreConnection) -> None:
    scripted.always = answer_with_hidden_customers
    hidden = hidden_fields(AdminApi(store))

    fields = [(one["object"], one["field"]) for one in hidden]
    assert fields == [("customers", "defaultEmailAddress"), ("orders", "customer")]
    assert hides_email(hidden)
    assert unknown_fields(hidden, "orders") == ("customer_id",)


def test_hidden_addresses_stop_the_customers_and_nothing_else(
    scripted: ScriptedStore, store: StoreConnection, client: Client
) -> None:
    scripted.always = answer_with_hidden_customers
    session = ImportSession.objects.create(store=store, started_at=timezone.now())
    kinds = ("products", "customers", "orders", "abandoned_checkouts")
    for place, kind in enumerate(kinds):
        ImportStep.objects.create(session=session, object=kind, place=place)
    with pytest.raises(NotWholly):
        run_steps(session)

    assert list(session.steps.values_list("status", flat=True)) == ["done", "failed", "done", "done"]
    client.force_login(User.objects.create_user("v@example.com", "a long password", role=Role.VIEWER))
    page = client.get(reverse("sync-health")).content.decode()
    assert "Shopify hides some customer data from this app" in page
    assert "orders.customer" in page


def test_order_of_a_hidden_customer_does_not_lose_its_contact(tmp_path: Any) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text('{"id":"gid://shopify/Order/1","updatedAt":"2026-01-01T00:00:00Z","customer":null}\n')
    (seen,) = chunks(groups(path), "orders")
    (hidden,) = chunks(groups(path), "orders", ("customer_id",))

    assert seen.mapped[0].record.customer_id is None
    assert hidden.mapped[0].record.customer_id is UNKNOWN
