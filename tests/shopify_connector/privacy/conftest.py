"""A store whose customers ask for their data or to be forgotten, and a search through everything that is kept."""

import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField

from crm.stages import ensure_pipeline
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import PrivacyRequest
from tests.shopify_connector.inbox.conftest import _app
from tests.shopify_connector.inbox.posting import ByView
from tests.shopify_connector.live.conftest import *  # noqa: F403 (a demo store, and hubsync following it)

__all__ = ["_app"]

AT = "2026-03-01T12:00:00+00:00"
ROOMS = ("accounts", "crm", "shopify_connector", "workflows", "dashboards", "admin")


def customer(number=191167, email="john@example.com", **fields):
    """A customer as `customers/*` carries them."""
    return {"id": number, "email": email, "first_name": "Johnathan", "updated_at": AT, **fields}


def order(number=299938, **fields):
    """An order of theirs as `orders/*` carries it."""
    money = {"currency": "EUR", "total_price": "10.00", "financial_status": "paid"}
    said = {"name": f"#{number}", "email": "John@Example.com", "note": "Johnathan rings", "customer": customer()}
    return {"id": number, "updated_at": AT, "created_at": AT, **money, **said, **fields}


def asked(orders_field, *orders, number=191167, email="john@example.com"):
    """What `customers/data_request` and `customers/redact` carry."""
    person = {"id": number, "email": email, "phone": "555-625-1199"}
    return {"shop_id": 954889, "shop_domain": "maison-test.myshopify.com", "customer": person, orders_field: [*orders]}


@pytest.fixture
def deliver(store):
    """`deliver("orders/create", body)`: through the door, and applied; `post` alone leaves it in the inbox."""
    ensure_pipeline()

    def post(topic, body, **headers):
        raw = json.dumps(body).encode() if not isinstance(body, bytes) else body
        assert ByView().send(body=raw, topic=topic, **{"webhook_id": str(uuid4()), **headers}).status_code == 200

    def deliver(topic, body, **headers):
        post(topic, body, **headers)
        apply_pending()
        return PrivacyRequest.objects.first()

    deliver.post = post
    return deliver


def traces_of(*words):
    """Where any of the words stands in the database: "table.column"."""
    found = set()
    for model in (model for room in ROOMS for model in apps.get_app_config(room).get_models()):
        for field in model._meta.concrete_fields:
            table, column = model._meta.db_table, field.column
            text = f"encode({column}, 'escape')" if isinstance(field, BinaryField) else f'"{column}"::text'
            if any_holds(table, text, words):
                found.add(f"{table}.{column}")
    return found


def any_holds(table, text, words):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {text} ILIKE ANY(%s) LIMIT 1", [[f"%{word}%" for word in words]])
        return cursor.fetchone() is not None
