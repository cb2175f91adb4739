"""Searching records."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import bodies, searching, shapes
from crm.api.kinds import kind_named, records_of
from crm.api.records import Wanted, shown
from crm.api.views.objects import ObjectView
from rest.errors import validation_error
from rest.views import read


class SearchObjects(ObjectView):
    """Records that meet filters and hold words."""

    writes = frozenset()

    @extend_schema(
        operation_id="search_objects",
        summary="Search",
        request=bodies.Search,
        responses={200: shapes.Found},
        tags=["Search"],
    )
    def post(self, request: Request, kind: str) -> Response:
        """Groups of which one must hold, filters in a group that must all hold; words; at most 10,000 can be paged."""
        chosen, body = kind_named(kind), read(bodies.Search, request.data)
        after = _offset(body["after"], body["limit"])
        found = searching.found(chosen, body)
        total = found.count()
        page = searching.ordered(chosen, found, body["sorts"], total)[after : after + body["limit"]]
        ids = list(page.values_list("pk", flat=True)) if after < total else []
        rows = records_of(chosen).in_bulk(ids)
        answer: dict[str, Any] = {
            "total": total,
            "results": shown(chosen, [rows[pk] for pk in ids if pk in rows], Wanted(body["properties"])),
        }
        if after + len(ids) < total and ids:
            answer["paging"] = {"next": {"after": str(after + len(ids))}}
        return Response(answer)


def _offset(after: str, limit: int) -> int:
    if after and not (after.isascii() and after.isdecimal()):
        raise validation_error(f"after is the number that the page before gave, not “{after}”.")
    offset = int(after or 0)
    if offset + limit > searching.MOST_FOUND:
        raise validation_error(f"A search pages through {searching.MOST_FOUND:,} records at most. Narrow it down.")
    return offset
