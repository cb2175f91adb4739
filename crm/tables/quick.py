"""Quick filters: the questions asked most, each a menu over the table with a few answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from crm.filters import Operator
from crm.models import ObjectType, Stage
from crm.properties import TextLike
from crm.words import PRODUCT_STATUS

# Filters as `crm.filters.read_condition` takes them, all of which must hold.
Filters = tuple[Mapping[str, Any], ...]
# In the place of a stage: every stage that is a sale.
WON = "won"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its code in the address, its words, what it asks of a record."""

    code: str
    label: TextLike
    filters: Filters


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """A question: its name in the address, its words, its answers (a query at most, for stages)."""

    name: str
    label: TextLike
    choices: Callable[[], list[Choice]]

    def chosen(self, code: str) -> Choice | None:
        """The answer of a code."""
        return next((one for one in self.choices() if one.code == code), None) if code else None


def _filter(name: str, operator: Operator, value: str = "", values: list[str] | None = None) -> Mapping[str, Any]:
    return {"propertyName": name, "operator": str(operator), "value": value, "values": values}


def _days(number: int) -> TextLike:
    return ngettext_lazy("Last %d day", "Last %d days", number) % number


def _lately(name: str) -> list[Choice]:
    today = Choice("1d", _("Today"), (_filter(name, Operator.IN_LAST_DAYS, "1"),))
    return [
        today,
        *(Choice(f"{n}d", _days(n), (_filter(name, Operator.IN_LAST_DAYS, str(n)),)) for n in (7, 30, 90, 365)),
    ]


def _last_order() -> list[Choice]:
    name = "ip__ecomm_bridge__last_order_date"
    lately = [Choice(f"{n}d", _days(n), (_filter(name, Operator.IN_LAST_DAYS, str(n)),)) for n in (30, 90)]
    ago = [
        Choice(
            f"over-{n}d",
            ngettext_lazy("More than %d day ago", "More than %d days ago", n) % n,
            (_filter(name, Operator.MORE_THAN_DAYS_AGO, str(n)),),
        )
        for n in (90, 180, 365)
    ]
    return [*lately, *ago, Choice("never", _("Never bought"), (_filter(name, Operator.NOT_HAS_PROPERTY),))]


def _marketing() -> list[Choice]:
    name = "ip__shopify__accepts_marketing"
    return [
        Choice("yes", _("Subscribed"), (_filter(name, Operator.EQ, "true"),)),
        Choice("no", _("Not subscribed"), (_filter(name, Operator.EQ, "false"),)),
    ]


def _orders() -> list[Choice]:
    name = "ip__ecomm_bridge__ecomm_number_of_orders"
    return [
        Choice("one", _("Exactly one"), (_filter(name, Operator.EQ, "1"),)),
        Choice("repeat", _("Two or more"), (_filter(name, Operator.GTE, "2"),)),
        Choice("five", _("Five or more"), (_filter(name, Operator.GTE, "5"),)),
    ]


def _stages() -> list[Choice]:
    stages = list(Stage.objects.order_by("display_order"))
    won = [stage.pk for stage in stages if stage.is_won]
    each = [Choice(stage.pk, str(stage), (_filter("dealstage", Operator.EQ, stage.pk),)) for stage in stages]
    sales = [Choice(WON, _("All sales"), (_filter("dealstage", Operator.IN, values=won),))] if won else []
    return [*each, *sales]


def _amounts() -> list[Choice]:
    return [
        Choice("under-50", _("Under 50"), (_filter("amount", Operator.LT, "50"),)),
        Choice(
            "50-200", _("50 to 200"), (_filter("amount", Operator.GTE, "50"), _filter("amount", Operator.LT, "200"))
        ),
        Choice("200", _("200 and more"), (_filter("amount", Operator.GTE, "200"),)),
    ]


def _origins() -> list[Choice]:
    name = "ip__ecomm_bridge__ecomm_synced"
    return [
        Choice("shopify", _("Shopify"), (_filter(name, Operator.EQ, "true"),)),
        Choice("here", _("Made here"), (_filter(name, Operator.EQ, "false"),)),
    ]


def _statuses() -> list[Choice]:
    return [Choice(code, label, (_filter("hs_status", Operator.EQ, code),)) for code, label in PRODUCT_STATUS.items()]


QUICK_FILTERS: dict[ObjectType, tuple[QuickFilter, ...]] = {
    ObjectType.CONTACT: (
        QuickFilter("added", _("Added"), lambda: _lately("createdate")),
        QuickFilter("bought", _("Last order"), _last_order),
        QuickFilter("orders", _("Orders"), _orders),
        QuickFilter("marketing", _("Marketing"), _marketing),
    ),
    ObjectType.DEAL: (
        QuickFilter("stage", _("Deal stage"), _stages),
        QuickFilter("created", pgettext_lazy("deal", "Created"), lambda: _lately("createdate")),
        QuickFilter("amount", _("Amount"), _amounts),
        QuickFilter("origin", _("Origin"), _origins),
    ),
    ObjectType.PRODUCT: (
        QuickFilter("status", _("Status"), _statuses),
        QuickFilter("added", _("Added"), lambda: _lately("createdate")),
    ),
}
