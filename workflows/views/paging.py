"""Short lists in pages: ?page=."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, as `{% pagination %}` takes it."""

    rows: Sequence[Any]
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str


def page_of(request: HttpRequest, found: Sequence[Any] | QuerySet[Any], size: int) -> Shown:
    """The page that is asked for; the nearest one where there is none such."""
    page = Paginator(found, size).get_page(request.GET.get("page"))
    return Shown(
        rows=list(page.object_list),
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
        previous_url=_address(request, page.previous_page_number()) if page.has_previous() else "",
        next_url=_address(request, page.next_page_number()) if page.has_next() else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    kept = request.GET.copy()
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"
