"""Who leaves a workflow while they wait: they are found from rows, so nothing needs to be told.

Sending asks again at its own moment; this is so that pages and lists say what is so.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from crm.stages import WON_STAGES, StageId
from workflows.deciding import why_leave
from workflows.email_filters.telling import tell_lists_of
from workflows.models import Workflow
from workflows.sending import ledger
from workflows.sending.facts import look
from workflows.sending.plans import plans_of
from workflows.subscriptions.reachability import is_reachable

BATCH = 1_000
# Whoever may have a reason; `why_leave` decides.
_MAY_LEAVE = f"""
    SELECT l.id
      FROM workflows_enrolment e
      JOIN workflows_workflow w ON w.id = e.workflow_id
      JOIN workflows_ledgerentry l ON l.enrolment_id = e.id AND l.state IN ('planned', 'late')
      JOIN crm_contact c ON c.id = e.contact_id
      LEFT JOIN crm_purchasesummary p ON p.contact_id = c.id
      LEFT JOIN crm_deal d ON d.id = e.deal_id
     WHERE e.state = 'active' AND l.id > %(after)s
           AND (NOT {is_reachable("c", "w.kind")}
                OR CASE w.kind
                   WHEN 'welcome' THEN d.deleted_at IS NOT NULL OR (d.stage_id = ANY(%(won)s)) IS NOT TRUE
                   WHEN 'abandoned_cart' THEN d.deleted_at IS NOT NULL OR d.stage_id IS DISTINCT FROM %(abandoned)s
                                              OR p.last_order_at > e.triggered_at
                   ELSE p.last_order_at > e.triggered_at
                   END)
     ORDER BY l.id
     LIMIT %(batch)s
"""  # noqa: S608 - put together from constants
# A contact that was merged goes on as the kept one, unless that one is in the workflow, too.
_FOLLOW_MERGES = """
    UPDATE workflows_enrolment e
       SET contact_id = merged.merged_into_id
      FROM crm_contact merged
     WHERE e.state = 'active' AND merged.id = e.contact_id AND merged.merged_into_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM workflows_enrolment o
                            WHERE o.workflow_id = e.workflow_id AND o.contact_id = merged.merged_into_id
                                  AND o.state = 'active')
 RETURNING e.contact_id
"""


def see_off(now: datetime) -> int:
    """Let those leave who have a reason; how many. In any workflow, on or off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOLLOW_MERGES)
        tell_lists_of([pk for (pk,) in cursor.fetchall()])
    plans = plans_of(Workflow.objects.all())
    gone, after = 0, 0
    while ids := _may_leave(after):
        after = ids[-1]
        with transaction.atomic():
            for one in look(ids, plans):
                if because := why_leave(one.situation):
                    gone += ledger.leave([one.enrolment_id], because, now)
    return gone


def _may_leave(after: int) -> list[int]:
    given: dict[str, Any] = {
        "after": after,
        "won": list(WON_STAGES),
        "abandoned": StageId.CHECKOUT_ABANDONED,
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MAY_LEAVE, given)
        return [pk for (pk,) in cursor.fetchall()]
