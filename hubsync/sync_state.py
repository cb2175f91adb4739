"""One dot and a few words: how far this portal is in step with its store."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the rail says: `tone` is good, busy, warning, bad or off; `url` is where more is told."""

    tone: str
    words: str | Promise
    url: str
    connected: bool


def sync_state() -> SyncState:
    """The state of the connected store, or that there is none."""
    # shopify_connector.shell.store_state() -> (tone, words) of the connected store, None without one.
    if find_spec("shopify_connector.shell") is not None:
        told = import_module("shopify_connector.shell").store_state()
        if told is not None:
            tone, words = told
            return SyncState(tone, words, _first_address("e-commerce-settings", "integrations", "home"), connected=True)
    return SyncState("off", _("No store connected"), _first_address("integrations", "home"), connected=False)


def _first_address(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
