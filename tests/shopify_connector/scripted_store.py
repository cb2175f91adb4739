"""A store that answers by script, a clock that only moves when somebody sleeps, and rows of connected stores."""

import hmac
import json
import threading
from collections import deque
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode

from django.utils import timezone

from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way

SHOP = "maison-test.myshopify.com"
ALL_SCOPES = [
    "write_customers",
    "read_products",
    "read_orders",
    "read_all_orders",
    "read_publications",
    "read_customer_merge",
    "write_pixels",
    "read_customer_events",
    "write_script_tags",
]


class ScriptedStore:
    """An HTTP server on this machine. `replies` are given out in turn, then `always`; `requests` keeps what came."""

    def __init__(self):
        self.replies = deque()
        self.always = None
        self.requests = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                script.requests.append(Received(self.path, dict(self.headers), body))
                reply = script.replies.popleft() if script.replies else script.always
                if callable(reply):
                    reply = reply(script.requests[-1])
                reply = reply or Reply(status=500)
                if reply.hang_up:
                    self.close_connection = True
                    return
                content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def will(self, *replies):
        self.replies.extend(replies)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Received:
    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode()))

    @property
    def token(self):
        return self.headers.get("X-Shopify-Access-Token")


class Reply:
    def __init__(self, body=None, status=200, headers=None, hang_up=False):
        self.body = {} if body is None else body
        self.status, self.headers, self.hang_up = status, headers or {}, hang_up


def shop_data(**changes):
    """What a store answers to `shop.graphql`."""
    scopes = changes.pop("scopes", ALL_SCOPES)
    shop = {
        "id": "gid://shopify/Shop/4401",
        "name": "Maison Test",
        "email": "owner@maison-test.example",
        "myshopifyDomain": SHOP,
        "primaryDomain": {"host": "maison-test.example"},
        "currencyCode": "EUR",
        "ianaTimezone": "Europe/Paris",
        "plan": {"publicDisplayName": "Advanced"},
        **changes,
    }
    return {"data": {"shop": shop, "currentAppInstallation": {"accessScopes": [{"handle": s} for s in scopes]}}}


def signed_query(secret="hush", **parameters):
    """A query string as Shopify signs it."""
    message = "&".join(f"{key}={value}" for key, value in sorted(parameters.items()))
    digest = hmac.new(secret.encode(), message.encode(), sha256).hexdigest()
    return urlencode({**parameters, "hmac": digest})


def token_reply(token="shpat_first", *, refresh="shprt_first", expires_in=3600, scopes=ALL_SCOPES):
    """What a store answers to a code or a refresh token."""
    return Reply(
        {
            "access_token": token,
            "scope": ",".join(scopes),
            "expires_in": expires_in,
            "refresh_token": refresh,
            "refresh_token_expires_in": 7776000,
        }
    )


class Clock:
    """Time that passes only in `sleep`; `pauses` keeps how long each one was."""

    def __init__(self):
        self.now = 1000.0
        self.pauses = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


def make_store(**changes):
    fields = {
        "shop": SHOP,
        "myshopify_domain": SHOP,
        "way": Way.AUTHORIZATION_CODE,
        "access_token": "shpat_first",
        "access_token_expires_at": timezone.now() + timezone.timedelta(hours=1),
        "refresh_token": "shprt_first",
        "refresh_token_expires_at": timezone.now() + timezone.timedelta(days=90),
        "scopes": ALL_SCOPES,
        "connected_at": timezone.now(),
        "name": "Maison Test",
    }
    return StoreConnection.objects.create(**{**fields, **changes})
