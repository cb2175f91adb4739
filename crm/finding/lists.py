"""Lists of contacts as the search shows them."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from crm.finding.registry import HITS, Asked, Badge, Finder, Hit, register
from crm.models import ContactList


def register_lists() -> None:
    """Let lists be found. There are a thousand at most: their names are looked through."""
    register(
        Finder(
            name="lists",
            label=_("Lists"),
            place=35,
            find=_find,
            all_at=lambda query: f"{reverse('lists')}?{urlencode({'q': query.text})}",
            all_label=_("Show all lists"),
            by_id=_by_id,
        )
    )


def _find(asked: Asked) -> Sequence[Hit]:
    return asked.among(_hits(_live().order_by("-updated_at", "-pk")))[: HITS + 1]


def _by_id(ids: Sequence[int]) -> Mapping[int, Hit]:
    found = _live().in_bulk(ids)
    return dict(zip(found, _hits(found.values()), strict=True))


def _live() -> QuerySet[ContactList]:
    return ContactList.objects.live().only("name", "folder", "processing_type")


def _hits(lists: Iterable[ContactList]) -> list[Hit]:
    return [
        Hit(
            title=one.name,
            url=one.get_absolute_url(),
            about=one.folder,
            icon="list-filter",
            badge=_badge(one),
        )
        for one in lists
    ]


def _badge(one: ContactList) -> Badge:
    if one.is_active:
        return Badge(pgettext("list", "Active"), "accent", "refresh-cw")
    return Badge(pgettext("list", "Static"), icon="pin")
