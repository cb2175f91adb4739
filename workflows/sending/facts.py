"""What is known, now, of those whose next e-mail is looked at: one statement for any number of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from crm.stages import WON_STAGES, StageId
from workflows.deciding import DealState, Situation
from workflows.models import LeftBecause
from workflows.sending.plans import Plan
from workflows.subscriptions.reachability import unreachable_because
from workflows.tokens import CONTACT

_FACTS = f"""
    SELECT l.id, l.workflow_id, l.place, l.since, l.attempts, l.message_id, l.is_wanted_late,
           e.id AS enrolment_id, e.triggered_at,
           c.id AS contact_id, c.email AS address,
           c.first_name, c.last_name, c.email, c.city, c.country, coalesce(p.last_product, '') AS last_product_bought,
           {unreachable_because("c", "w.kind")} AS unreachable,
           d.id AS deal_id, d.deleted_at IS NULL AS deal_is_there, d.stage_id,
           p.last_order_at, m.last_email_at
      FROM workflows_ledgerentry l
      JOIN workflows_workflow w ON w.id = l.workflow_id
      JOIN workflows_enrolment e ON e.id = l.enrolment_id
      JOIN crm_contact enrolled ON enrolled.id = e.contact_id
      JOIN crm_contact c ON c.id = coalesce(enrolled.merged_into_id, enrolled.id)
      LEFT JOIN crm_purchasesummary p ON p.contact_id = c.id
      LEFT JOIN crm_deal d ON d.id = e.deal_id
      LEFT JOIN workflows_mailbox m ON m.address = lower(c.email)
     WHERE l.id = ANY(%s)
     ORDER BY l.due_at, l.id
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry of the ledger that is looked at, and what is known of whom it is for. `tokens` are the contact's."""

    entry_id: int
    enrolment_id: int
    plan: Plan
    place: int
    contact_id: int
    deal_id: int | None
    address: str
    attempts: int
    message_id: str
    tokens: dict[str, str]
    situation: Situation


def look(entry_ids: Sequence[int], plans: Mapping[int, Plan]) -> list[Looked]:
    """Entries with what is known of each: in the order of the plans, then as they are due.

    Those of other workflows are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(entry_ids)])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_looked(row, plan) for pk, plan in plans.items() for row in rows if row["workflow_id"] == pk]


def _looked(row: Mapping[str, Any], plan: Plan) -> Looked:
    step = plan.steps[row["place"]]
    situation = Situation(
        kind=plan.kind,
        triggered_at=row["triggered_at"],
        since=row["since"],
        delay=step.delay,
        useless_after=None if row["is_wanted_late"] else step.useless_after,
        window=plan.window,
        zone=plan.zone(row["country"]),
        pause=plan.pause,
        deal=_deal_state(row),
        last_sale_at=row["last_order_at"],
        last_email_at=row["last_email_at"],
        unreachable=LeftBecause(row["unreachable"]) if row["unreachable"] else None,
    )
    kept = ("enrolment_id", "place", "contact_id", "deal_id", "address", "attempts", "message_id")
    tokens = {name: row[name] for name in CONTACT}
    return Looked(
        entry_id=row["id"], plan=plan, tokens=tokens, situation=situation, **{name: row[name] for name in kept}
    )


def _deal_state(row: Mapping[str, Any]) -> DealState | None:
    if row["deal_id"] is None:
        return None
    return DealState(
        is_there=row["deal_is_there"],
        is_abandoned=row["stage_id"] == StageId.CHECKOUT_ABANDONED,
        is_sale=row["stage_id"] in WON_STAGES,
    )
