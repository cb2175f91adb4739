"""Reports 3 and 4: what sales are worth, by the contact's original source."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.models.contact import OriginalSource
from dashboards.definitions import ReportDefinition
from dashboards.figures.asking import Asking
from dashboards.figures.result import NOTHING, Figures, Row, Tally
from dashboards.figures.sales_sql import IN_CURRENCY, IS_A_SALE, TALLY, ask
from dashboards.periods import Span, span_of

# Sales of nobody known, and of contacts whose source is not known.
UNKNOWN = ""

AVERAGE_STATEMENT = f"""
    SELECT coalesce(c.source, ''), {TALLY}
      FROM crm_deal d
      LEFT JOIN crm_contact c ON c.id = d.contact_id
     WHERE {IS_A_SALE} AND d.closed_at >= %(start)s AND d.closed_at < %(end)s
     GROUP BY 1
"""

_BUYER = f"""
    count(*) FILTER (WHERE {IN_CURRENCY}) AS sales,
    coalesce(sum(d.net_amount) FILTER (WHERE {IN_CURRENCY}), 0) AS amount,
    count(*) FILTER (WHERE NOT ({IN_CURRENCY})) AS other
      FROM crm_deal d
     WHERE {IS_A_SALE} AND d.closed_at >= %(start)s AND d.closed_at < %(end)s
"""
# Who has no contact is told apart by Shopify's customer, else by e-mail address, else every sale is a customer's own.
# They are a second part because grouping by words is slow, and most sales have a contact.
LIFETIME_STATEMENT = f"""
    SELECT coalesce(c.source, ''), count(*) FILTER (WHERE sales > 0), sum(amount), sum(other)
      FROM (SELECT d.contact_id, {_BUYER} AND d.contact_id IS NOT NULL
             GROUP BY d.contact_id
             UNION ALL
            SELECT NULL, {_BUYER} AND d.contact_id IS NULL
             GROUP BY coalesce(d.customer_id::text, nullif(lower(d.email), ''), 'deal ' || d.id)) AS buyer
      LEFT JOIN crm_contact c ON c.id = buyer.contact_id
     GROUP BY 1
"""


def average_order_value_by_source(definition: ReportDefinition, asking: Asking) -> Figures:
    """Number and amount of each source's sales; a tally's average is the average order value."""
    return _figures_by_source(definition, asking, AVERAGE_STATEMENT)


def lifetime_order_value_by_source(definition: ReportDefinition, asking: Asking) -> Figures:
    """Number of customers of each source and what they bought; a tally's average is the lifetime order value."""
    return _figures_by_source(definition, asking, LIFETIME_STATEMENT)


def _figures_by_source(definition: ReportDefinition, asking: Asking, statement: str) -> Figures:
    span = span_of(definition.period, asking.at, asking.zone)
    found = ask(statement, {"start": span.start, "end": span.end, "currency": asking.currency})
    return _figures(span, found)


def _figures(span: Span, found: Iterable[tuple[Any, ...]]) -> Figures:
    tallies = {source: Tally(count, amount) for source, count, amount, _other in found if count}
    rows = [Row(source, _label(source), tally) for source, tally in tallies.items()]
    rows.sort(key=lambda row: (-(row.tally.average or 0), row.key))
    return Figures(
        span, tuple(rows), sum(tallies.values(), NOTHING), left_out=int(sum(other for *_rest, other in found))
    )


def _label(source: str) -> Any:
    return OriginalSource(source).label if source in OriginalSource else source or _("Source not known")
