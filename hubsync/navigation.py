"""What can be gone to, and how it is called: the rail, the bottom bar, the command list, the account menu.

An entry appears once its address exists, so that nothing in the frame leads nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the product: its url name, its word on screen, its icon, the keys that go there (g then …)."""

    name: str
    label: str | Promise
    icon: str
    key: str = ""
    for_admins: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as this request sees it."""

    name: str
    label: str | Promise
    icon: str
    url: str
    key: str
    current: bool


RAIL = (
    Place("contacts", _("Contacts"), "users", "c"),
    Place("deals", _("Deals"), "handshake", "d"),
    Place("products", _("Products"), "package", "p"),
    Place("lists", _("Lists"), "list-filter", "l"),
    Place("automation", _("Automation"), "workflow", "a"),
    Place("emails", _("E-mails"), "mail", "e"),
    Place("dashboards", _("Dashboards"), "layout-dashboard", "b"),
)
ACCOUNT = (
    Place("integrations", _("Integrations"), "plug", "i"),
    Place("settings", _("Settings"), "settings", "s"),
)
MORE = (
    Place("home", _("Home"), "house", "h"),
    *RAIL,
    *ACCOUNT,
    Place("design", _("Design manager"), "layout-template"),
    Place("outbox", _("Outbox"), "inbox"),
    Place("recycle-bin", _("Recycle bin"), "trash-2"),
    Place("e-commerce-settings", _("E-commerce settings"), "store"),
    Place("sync-health", _("Sync health"), "activity"),
    Place("settings-profile", _("Profile"), "circle-user"),
    Place("settings-password", _("Password"), "key-round"),
    Place("settings-two-factor", _("Two-factor log-in"), "smartphone"),
    Place("settings-portal", _("Portal"), "building-2", for_admins=True),
    Place("settings-users", _("Users"), "user-cog", for_admins=True),
    Place("settings-sender", _("E-mail sender"), "send", for_admins=True),
    Place("settings-scores", _("Purchase scores"), "gauge", for_admins=True),
    Place("settings-privacy", _("Privacy"), "shield-check", for_admins=True),
    Place("settings-api-tokens", _("API tokens"), "code-xml", for_admins=True),
    Place("settings-audit-log", _("Audit log"), "scroll-text", for_admins=True),
    Place("admin:index", _("Administration"), "database", for_admins=True),
)
# On a phone the bar at the bottom holds these; search and the rest take the other two of its five.
BOTTOM = RAIL[:3]
SETTINGS = (
    Place("settings-profile", _("Profile"), "circle-user"),
    Place("settings-password", _("Password"), "key-round"),
    Place("settings-two-factor", _("Two-factor log-in"), "smartphone"),
    Place("settings-portal", _("Portal"), "building-2", for_admins=True),
    Place("settings-users", _("Users"), "user-cog", for_admins=True),
    Place("e-commerce-settings", _("E-commerce"), "store"),
    Place("settings-sender", _("E-mail sender"), "send", for_admins=True),
    Place("settings-scores", _("Purchase scores"), "gauge", for_admins=True),
    Place("settings-privacy", _("Privacy"), "shield-check", for_admins=True),
    Place("settings-api-tokens", _("API tokens"), "code-xml", for_admins=True),
    Place("settings-audit-log", _("Audit log"), "scroll-text", for_admins=True),
)


def entries(
    places: Iterable[Place], path: str, *, is_admin: bool, instead: Mapping[str, str] | None = None
) -> list[Entry]:
    """The places that exist for this user; the one that `path` lies within is current.

    `instead` has, by name, addresses within a place that this user is led to.
    """
    found = []
    for place in places:
        if place.for_admins and not is_admin:
            continue
        try:
            url = reverse(place.name)
        except NoReverseMatch:
            continue
        current = path == url or (url != "/" and path.startswith(url))
        leads_to = (instead or {}).get(place.name, url)
        found.append(Entry(place.name, place.label, place.icon, leads_to, place.key, current))
    return found
