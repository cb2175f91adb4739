"""What stands in each stage of the pipeline: how many deals, and what they are worth in each currency."""

import logging
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.dispatch import receiver
from django.utils import timezone
from redis.exceptions import RedisError

from crm.models import Deal
from crm.signals import deals_changed

# Reading a million deals takes a tenth of a second. Totals of so many are kept until a deal changes, and where the sync
# changes deals all the time, for half a minute.
KEPT_FROM = 50_000
KEPT_SECONDS, LONGEST_SECONDS = 30, 600
_CHANGED, _EDITED = "deals-changed-at", "deals-edited-at"

log = logging.getLogger("crm")


@dataclass(frozen=True, slots=True)
class Total:
    """Deals of one stage in one currency (empty: their currency is not known). A deal without an amount adds 0."""

    stage_id: str
    currency: str
    number: int
    amount: Decimal


def stage_totals(deals: QuerySet[Deal], name: str) -> list[Total]:
    """The totals of these deals; those of very many may be half a minute old. `name` tells kept totals apart."""
    key = f"deal-totals:{sha256(name.encode()).hexdigest()}"
    found = cache.get_many([key, _CHANGED, _EDITED])
    kept, now = found.get(key), timezone.now().timestamp()
    if kept and _holds(kept["read_at"], now, found):
        return [
            Total(stage_id, currency, number, Decimal(amount)) for stage_id, currency, number, amount in kept["totals"]
        ]
    totals = _read(deals)
    if sum(total.number for total in totals) >= KEPT_FROM:
        rows = [[total.stage_id, total.currency, total.number, str(total.amount)] for total in totals]
        cache.set(key, {"read_at": now, "totals": rows}, LONGEST_SECONDS)
    return totals


def forget_stage_totals() -> None:
    """Once this transaction is committed, use no totals read before: who changed a deal sees the change at once."""
    transaction.on_commit(lambda: _note(_EDITED))


@receiver(deals_changed)
def _deals_have_changed(**_given: Any) -> None:
    _note(_CHANGED)


def _holds(read_at: float, now: float, found: dict[str, Any]) -> bool:
    """Whether totals read at a moment are still to be used."""
    edited, changed = found.get(_EDITED, 0), found.get(_CHANGED, 0)
    return bool(read_at > edited and (read_at > changed or now - read_at < KEPT_SECONDS))


def _note(key: str) -> None:
    """Keep that it happened now. Where Redis is away there are no kept totals either."""
    try:
        cache.set(key, timezone.now().timestamp(), LONGEST_SECONDS)
    except RedisError as error:
        log.warning("stage_totals_not_noted reason=%s", type(error).__name__)


def _read(deals: QuerySet[Deal]) -> list[Total]:
    rows = deals.order_by().values_list("stage_id", "currency").annotate(number=Count("*"), sum=Sum("amount"))
    return [Total(stage_id, currency, number, amount or Decimal(0)) for stage_id, currency, number, amount in rows]
