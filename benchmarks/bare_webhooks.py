"""The limit that the door is compared with: a WSGI application that does HMAC and INSERT, and nothing else."""

import hmac
import os
import threading
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg2

SECRET = os.environ["SHOPIFY_API_SECRET"].encode()
STORE = int(os.environ["BENCHMARK_STORE"])
INSERT = """
    INSERT INTO shopify_connector_delivery
           (store_id, delivery_id, topic, api_version, triggered_at, received_at, body, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '')
        ON CONFLICT (delivery_id) DO NOTHING
"""
_here = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One delivery: 200 once it is durable, 401 for a wrong signature."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    expected = b64encode(hmac.digest(SECRET, body, "sha256"))
    if not hmac.compare_digest(expected, environ["HTTP_X_SHOPIFY_HMAC_SHA256"].encode()):
        start_response("401 Unauthorized", [("Content-Length", "0")])
        return [b""]
    row = (
        STORE,
        environ["HTTP_X_SHOPIFY_WEBHOOK_ID"],
        environ["HTTP_X_SHOPIFY_TOPIC"],
        environ["HTTP_X_SHOPIFY_API_VERSION"],
        environ["HTTP_X_SHOPIFY_TRIGGERED_AT"],
        datetime.now(UTC),
        body,
    )
    with _connection().cursor() as cursor:
        cursor.execute(INSERT, row)
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


def _connection() -> Any:
    if not hasattr(_here, "connection"):
        _here.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _here.connection.autocommit = True
    return _here.connection
