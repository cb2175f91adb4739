"""Whether the links and pictures of an e-mail answer, asked before people get it (SPEC E1).

Addresses are what somebody wrote: none but the store's own may lead into a private network (security.md).
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import requests
from django.core.cache import cache
from django.utils.translation import gettext as _
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from selectolax.lexbor import LexborHTMLParser

from workflows.engagement.campaigns import host_of, store_hosts
from workflows.models import MarketingEmail
from workflows.rendering import render_email
from workflows.samples import sample_for
from workflows.tokens import BrokenToken

CHECKED_MOST = 40
SECONDS_EACH = 5
AT_ONCE = 8
REMEMBERED_SECONDS = 600
# Whoever answers so is there, and only wants to know who asks, or how often, or by which method.
THERE = {401, 403, 405, 406, 429, 501}
# Asked with GET where HEAD is not answered.
_NOT_BY_HEAD = {403, 404, 405, 501}
_FROM = "hubsync link check"

_OF_STRANGERS = Manager(
    Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=False,
        never_redirect=True,
        default_timeout=(SECONDS_EACH, SECONDS_EACH),
        user_agent_override=_FROM,
    )
)


@dataclass(frozen=True, slots=True)
class Silent:
    """An address that does not answer as it should, and what is wrong in words."""

    url: str
    problem: str


def silent_links(email: MarketingEmail) -> list[Silent]:
    """The addresses of an e-mail, as it is written, that do not answer; what was asked lately is remembered.

    At most CHECKED_MOST are asked. None where a token is broken: that is told elsewhere.
    """
    written = email.as_written()
    try:
        html = render_email(written, sample_for(written).filling).html
    except BrokenToken:
        return []
    urls = list(dict.fromkeys(_addresses(html)))[:CHECKED_MOST]
    known = cache.get_many([_key(url) for url in urls])
    asked = _ask(url for url in urls if _key(url) not in known)
    cache.set_many({_key(url): status for url, status in asked.items()}, REMEMBERED_SECONDS)
    found = {url: asked.get(url, known.get(_key(url))) for url in urls}
    return [Silent(url, problem) for url, status in found.items() if (problem := _in_words(status))]


def _addresses(html: str) -> Iterator[str]:
    document = LexborHTMLParser(html)
    for selector, name in (("a[href]", "href"), ("img[src]", "src")):
        for node in document.css(selector):
            url = (node.attributes[name] or "").strip()
            if url.lower().startswith(("http://", "https://")):
                yield url


def _ask(urls: Iterable[str]) -> dict[str, int | str]:
    """What each answers: a status, or a word for why there is none."""
    wanted, own = list(urls), store_hosts()
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(lambda url: _status(url, own), wanted), strict=True))


def _status(url: str, own: frozenset[str]) -> int | str:
    try:
        # As it will be asked for: what is looked at here is what is connected to.
        exact = requests.Request("HEAD", url).prepare().url or ""
        with _session(exact, own) as session:
            status = _answer(session, "HEAD", exact)
            return _answer(session, "GET", exact) if status in _NOT_BY_HEAD else status
    except InvalidIPAddress:
        return "private"
    except (requests.RequestException, OSError, ValueError):
        return "silent"


def _session(url: str, own: frozenset[str]) -> requests.Session:
    """The store's own address comes from Shopify, not from whoever writes e-mails: it may be on this machine."""
    return requests.Session() if host_of(url) in own else _OF_STRANGERS.get_session()


def _answer(session: requests.Session, method: str, url: str) -> int:
    options: dict[str, Any] = {"allow_redirects": False, "timeout": SECONDS_EACH, "stream": True}
    with session.request(method, url, headers={"User-Agent": _FROM}, **options) as answer:
        return answer.status_code


def _in_words(status: int | str | None) -> str:
    if status == "private":
        return _("leads into a private network")
    if status == "silent":
        return _("does not answer")
    if isinstance(status, int) and status >= 400 and status not in THERE:
        return _("answers with error %(status)d") % {"status": status}
    return ""


def _key(url: str) -> str:
    return f"link-check:{sha256(url.encode()).hexdigest()}"
