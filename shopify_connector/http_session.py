"""One pooled HTTP session per thread for all that is asked of Shopify."""

import threading
from http.cookiejar import DefaultCookiePolicy

import requests

# Seconds to connect, and at most between two pieces of an answer.
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
_local = threading.local()


def http() -> requests.Session:
    """This thread's session: connections are kept, cookies are not."""
    session: requests.Session | None = getattr(_local, "session", None)
    if session is None:
        session = requests.Session()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers.update({"User-Agent": "hubsync", "Accept": "application/json"})
        _local.session = session
    return session


def timeouts(patience: float) -> tuple[float, float]:
    """The time-outs of one request within a call that may take `patience` seconds in all."""
    return min(CONNECT_SECONDS, patience), min(READ_SECONDS, patience)
