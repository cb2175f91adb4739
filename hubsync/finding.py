"""Settings and the other pages, as the search finds them."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.finding.registry import Asked, Finder, Hit, register
from hubsync import navigation


def register_pages() -> None:
    """Let settings and pages be found."""
    register(Finder(name="settings", label=gettext_lazy("Settings"), place=80, find=find_settings))
    register(Finder(name="pages", label=gettext_lazy("Go to"), place=90, find=find_pages))


def find_settings(asked: Asked) -> list[Hit]:
    """The pages of the settings that this person may open."""
    found = hits(navigation.entries(navigation.SETTINGS, "", is_admin=asked.user.is_staff))
    return asked.among(replace(hit, about=_("Settings")) for hit in found)


def find_pages(asked: Asked) -> list[Hit]:
    """All other pages."""
    return asked.among(hits(pages(is_admin=asked.user.is_staff)))


def pages(*, is_admin: bool) -> list[navigation.Entry]:
    """The pages that one can go to, settings aside."""
    settings = {place.name for place in navigation.SETTINGS}
    return [entry for entry in navigation.entries(navigation.MORE, "", is_admin=is_admin) if entry.name not in settings]


def hits(entries: Iterable[navigation.Entry]) -> list[Hit]:
    """Pages as hits."""
    return [Hit(title=str(entry.label), url=entry.url, icon=entry.icon) for entry in entries]
