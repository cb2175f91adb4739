"""The search over everything: a page of its own, and what the dialog (Ctrl K) shows while one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import person
from crm.finding import catching_up, registry
from crm.finding.registry import Asked, Group, Hit
from crm.finding.words import Query
from crm.properties import TextLike
from hubsync.finding import hits, pages

# Things opened lately that a browser tells of, and records of each kind shown to one who opened none.
OPENED_MOST, NEWEST = 6, 3
# Fewer records than this that cannot be found yet are not worth a word.
WORTH_TELLING = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A hit, with its place on the page."""

    number: int
    hit: Hit


@dataclass(frozen=True, slots=True)
class Rows:
    """A group as the page shows it; `all_number` is the place of the way to all of them."""

    name: str
    label: TextLike
    rows: Sequence[Row]
    all_url: str
    all_label: TextLike
    all_number: int


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, as a page: for those without scripts, and for addresses that are passed on."""
    return render(request, "hubsync/search.html", _context(request))


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """The same as a part of the dialog."""
    return render(request, "hubsync/_found.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    user, query = person(request), Query.of(request.GET.get("q", ""))
    groups = registry.search(Asked(query, user)) if query.text else [_lately(request), _pages(is_admin=user.is_staff)]
    waiting = catching_up.waiting()
    return {
        "query": query,
        "groups": _numbered([group for group in groups if group.hits]),
        "number": sum(len(group.hits) for group in groups),
        "waiting": waiting if waiting >= WORTH_TELLING else 0,
    }


def _lately(request: HttpRequest) -> Group:
    """What this browser opened last; for a new one, what was added last."""
    opened = registry.opened(_opened(request))
    if opened:
        return Group("lately", _("Recently opened"), opened)
    return Group("lately", _("Recently added"), registry.newest(NEWEST))


def _opened(request: HttpRequest) -> list[tuple[str, int]]:
    """The things named as `contacts/7`; whatever has another form is passed over."""
    parts = [text.partition("/") for text in request.GET.getlist("opened")[:OPENED_MOST]]
    return [(name, int(number)) for name, _slash, number in parts if number.isdecimal() and len(number) < 19]


def _pages(*, is_admin: bool) -> Group:
    return Group("pages", _("Go to"), hits(pages(is_admin=is_admin)))


def _numbered(groups: Sequence[Group]) -> list[Rows]:
    numbers = count(1)
    return [
        Rows(
            group.name,
            group.label,
            [Row(next(numbers), hit) for hit in group.hits],
            group.all_url,
            group.all_label,
            next(numbers),
        )
        for group in groups
    ]
