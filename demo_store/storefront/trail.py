"""Where a visitor came from: the first and the last visit, kept in the browser's session for the order to come."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request, session

from demo_store.identifiers import Ids
from demo_store.instants import DAY, now
from demo_store.records import Journey, Utm, Visit
from demo_store.storefront.selling import Arrival
from demo_store.webhooks.bodies.wording import path_and_query

_SOURCES = (
    ("google.", "Google"),
    ("bing.", "Bing"),
    ("instagram.", "Instagram"),
    ("facebook.", "Facebook"),
    ("pinterest.", "Pinterest"),
    ("duckduckgo.", "DuckDuckGo"),
)
_PARAMETERS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def note_visit() -> None:
    """Remember this request as a visit when it begins one: a first page, a campaign, another site's link."""
    given = {name: request.args[name][:200] for name in _PARAMETERS if name in request.args}
    referrer = request.referrer or ""
    elsewhere = bool(referrer) and urlsplit(referrer).netloc != request.host
    if "first_visit" in session and not given and not elsewhere:
        return
    visit = {"page": request.url[:500], "referrer": referrer[:500] if elsewhere else None, "at": now(), "utm": given}
    session.setdefault("first_visit", visit)
    session["last_visit"] = visit


def arrival() -> Arrival:
    """The visit that led here, as a checkout keeps it."""
    visit: dict[str, Any] | None = session.get("last_visit")
    if visit is None:
        return Arrival(None, None)
    return Arrival(path_and_query(str(visit["page"])), visit["referrer"])


def journey(ids: Ids, order_index: int, ordered: int) -> Journey:
    """The way to an order, from what the session remembers."""
    kept = [session[name] for name in ("first_visit", "last_visit") if name in session]
    if not kept:
        return Journey(True, order_index, None, 0, None, None)
    first, last = _visit(ids, kept[0]), _visit(ids, kept[-1])
    moments = 1 if kept[0] == kept[-1] else 2
    return Journey(True, order_index, (ordered - first.occurred_at) // DAY, moments, first, last)


def _visit(ids: Ids, kept: dict[str, Any]) -> Visit:
    utm = Utm(*(kept["utm"].get(name) for name in _PARAMETERS)) if kept["utm"] else None
    host = urlsplit(kept["referrer"] or "").netloc
    source = next((name for part, name in _SOURCES if part in host), None)
    if source is None:
        source = "email" if utm and utm.medium == "email" else "an unknown source" if host or utm else "direct"
    return Visit(ids.mint("CustomerVisit"), kept["page"], kept["referrer"], source, None, kept["at"], utm)
