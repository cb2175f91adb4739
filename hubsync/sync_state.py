"""One dot and a few words: how far this portal is in step with its store."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hubsync.formats import relative_time
from shopify_connector.models import ImportSession, StoreConnection
from shopify_connector.models.imports import SessionStatus


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the rail says: `tone` is good, busy, warning, bad or off; `url` is where more is told."""

    tone: str
    words: str | Promise
    url: str
    connected: bool


def sync_state() -> SyncState:
    """The state of the portal's store, or that there is none. At most two queries."""
    store = StoreConnection.objects.current()
    if store is None:
        return SyncState("off", _("No store connected"), _first_address("integrations", "home"), connected=False)
    tone, words = _told(store)
    return SyncState(tone, words, _first_address("e-commerce-settings", "integrations", "home"), connected=True)


def _told(store: StoreConnection) -> tuple[str, str]:
    if store.needs_reconnecting:
        return "bad", _("Connect the store again")
    session = ImportSession.objects.filter(store=store).first()
    if session is None:
        return "warning", _("Not imported yet")
    if session.is_running:
        return "busy", _("Importing")
    if session.status != SessionStatus.COMPLETED or session.finished_at is None:
        return "warning", _("Import stopped")
    ago = relative_time(session.finished_at, timezone.now())
    return "good", _("Imported %(ago)s") % {"ago": ago}


def _first_address(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
