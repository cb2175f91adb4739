"""Deliveries as Shopify sends them, through either entrance of the door."""

import hmac
from base64 import b64encode
from unittest.mock import patch
from uuid import uuid4

from django.test import Client, RequestFactory

PATH = "/shopify/webhooks"
SECRET = "hush"
SHOP = "maison-test.myshopify.com"
BODY = '{"id": 820982911946154508, "note": "Zoë"}'.encode()


def signed(body=BODY, secret=SECRET):
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def headers(body=BODY, **changes):
    """The headers of a delivery; `changes` by name (`topic=…`, `webhook_id=None` leaves one out)."""
    every = {
        "topic": "orders/create",
        "shop_domain": SHOP,
        "hmac_sha256": signed(body),
        "webhook_id": str(uuid4()),
        "event_id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "api_version": "2026-10",
        "triggered_at": "2026-03-29T18:00:27.877041743Z",
        **changes,
    }
    return {f"X-Shopify-{name.replace('_', '-')}": value for name, value in every.items() if value is not None}


class ByView:
    """Through Django, as tests and `runserver` do."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def send(self, method="POST", body=BODY, extra=None, **changes):
        given = headers(body, **changes)
        return self.client.generic(method, PATH, body, "application/json", headers=given, **(extra or {}))


class ByWsgi:
    """Past Django, as the web server does."""

    def send(self, method="POST", body=BODY, extra=None, **changes):
        from hubsync.wsgi import application

        given = headers(body, **changes)
        request = RequestFactory().generic(method, PATH, body, "application/json", headers=given, **(extra or {}))
        # Django's own client does not let connections be closed either: a test's transaction hangs on one.
        with patch("shopify_connector.inbox.entrances.close_old_connections"):
            return Answer(application, request.environ)


class Answer:
    def __init__(self, application, environ):
        self.content = b"".join(application(environ, self._start))

    def _start(self, status, pairs):
        self.status_code = int(status.split()[0])
        self.headers = dict(pairs)
