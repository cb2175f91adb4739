"""Views of a table: those that everybody has, and those that people saved (`?view=`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.models import ObjectType, SavedView
from crm.properties import TextLike
from crm.tables.kinds import TableKind

# Of its kind, one person.
MOST_SAVED = 50
_LATELY = "7"


@dataclass(frozen=True, slots=True)
class View:
    """What a table begins with: its code in the address, its words, columns, order and filters.

    `filters` are groups as `crm.filters.read_definition` takes them; `saved` is the row of one that somebody saved.
    """

    code: str
    label: TextLike
    columns: tuple[str, ...]
    sort: str
    filters: list[Any] = field(default_factory=list)
    quick: Mapping[str, str] = field(default_factory=dict)
    saved: SavedView | None = None


def views_of(kind: TableKind, user: User) -> list[View]:
    """Every view that a person can choose, the one of all records first. One query."""
    mine = Q(owner=user) | Q(is_shared=True)
    saved = SavedView.objects.filter(mine, object_type=kind.object_type).select_related("owner")
    return [*_fixed(kind), *map(_of_saved, saved)]


def may_change(saved: SavedView, user: User) -> bool:
    """Whether a person may change, share or delete a saved view: its owner, and an administrator what is shared."""
    return saved.owner_id == user.pk or (saved.is_shared and user.is_staff)


def _of_saved(saved: SavedView) -> View:
    return View(str(saved.pk), saved.name, tuple(saved.columns), saved.sort, saved.filters, saved.quick, saved)


def _fixed(kind: TableKind) -> Iterable[View]:
    for code, label, filters, quick in _FIXED[kind.object_type]:
        yield View(code, label, kind.columns, kind.sort, filters, quick)


def _group(name: str, operator: str, value: str) -> list[Any]:
    return [{"filters": [{"propertyName": name, "operator": operator, "value": value}]}]


_FIXED: dict[ObjectType, tuple[tuple[str, TextLike, list[Any], dict[str, str]], ...]] = {
    ObjectType.CONTACT: (
        ("", _("All contacts"), [], {}),
        ("customers", _("Customers"), _group("ip__ecomm_bridge__ecomm_number_of_orders", "GTE", "1"), {}),
        ("subscribers", _("Newsletter subscribers"), [], {"marketing": "yes"}),
        ("carts", _("Left a cart"), _group("ip__ecomm_bridge__last_abandoned_cart_date", "IN_LAST_DAYS", _LATELY), {}),
    ),
    ObjectType.DEAL: (
        ("", _("All deals"), [], {}),
        ("sales", _("Sales"), [], {"stage": "won"}),
        ("carts", _("Abandoned carts"), [], {"stage": "checkout_abandoned"}),
    ),
    ObjectType.PRODUCT: (("", _("All products"), [], {}), ("active", _("On sale"), [], {"status": "active"})),
}
