"""How buyers found the shop: visits with referrers, landing pages and campaign parameters."""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from demo_store.identifiers import Ids
from demo_store.instants import DAY, HOUR
from demo_store.records import Journey, Utm, Visit


class Channel(NamedTuple):
    """`source` is Shopify's word for it; `share` is parts in a hundred of first visits."""

    share: int
    source: str
    tactic: str | None
    referrer: str | None
    utm: Utm | None = None
    extra: str = ""


_CHANNELS: Final = (
    Channel(27, "direct", None, None),
    Channel(22, "Google", "SEO", "https://www.google.com/"),
    Channel(3, "Bing", "SEO", "https://www.bing.com/"),
    Channel(1, "DuckDuckGo", "SEO", "https://duckduckgo.com/"),
    Channel(
        9,
        "Google",
        "AD",
        "https://www.google.com/",
        Utm("google", "cpc", "brand_eu", "maison alder", "ad-1"),
        "gclid=EAIaIQobChMI-demo",
    ),
    Channel(
        3,
        "Google",
        "AD",
        "https://www.google.com/",
        Utm("google", "cpc", "shopping-lamps", "table lamp oak", None),
        "gclid=EAIaIQobChMI-demo2",
    ),
    Channel(7, "Instagram", "POST", "https://l.instagram.com/"),
    Channel(
        5,
        "Instagram",
        "AD",
        "https://l.instagram.com/",
        Utm("instagram", "paid_social", "autumn-throws", None, "reel-3"),
        "fbclid=IwAR0demo",
    ),
    Channel(
        4,
        "Facebook",
        "AD",
        "https://m.facebook.com/",
        Utm("facebook", "paid_social", "retargeting-30d", None, "carousel"),
        "fbclid=IwAR1demo",
    ),
    Channel(4, "Pinterest", "POST", "https://www.pinterest.fr/"),
    Channel(9, "email", "NEWSLETTER", None, Utm("newsletter", "email", "sunday-letter", None, "header")),
    Channel(3, "an unknown source", "LINK", "https://www.cotemaison.example/deco/lampes-2026"),
    Channel(
        2,
        "an unknown source",
        "AFFILIATE",
        "https://blog.example.org/slow-home",
        Utm("slowhome", "affiliate", "partner-7", None, None),
    ),
    Channel(1, "QR code", "LINK", None, Utm("flyer", "qr", "market-nantes", None, None)),
)
_WEIGHTS: Final = [channel.share for channel in _CHANNELS]
_PAGES: Final = (
    "/",
    "/",
    "/collections/lighting",
    "/collections/textiles",
    "/collections/table",
    "/products/{handle}",
    "/products/{handle}",
    "/pages/about",
)


class Visits:
    """Makes visits to one shop; `domain` is the storefront's host."""

    def __init__(self, rng: Random, ids: Ids, domain: str, handles: list[str]) -> None:
        self._rng, self._ids, self._domain, self._handles = rng, ids, domain, handles

    def visit(self, at: int) -> Visit:
        """One visit through some channel."""
        rng = self._rng
        channel = rng.choices(_CHANNELS, weights=_WEIGHTS)[0]
        # A shop that sells nothing has no product's page to come to.
        handle = f"products/{rng.choice(self._handles)}" if self._handles else ""
        page = rng.choice(_PAGES).replace("products/{handle}", handle)
        return Visit(
            self._ids.mint("CustomerVisit"),
            f"https://{self._domain}{page}{_query(channel)}",
            channel.referrer,
            channel.source,
            channel.tactic,
            at,
            channel.utm,
        )

    def journey(self, ordered: int, index: int, now: int) -> Journey:
        """The way to an order; Shopify has not finished its sums in the first hour (`ready` false, no visits)."""
        rng = self._rng
        if now - ordered < HOUR:
            return Journey(False, None, None, 0, None, None)
        days = rng.choice((0, 0, 0, 0, 1, 2, 5, 12, 24))
        last = self.visit(ordered - rng.randrange(120, 2400))
        if not days and rng.random() < 0.7:
            return Journey(True, index, 0, 1, last, last)
        first = self.visit(ordered - days * DAY - rng.randrange(2400, 9000))
        return Journey(True, index, days, 2 + days % 4, first, last)


def _query(channel: Channel) -> str:
    parts = []
    if channel.utm:
        fields = zip(("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"), channel.utm, strict=True)
        parts.append(urlencode({name: value for name, value in fields if value}, quote_via=quote))
    if channel.extra:
        parts.append(channel.extra)
    return "?" + "&".join(parts) if parts else ""
