"""The table that one sees as a CSV file: the same search and filters, every property."""

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.catalogue import MODELS
from crm.exporting import csv_lines
from crm.models import Contact, Deal, ObjectType, Product
from crm.scores import with_scores
from crm.search import find_contacts, find_deals, find_products
from crm.views.deal_filters import DealFilter
from crm.views.table import Table

log = logging.getLogger("crm")


@editors_only
@require_safe
def export(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Stream the file; who took what is logged, without the words that were searched for."""
    query = Table(request, (), default="", keep={}).query
    records = _FOUND[kind](request, query)
    audit.record(request, Action.EXPORTED, model=MODELS[ObjectType(kind)]._meta.label_lower, searched=bool(query))
    log.info("records_exported kind=%s user=%d searched=%s", kind, person(request).pk, bool(query))
    answer = StreamingHttpResponse(_in_language(ObjectType(kind), records), content_type="text/csv; charset=utf-8")
    name = f"{kind}-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _in_language(object_type: ObjectType, records: QuerySet[Any]) -> Any:
    """The lines in the language and zone of who asked: the file is written after the request is over."""
    language, zone = get_language(), timezone.get_current_timezone()

    def lines() -> Any:
        with override(language), timezone.override(zone):
            yield from csv_lines(object_type, records)

    return lines()


def _contacts(_request: HttpRequest, query: str) -> QuerySet[Any]:
    live = Contact.objects.live()
    return with_scores((find_contacts(live, query) if query else live).select_related("purchases"))


def _deals(request: HttpRequest, query: str) -> QuerySet[Any]:
    chosen = DealFilter.of(request).apply(Deal.objects.live())
    return find_deals(chosen, query) if query else chosen


def _products(_request: HttpRequest, query: str) -> QuerySet[Any]:
    live = Product.objects.live()
    return find_products(live, query) if query else live


_FOUND: dict[str, Callable[[HttpRequest, str], QuerySet[Any]]] = {
    "contacts": _contacts,
    "deals": _deals,
    "products": _products,
}
