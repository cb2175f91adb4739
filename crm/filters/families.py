"""What conditions can be about beside the record itself: records that hang on it, and the lists that it is in.

Conditions of one family in a group are about the same record: a deal, and of that deal the same line item. Rooms above
register what they know of a contact (docs/filters.md).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.catalogue import properties_of
from crm.models import Deal, LineItem, ListMembership, ObjectType
from crm.properties import LIST_MEMBERSHIP, Property, TextLike

LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Family:
    """Records that conditions can be about. `code` stands in a filter's JSON as `objectType`.

    `within` is the family, or the ObjectType, whose records these hang on: `records` are those that count, `link` their
    field that leads to it. Without `records` they are no rows of their own, but a relation of `within`'s: `prefix`.
    `has` and `lacks` begin the sentence about them; `lacks_such` stands for it beside what is asked of them. `offer` is
    what a filter on them is called where one is added, `same` says that several in a group are about the same record.
    """

    code: str
    label: TextLike
    within: str
    properties: Callable[[], Mapping[str, Property]]
    records: Callable[[], QuerySet[Any]] | None = None
    link: str = ""
    prefix: str = ""
    has: TextLike = ""
    lacks: TextLike = ""
    lacks_such: TextLike = ""
    offer: TextLike = ""
    same: TextLike = ""
    icon: str = "database"

    def of(self, outer: OuterRef | int) -> QuerySet[Any]:
        """The records that hang on one; `outer` is its primary key."""
        if self.records is None:
            raise TypeError(f"{self.code} are no rows of their own")
        return self.records().filter(**{self.link: outer})


_FAMILIES: dict[str, Family] = {}


def register(family: Family) -> None:
    """Offer a family of conditions; one of that code is replaced."""
    _FAMILIES[family.code] = family


def family(code: str) -> Family:
    """The family of a code. Raises KeyError."""
    return _FAMILIES[code]


def is_family(code: str) -> bool:
    """Whether a family is registered under a code."""
    return code in _FAMILIES


def families_within(code: str) -> list[Family]:
    """Those that hang directly on a kind of record or a family."""
    return [one for one in _FAMILIES.values() if one.within == code]


def families_of(object_type: ObjectType) -> list[Family]:
    """Every family that conditions on a kind of record can be about, nearest first."""
    return list(_below(object_type.value))


def records_within(code: str) -> list[Family]:
    """Those of them with rows of their own, one of which is asked for whatever a group says of the family.

    Lists are none: to be in two of them is not to be in one that is both.
    """
    return [one for one in families_within(code) if one.records is not None and one.code != LISTS]


def relations_of(code: str) -> list[Family]:
    """Those that are a relation of a family's rows: of line items, the product."""
    return [one for one in families_within(code) if one.prefix]


def hangs_on(code: str, above: str) -> bool:
    """Whether a family is another one, or hangs on it, however far down. An empty code is the record itself."""
    while code and code != above:
        code = _FAMILIES[code].within if code in _FAMILIES else ""
    return bool(code)


def filter_properties(object_type: ObjectType) -> dict[str, Property]:
    """Everything that records can be filtered by: own properties by API name, others as `line_items.name`."""
    known = dict(properties_of(object_type))
    for one in families_of(object_type):
        known |= {key_of(name, one.code): it for name, it in one.properties().items()}
    return known


def key_of(api_name: str, code: str) -> str:
    """What a property is called among `filter_properties`."""
    return f"{code}.{api_name}" if code else api_name


def _below(code: str) -> Iterator[Family]:
    for one in families_within(code):
        yield one
        yield from _below(one.code)


register(
    Family(
        ObjectType.DEAL.value,
        _("Deal"),
        ObjectType.CONTACT.value,
        lambda: properties_of(ObjectType.DEAL),
        Deal.objects.live,
        "contact",
        has=_("who have a deal"),
        lacks=_("who have no deal"),
        lacks_such=_("who have no such deal"),
        offer=_("Deal property"),
        same=_("The filters on deals and line items of this group are about one and the same deal."),
        icon="handshake",
    )
)
register(
    Family(
        ObjectType.LINE_ITEM.value,
        _("Line item"),
        ObjectType.DEAL.value,
        lambda: properties_of(ObjectType.LINE_ITEM),
        LineItem.objects.all,
        "deal",
        has=_("with a line item"),
        lacks=_("without a line item"),
        lacks_such=_("without such a line item"),
        offer=_("Line item property"),
        icon="receipt",
    )
)
register(
    Family(
        ObjectType.PRODUCT.value,
        _("Product of the line item"),
        ObjectType.LINE_ITEM.value,
        lambda: properties_of(ObjectType.PRODUCT),
        prefix="product__",
        offer=_("Product property"),
        icon="package",
    )
)
register(
    Family(
        LISTS,
        _("List"),
        ObjectType.CONTACT.value,
        lambda: {LIST_MEMBERSHIP.api_name: LIST_MEMBERSHIP},
        ListMembership.objects.current,
        "contact",
        offer=_("List membership"),
        icon="list-filter",
    )
)
