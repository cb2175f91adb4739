"""UTM parameters, so that the store's own statistics know which e-mail a visit came from (SPEC E4)."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, urlsplit, urlunsplit

from django.utils.text import slugify

from shopify_connector.models import StoreConnection
from shopify_connector.shop_address import store_url
from workflows.models import MarketingEmail, Sender

_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")


def campaign_of(kind: str, email: MarketingEmail) -> str:
    """What utm_campaign says: the workflow and the e-mail, "welcome-thank-you-for-your-order"."""
    return f"{slugify(kind)}-{slugify(email.name)}".strip("-")


def store_hosts() -> frozenset[str]:
    """The hosts of the store, with their ports: its own domain and the one that Shopify gave it. Two queries."""
    store = StoreConnection.objects.current()
    addresses = (Sender.current().store_url, store_url(store.shop) if store else "")
    return frozenset(filter(None, map(host_of, addresses)))


@lru_cache(maxsize=4096)
def with_campaign(url: str, campaign: str, hosts: frozenset[str]) -> str:
    """A link into the store with the parameters that it does not have yet; any other link as it is."""
    if host_of(url) not in hosts:
        return url
    parts = urlsplit(url)
    there = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)} if parts.query else set()
    utm = {"utm_source": "hubsync", "utm_medium": "email", "utm_campaign": quote_plus(campaign)}
    missing = "&".join(f"{name}={value}" for name, value in utm.items() if name not in there)
    # What stands there stays byte for byte: a cart's link may be signed by the store.
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, missing)))))


def text_with_campaign(text: str, campaign: str, hosts: frozenset[str]) -> str:
    """A plain text with the parameters on its links into the store. Its links are not counted: people read them."""
    return _ADDRESS.sub(lambda found: with_campaign(found[0], campaign, hosts), text)


def host_of(url: str) -> str:
    """The host of a web address with its port, as `store_hosts` writes them; empty where it is none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in ("http", "https")
    return parts.netloc.rpartition("@")[2].lower().removeprefix("www.") if is_web else ""
