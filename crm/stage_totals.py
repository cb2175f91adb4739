"""What stands in each stage of the pipeline: how many deals, and what they are worth in each currency."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from crm.models import Deal

# Reading a million deals takes a tenth of a second: figures of so many are kept for half a minute.
KEPT_FROM = 50_000
KEPT_SECONDS = 30
_EDITION = "deal-totals-edition"


@dataclass(frozen=True, slots=True)
class Total:
    """Deals of one stage in one currency (empty: their currency is not known). A deal without an amount adds 0."""

    stage_id: str
    currency: str
    number: int
    amount: Decimal


def stage_totals(deals: QuerySet[Deal], name: str) -> list[Total]:
    """The totals of these deals; those of very many may be half a minute old. `name` tells kept totals apart."""
    key = f"deal-totals:{_edition()}:{quote(name)}"
    kept = cache.get(key)
    if kept is not None:
        return [Total(stage_id, currency, number, Decimal(amount)) for stage_id, currency, number, amount in kept]
    totals = _read(deals)
    if sum(total.number for total in totals) >= KEPT_FROM:
        cache.set(key, [[one.stage_id, one.currency, one.number, str(one.amount)] for one in totals], KEPT_SECONDS)
    return totals


def forget_stage_totals() -> None:
    """Once this transaction is committed, let no kept totals be used: who changed a deal sees the change at once.

    A new edition begins, so that totals read before the change and kept after it are not found either.
    """
    transaction.on_commit(_begin_edition, robust=True)


def _edition() -> int:
    edition: int = cache.get(_EDITION, 0)
    return edition


def _begin_edition() -> None:
    cache.add(_EDITION, 0, None)
    cache.incr(_EDITION)


def _read(deals: QuerySet[Deal]) -> list[Total]:
    rows = deals.order_by().values_list("stage_id", "currency").annotate(number=Count("*"), sum=Sum("amount"))
    return [Total(stage_id, currency, number, amount or Decimal(0)) for stage_id, currency, number, amount in rows]
