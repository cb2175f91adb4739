"""The figures of the reports: one exact statement each (docs/dashboard.md)."""

from collections.abc import Callable, Mapping

from dashboards import definitions
from dashboards.definitions import ReportDefinition
from dashboards.figures.abandoned_cart_recovery import abandoned_cart_recovery
from dashboards.figures.asking import Asking, asking_for_portal
from dashboards.figures.by_source import average_order_value_by_source, lifetime_order_value_by_source
from dashboards.figures.net_new_customers import net_new_customers
from dashboards.figures.new_processed_sales import new_processed_sales
from dashboards.figures.order_snapshot import order_snapshot
from dashboards.figures.result import Figures, GoalFigures, RecoveryFigures, Row, Tally
from dashboards.figures.sales_against_goal import sales_against_goal

__all__ = [
    "Asking",
    "Figures",
    "GoalFigures",
    "RecoveryFigures",
    "Row",
    "Tally",
    "asking_for_portal",
    "figures_of",
]

_FIGURES: Mapping[str, Callable[[ReportDefinition, Asking], Figures]] = {
    definitions.ORDER_SNAPSHOT.key: order_snapshot,
    definitions.NEW_PROCESSED_SALES.key: new_processed_sales,
    definitions.AVERAGE_ORDER_VALUE.key: average_order_value_by_source,
    definitions.LIFETIME_ORDER_VALUE.key: lifetime_order_value_by_source,
    definitions.NET_NEW_CUSTOMERS.key: net_new_customers,
    definitions.SALES_AGAINST_GOAL.key: sales_against_goal,
    definitions.ABANDONED_CART_RECOVERY.key: abandoned_cart_recovery,
}


def figures_of(definition: ReportDefinition, asking: Asking) -> Figures:
    """The figures of a report for a portal at a moment: one statement, exact. KeyError for a report of no such key."""
    return _FIGURES[definition.key](definition, asking)
