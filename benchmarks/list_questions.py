"""Lists as shops ask for them, each with the same question written by hand."""

import copy
from dataclasses import dataclass
from typing import Any

_ORDERS = "ip__ecomm_bridge__ecomm_number_of_orders"
_LAST_ORDER = "ip__ecomm_bridge__last_order_date"
Filter = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Filters in JSON, and SQL that gives the ids of the same contacts."""

    name: str
    filters: list[Any]
    sql: str

    def varied(self, number: int) -> list[Any]:
        """The filters with another number of days, amount or name, so that 200 lists are 200 questions."""
        filters = copy.deepcopy(self.filters)
        for one in (one for group in filters for one in group["filters"]):
            value = one.get("value", "")
            if value.isdecimal() and int(value) > 5:
                one["value"] = str(int(value) + number)
        return filters


def where(*groups: list[Filter], lacks: tuple[str, ...] = ()) -> list[Any]:
    """Groups in JSON; keys as `line_items.name`."""
    return [
        {"filters": [_filter(*one) for one in group]} | ({"lacks": list(lacks)} if lacks else {}) for group in groups
    ]


def _filter(key: str, operator: str, *values: str) -> dict[str, Any]:
    family, _, name = key.rpartition(".")
    written: dict[str, Any] = ({"objectType": family} if family else {}) | {"propertyName": name, "operator": operator}
    return written | ({"values": list(values)} if operator in {"IN", "NOT_IN"} else {"value": values[0]})


def _email(name: str, operator: str, **more: Any) -> dict[str, Any]:
    """A filter on the second e-mail."""
    return {"objectType": "email_events", "propertyName": name, "operator": operator, "of": ["2"], **more}


_LIVE = "c.deleted_at IS NULL"
_TODAY = "date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
_BOUGHT = "crm_contact c JOIN crm_purchasesummary p ON p.contact_id = c.id"
QUESTIONS = [
    Question(
        "Bought trail shoes (deal processed or shipped)",
        where([("line_items.name", "EQ", "Trail shoes"), ("deals.dealstage", "IN", "processed", "shipped")]),
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT d.contact_id FROM crm_deal d JOIN crm_lineitem l ON l.deal_id = d.id
               WHERE d.deleted_at IS NULL AND d.stage_id IN ('processed', 'shipped')
                 AND lower(l.title) = 'trail shoes')""",
    ),
    Question(
        "Line item contains “shoes”, quantity at least 3",
        where([("line_items.name", "CONTAINS", "shoes"), ("line_items.quantity", "GTE", "3")]),
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT d.contact_id FROM crm_deal d JOIN crm_lineitem l ON l.deal_id = d.id
               WHERE d.deleted_at IS NULL AND l.title ILIKE '%shoes%' AND l.quantity >= 3)""",
    ),
    Question(
        "Customers: one order at least",
        where([(_ORDERS, "GTE", "1")]),
        f"SELECT c.id FROM {_BOUGHT} WHERE {_LIVE} AND p.number_of_orders >= 1",
    ),
    Question(
        "Big spenders: revenue over 1,000",
        where([("total_revenue", "GT", "1000")]),
        f"SELECT c.id FROM {_BOUGHT} WHERE {_LIVE} AND p.total_revenue > 1000",
    ),
    Question(
        "Newsletter subscribers who bought in the last 30 days",
        where([("ip__shopify__accepts_marketing", "EQ", "true"), (_LAST_ORDER, "IN_LAST_DAYS", "30")]),
        f"""SELECT c.id FROM {_BOUGHT} WHERE {_LIVE} AND c.accepts_marketing
               AND p.last_order_at >= {_TODAY} - interval '29 days'
               AND p.last_order_at < {_TODAY} + interval '1 day'""",
    ),
    Question(
        "In Paris or Lyon, spent over 500",
        where([("city", "IN", "Paris", "Lyon"), ("total_revenue", "GT", "500")]),
        f"""SELECT c.id FROM {_BOUGHT}
             WHERE {_LIVE} AND lower(c.city) IN ('paris', 'lyon') AND p.total_revenue > 500""",
    ),
    Question(
        "Abandoned a cart over 300",
        where([("deals.dealstage", "IN", "checkout_abandoned"), ("deals.amount", "GT", "300")]),
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT d.contact_id FROM crm_deal d
               WHERE d.deleted_at IS NULL AND d.stage_id = 'checkout_abandoned' AND d.amount > 300)""",
    ),
    Question(
        "Bought, but never a tea set",
        [
            {
                "filters": [_filter(_ORDERS, "GTE", "1"), _filter("line_items.name", "EQ", "Tea set")],
                "lacks": ["deals"],
            }
        ],
        f"""SELECT c.id FROM {_BOUGHT} WHERE {_LIVE} AND p.number_of_orders >= 1 AND NOT EXISTS (
              SELECT 1 FROM crm_deal d JOIN crm_lineitem l ON l.deal_id = d.id
               WHERE d.contact_id = c.id AND d.deleted_at IS NULL AND lower(l.title) = 'tea set')""",
    ),
    Question(
        "VIP by tag, or bought a rain jacket for 50 and more",
        where(
            [("ip__shopify__tags", "IN", "vip")],
            [("line_items.name", "EQ", "Rain jacket"), ("deals.amount", "GTE", "50")],
        ),
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND lower(c.tags::text)::text[] && ARRAY['vip']
             UNION
            SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT d.contact_id FROM crm_deal d JOIN crm_lineitem l ON l.deal_id = d.id
               WHERE d.deleted_at IS NULL AND d.amount >= 50 AND lower(l.title) = 'rain jacket')""",
    ),
    Question(
        "Deal of 400 and more in the last 90 days",
        where([("deals.amount", "GTE", "400"), ("deals.createdate", "IN_LAST_DAYS", "90")]),
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT d.contact_id FROM crm_deal d
               WHERE d.deleted_at IS NULL AND d.amount >= 400
                 AND d.shopify_created_at >= {_TODAY} - interval '89 days'
                 AND d.shopify_created_at < {_TODAY} + interval '1 day')""",
    ),
    Question(
        "Was sent “Welcome 2” in the last 90 days, and did not open it",
        [{"filters": [_email("SENT", "IN_LAST_DAYS", value="90"), _email("OPENED", "HAS_PROPERTY", hasNot=True)]}],
        f"""SELECT c.id FROM crm_contact c WHERE {_LIVE} AND c.id IN (
              SELECT e.contact_id FROM workflows_ledgerentry l JOIN workflows_enrolment e ON e.id = l.enrolment_id
               WHERE l.email_id = 2 AND l.state IN ('sent', 'bounced')
                 AND l.done_at >= {_TODAY} - interval '89 days' AND l.done_at < {_TODAY} + interval '1 day')
               AND NOT EXISTS (
              SELECT 1 FROM workflows_emailevent v JOIN workflows_ledgerentry l ON l.id = v.entry_id
                JOIN workflows_enrolment e ON e.id = l.enrolment_id
               WHERE e.contact_id = c.id AND l.email_id = 2 AND v.kind IN ('open', 'click') AND NOT v.is_machine)""",
    ),
]
