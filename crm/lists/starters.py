"""Lists to begin with: what nearly every shop asks first (docs/lists.md)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models import ContactList
from crm.properties import TextLike

_ORDERS = "ip__ecomm_bridge__ecomm_number_of_orders"


@dataclass(frozen=True, slots=True)
class Starter:
    """A list that is offered; `filters` are groups in JSON."""

    code: str
    name: TextLike
    filters: list[Any]


def _where(name: str, operator: str, value: str) -> list[Any]:
    return [{"filters": [{"propertyName": name, "operator": operator, "value": value}]}]


STARTERS = (
    Starter("customers", pgettext_lazy("list", "Customers"), _where(_ORDERS, "GTE", "1")),
    Starter("subscribers", _("Newsletter subscribers"), _where("ip__shopify__accepts_marketing", "EQ", "true")),
    Starter("one-time-buyers", _("One-time buyers"), _where(_ORDERS, "EQ", "1")),
    Starter("repeat-buyers", _("Repeat buyers"), _where(_ORDERS, "GTE", "2")),
    Starter("big-spenders", _("Big spenders"), _where("ip__ecomm_bridge__monetary_score", "EQ", "5")),
    Starter("about-to-lapse", _("About to lapse"), _where("ip__ecomm_bridge__recency_score", "EQ", "3")),
    Starter("lapsed", _("Lapsed customers"), _where("ip__ecomm_bridge__recency_score", "LTE", "2")),
    Starter(
        "abandoned-this-week",
        _("Abandoned a cart in the last week"),
        _where("ip__ecomm_bridge__last_abandoned_cart_date", "IN_LAST_DAYS", "7"),
    ),
)


def offered() -> list[Starter]:
    """The starters that no list asks for yet."""
    asked = list(
        ContactList.objects.active()
        .filter(filters__in=[one.filters for one in STARTERS])
        .values_list("filters", flat=True)
    )
    return [one for one in STARTERS if one.filters not in asked]


def starter(code: str) -> Starter | None:
    """The starter of a code."""
    return next((one for one in STARTERS if one.code == code), None)
