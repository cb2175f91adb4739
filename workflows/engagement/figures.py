"""What became of the e-mails that were sent (HubSpot's metrics): by e-mail and by step, each in one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from crm.stages import WON_STAGES

# A purchase counts for the last e-mail that its buyer clicked in, if that was not longer ago.
CLICK_COUNTS_FOR = timedelta(days=5)

_STATEMENT = """
    WITH chosen AS (
        SELECT l.id, {key} AS key, l.state, e.contact_id
          FROM workflows_ledgerentry l JOIN workflows_enrolment e ON e.id = l.enrolment_id
         WHERE {condition} AND l.state IN ('sent', 'bounced')
    ),
    heard AS (
        SELECT c.id, c.key, c.contact_id, c.state = 'bounced' AS bounced,
               coalesce(bool_or(v.kind IN ('open', 'click') AND NOT v.is_machine), false) AS opened,
               coalesce(bool_or(v.kind = 'click' AND NOT v.is_machine), false) AS clicked,
               coalesce(bool_or(v.kind = 'unsubscribe'), false) AS unsubscribed,
               coalesce(bool_or(v.kind = 'complaint'), false) AS complained
          FROM chosen c LEFT JOIN workflows_emailevent v ON v.entry_id = c.id
         GROUP BY c.id, c.key, c.contact_id, c.state
    ),
    bought AS (
        SELECT h.key, coalesce(nullif(d.currency, ''), (SELECT currency FROM accounts_portal WHERE id = 1)) AS currency,
               sum(d.net_amount) AS revenue
          FROM crm_deal d
          JOIN LATERAL (
              SELECT l.id
                FROM workflows_enrolment e
                JOIN workflows_ledgerentry l ON l.enrolment_id = e.id
                JOIN workflows_emailevent v ON v.entry_id = l.id AND v.kind = 'click' AND NOT v.is_machine
               WHERE e.contact_id = d.contact_id
                     AND v.happened_at BETWEEN d.closed_at - %(within)s AND d.closed_at
               ORDER BY v.happened_at DESC, v.id DESC
               LIMIT 1) last_click ON true
          JOIN heard h ON h.id = last_click.id
         WHERE d.contact_id IN (SELECT contact_id FROM heard WHERE clicked)
               AND d.stage_id = ANY(%(won)s) AND d.deleted_at IS NULL AND d.net_amount IS NOT NULL
         GROUP BY 1, 2
    ),
    revenues AS (SELECT key, jsonb_object_agg(currency, revenue::text) AS by_currency FROM bought GROUP BY key)
    SELECT h.key, count(*), count(*) FILTER (WHERE h.bounced),
           count(*) FILTER (WHERE h.opened AND NOT h.bounced), count(*) FILTER (WHERE h.clicked AND NOT h.bounced),
           count(*) FILTER (WHERE h.unsubscribed), count(*) FILTER (WHERE h.complained), r.by_currency
      FROM heard h LEFT JOIN revenues r ON r.key = h.key
     GROUP BY h.key, r.by_currency
"""
# What the statement counts, in its order.
_NUMBERS = ("sent", "bounced", "opened", "clicked", "unsubscribed", "complained")


@dataclass(frozen=True, slots=True)
class EmailFigures:
    """Numbers of e-mails, each counted once however often it was opened; machines' opens and clicks are left out.

    Who clicked has opened, seen pictures or not. `revenue` is what was bought within `CLICK_COUNTS_FOR` of a click,
    net of refunds, by currency (the portal's is the one to show; a deal without one is in it). Rates are None where
    there is nothing to divide by.
    """

    sent: int = 0
    bounced: int = 0
    opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    complained: int = 0
    revenue: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def delivered(self) -> int:
        """Sent and not come back."""
        return self.sent - self.bounced

    @property
    def open_rate(self) -> Decimal | None:
        """Opened of delivered."""
        return _share(self.opened, self.delivered)

    @property
    def click_rate(self) -> Decimal | None:
        """Clicked of delivered."""
        return _share(self.clicked, self.delivered)

    @property
    def click_through_rate(self) -> Decimal | None:
        """Clicked of opened."""
        return _share(self.clicked, self.opened)

    @property
    def unsubscribe_rate(self) -> Decimal | None:
        """Unsubscribed of delivered."""
        return _share(self.unsubscribed, self.delivered)

    @property
    def bounce_rate(self) -> Decimal | None:
        """Bounced of sent."""
        return _share(self.bounced, self.sent)


def figures_of_emails(email_ids: Collection[int]) -> dict[int, EmailFigures]:
    """The figures of e-mails by id; those that were never sent are not in it."""
    found = _figures("ARRAY[l.email_id]", "l.email_id = ANY(%(chosen)s)", email_ids)
    return {key[0]: figures for key, figures in found.items()}


def figures_of_steps(workflow_ids: Collection[int]) -> dict[tuple[int, int], EmailFigures]:
    """The figures of the steps of workflows by (workflow, place), whatever e-mails they have sent."""
    found = _figures("ARRAY[l.workflow_id, l.place]", "l.workflow_id = ANY(%(chosen)s)", workflow_ids)
    return {(key[0], key[1]): figures for key, figures in found.items()}


def _figures(grouped_by: str, condition: str, chosen: Collection[int]) -> dict[tuple[int, ...], EmailFigures]:
    given: dict[str, Any] = {"chosen": list(chosen), "within": CLICK_COUNTS_FOR, "won": list(WON_STAGES)}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(key=grouped_by, condition=condition), given)
        return {
            tuple(key): EmailFigures(**dict(zip(_NUMBERS, numbers, strict=True)), revenue=_amounts(by_currency))
            for key, *numbers, by_currency in cursor.fetchall()
        }


def _amounts(by_currency: Any) -> dict[str, Decimal]:
    amounts = orjson.loads(by_currency) if isinstance(by_currency, str) else by_currency
    return {currency: Decimal(amount) for currency, amount in (amounts or {}).items()}


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None
