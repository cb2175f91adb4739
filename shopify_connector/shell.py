"""What the frame of every page says of the store."""

from django.utils.translation import gettext as _

from shopify_connector import importing
from shopify_connector.models import StoreConnection


def store_state() -> tuple[str, str] | None:
    """A tone (good, busy, warning, bad) and a few words for the connected store; None without one."""
    store = StoreConnection.objects.current()
    if store is None:
        return None
    if store.needs_reconnecting:
        return "bad", _("Connect the store again")
    waiting = store.waiting_for
    if waiting:
        return "warning", _("Waiting for %(what)s") % {"what": waiting.reason.label}
    session = importing.current(store)
    if session and session.is_running:
        return "busy", _("Importing")
    return "good", _("Connected")
