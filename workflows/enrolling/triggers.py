"""What sets off each workflow (SPEC W1; HUBSPOT's triggers), as SQL over the facts of contacts and deals.

The same pieces make two statements: enrolling takes what meets every condition, coverage tells of each occurrence the
first condition that it does not meet.
"""

from dataclasses import dataclass

from workflows.models import Kind, NotEnrolled


@dataclass(frozen=True, slots=True)
class Trigger:
    """What may set off a workflow, from %(since)s to %(until)s, both included.

    `columns` give contact_id, deal_id, triggered_at, occurrence of `rows` (FROM and WHERE); nobody is given twice for
    one occurrence. `conditions` have to hold for it to set the workflow off, each with what is told where it does not.
    `past` gives, as columns and the reason, occurrences of before that can set nothing off any more.
    """

    columns: str
    rows: str
    conditions: tuple[tuple[NotEnrolled, str], ...] = ()
    past: str = ""

    @property
    def sets_off(self) -> str:
        """SQL: the occurrences that set the workflow off."""
        met = "".join(f" AND {condition}" for _reason, condition in self.conditions)
        return f"SELECT {self.columns} {self.rows}{met}"

    @property
    def judged(self) -> str:
        """SQL: every occurrence, with `because`: why it sets nothing off; NULL where it does."""
        whens = "".join(f" WHEN ({condition}) IS NOT TRUE THEN '{reason}'" for reason, condition in self.conditions)
        because = f"CASE{whens} END" if whens else "NULL"
        every = f"SELECT {self.columns}, {because}::text AS because {self.rows}"
        return f"{every} UNION ALL {self.past}" if self.past else every


# A purchase is the first when no other one was won before it. One that has welcomed somebody who became another contact
# since welcomes nobody again.
_FIRST_PURCHASE = Trigger(
    columns="d.contact_id, d.id AS deal_id, d.closed_at AS triggered_at, 'contact:' || d.contact_id AS occurrence",
    rows="""
      FROM crm_deal d
     WHERE d.closed_at BETWEEN %(since)s AND %(until)s
           AND d.stage_id = ANY(%(won)s) AND d.deleted_at IS NULL AND d.contact_id IS NOT NULL
           AND NOT EXISTS (
               SELECT 1 FROM crm_deal e
                WHERE e.contact_id = d.contact_id AND e.stage_id = ANY(%(won)s) AND e.deleted_at IS NULL
                      AND (e.closed_at, e.id) < (d.closed_at, d.id))
           AND NOT EXISTS (
               SELECT 1 FROM workflows_enrolment w
                WHERE w.deal_id = d.id AND w.workflow_id = %(workflow)s
                      AND w.occurrence <> 'contact:' || d.contact_id)
""",
)
# Of several carts of one person the newest, unless they bought something since.
_ABANDONED_CART = Trigger(
    columns="d.contact_id, d.id AS deal_id, d.abandoned_at AS triggered_at, 'deal:' || d.id AS occurrence",
    rows="""
      FROM crm_deal d
     WHERE d.abandoned_at BETWEEN %(since)s AND %(until)s
""",
    conditions=(
        (NotEnrolled.NO_CONTACT, "d.contact_id IS NOT NULL"),
        (NotEnrolled.CART_GONE, "d.deleted_at IS NULL"),
        (NotEnrolled.COMPLETED, "d.stage_id = 'checkout_abandoned'"),
        (
            NotEnrolled.BOUGHT,
            """NOT EXISTS (SELECT 1 FROM crm_purchasesummary p
                            WHERE p.contact_id = d.contact_id AND p.last_order_at > d.abandoned_at)""",
        ),
        (
            # One that they left later is abandoned, too, and nothing was bought after it either.
            NotEnrolled.NEWER_CART,
            """NOT EXISTS (SELECT 1 FROM crm_deal n
                            WHERE n.contact_id = d.contact_id AND n.stage_id = 'checkout_abandoned'
                                  AND n.deleted_at IS NULL AND n.abandoned_at <= %(until)s
                                  AND (n.abandoned_at, n.id) > (d.abandoned_at, d.id))""",
        ),
    ),
)
_LAPSE = "'contact:' || {contact} || ':' || extract(epoch FROM {bought_at})"
_LAPSED = Trigger(
    columns=f"""p.contact_id, NULL::bigint AS deal_id, p.last_order_at + %(lapse)s AS triggered_at,
           {_LAPSE.format(contact="p.contact_id", bought_at="p.last_order_at")} AS occurrence""",
    rows="""
      FROM crm_purchasesummary p
     WHERE p.last_order_at BETWEEN %(since)s - %(lapse)s AND %(until)s - %(lapse)s
""",
    # Who bought again after it: a purchase with none in the days after it, and one later.
    past=f"""
    SELECT DISTINCT d.contact_id, NULL::bigint, d.shopify_created_at + %(lapse)s,
           {_LAPSE.format(contact="d.contact_id", bought_at="d.shopify_created_at")}, '{NotEnrolled.BOUGHT}'
      FROM crm_deal d JOIN crm_purchasesummary p ON p.contact_id = d.contact_id
     WHERE d.shopify_created_at BETWEEN %(since)s - %(lapse)s AND %(until)s - %(lapse)s
           AND d.stage_id = ANY(%(won)s) AND d.deleted_at IS NULL
           AND p.last_order_at > d.shopify_created_at + %(lapse)s
           AND NOT EXISTS (
               SELECT 1 FROM crm_deal e
                WHERE e.contact_id = d.contact_id AND e.stage_id = ANY(%(won)s) AND e.deleted_at IS NULL
                      AND e.shopify_created_at > d.shopify_created_at
                      AND e.shopify_created_at <= d.shopify_created_at + %(lapse)s)
""",  # noqa: S608 - put together from constants
)
TRIGGERS: dict[str, Trigger] = {
    Kind.WELCOME: _FIRST_PURCHASE,
    Kind.ABANDONED_CART: _ABANDONED_CART,
    Kind.RE_ENGAGEMENT: _LAPSED,
}
