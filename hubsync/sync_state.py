"""One dot and a few words: how far this portal is in step with its store."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hubsync import formats
from shopify_connector import health
from shopify_connector.health import State
from shopify_connector.models import StoreConnection


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the rail says: `tone` is good, busy, warning, bad or off; `url` is where more is told."""

    tone: str
    words: str | Promise
    url: str
    connected: bool


def sync_state() -> SyncState:
    """The state of the portal's store, or that there is none. At most five queries, each on an index."""
    store = StoreConnection.objects.current()
    if store is None:
        return SyncState("off", _("No store connected"), _first_address("integrations", "home"), connected=False)
    now = health.now(store, timezone.now())
    has_errors = now.state == State.IN_STEP and health.has_open_errors(store)
    tone = "warning" if has_errors else now.tone
    return SyncState(
        tone,
        _in_few_words(now, has_errors=has_errors),
        _first_address("sync-health", "integrations", "home"),
        connected=True,
    )


def _in_few_words(now: health.Now, *, has_errors: bool) -> str:
    if now.state == State.RECONNECT:
        return _("Connect the store again")
    if now.state == State.IMPORTING:
        return _("Importing")
    if now.state == State.NOT_IMPORTED:
        return _("Import stopped") if now.session else _("Not imported yet")
    if now.state == State.WAITING:
        return _("Waiting for the store")
    if now.state == State.CATCHING_UP:
        return _("Catching up · %(number)s") % {"number": formats.number(now.pending)}
    if has_errors:
        return _("In step, with errors")
    ago = now.since_last_change
    return _("In step") if ago is None else _("In step · %(age)s") % {"age": formats.short_duration(ago)}


def _first_address(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
