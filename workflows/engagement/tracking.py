"""An e-mail's HTML with its links and its picture made to be heard of (SPEC E4)."""

from html import escape, unescape

from workflows.drawing import Document
from workflows.engagement.campaigns import store_hosts, with_campaign
from workflows.engagement.links import click_urls, is_ours, open_url

_PICTURE = '<img src="{url}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">'


def with_tracking(document: Document, entry_id: int, campaign: str, hosts: frozenset[str] | None = None) -> str:
    """HTML whose links are heard when they are clicked, and which is heard when it is opened.

    First the links into the store get UTM parameters, then all links to the web are led through here; links for
    readers (unsubscribing), mailto: and tel: stay. `hosts` are those of the store (`store_hosts()`, two queries, where
    they are not given).
    """
    hosts = store_hosts() if hosts is None else hosts
    pieces, urls = [*document.pieces], {}
    for place in document.targets:
        url = unescape(pieces[place]).strip()
        if url.lower().startswith(("http://", "https://")) and not is_ours(url):
            urls[place] = with_campaign(url, campaign, hosts)
    led_through = click_urls(entry_id, urls.values())
    for place, url in urls.items():
        pieces[place] = escape(led_through[url])
    head, end, rest = "".join(pieces).rpartition("</body>")
    return head + _PICTURE.format(url=open_url(entry_id)) + end + rest
