"""What a list asks for, and what follows from it: which lists it is about, when its answer changes by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import TIER_NEEDED, Feature, Portal, Tier
from crm.filters import Condition, Definition, FilterError, filter_properties, read_definition
from crm.filters.conditions import BY_TODAY, DAYS
from crm.filters.events import event_families
from crm.filters.families import LISTS
from crm.models import ContactList, ObjectType, ScoreThresholds
from crm.properties import Property
from crm.scores import CLOCK_PROPERTIES

BY_LINE = frozenset({ObjectType.LINE_ITEM.value, ObjectType.PRODUCT.value})
# The fields that `describe` writes.
DESCRIBED = ("list_ids", "is_timed", "is_about_products", "basis")
_BY_DAYS = frozenset({"days_since_last_order", "recency_score"})
_ZONE, _SCORES = "zone=", "scores="


@dataclass(frozen=True, slots=True)
class Basis:
    """What answers depend on beside records, as it is now: the store's zone, the thresholds of scores."""

    zone: str
    scores: str

    @classmethod
    def now(cls) -> "Basis":
        """Two queries."""
        kept = ScoreThresholds.current()
        numbers = (*kept.recency_days, *kept.frequency_orders, *kept.monetary_amounts)
        return cls(_ZONE + Portal.current().time_zone, _SCORES + ",".join(map(str, numbers)))

    def of(self, *, by_days: bool, by_scores: bool) -> str:
        """The part that a list depends on, as it is kept with it."""
        return ";".join([self.zone] * (by_days or by_scores) + [self.scores] * by_scores)

    def instead_of(self, kept: str) -> str:
        """What a kept one would be now: another one where the store's zone or the thresholds were changed."""
        return self.of(by_days=_ZONE in kept, by_scores=_SCORES in kept)


def known() -> Mapping[str, Property]:
    """Everything that lists can ask for. Whoever reads many of them asks for it once."""
    return filter_properties(ObjectType.CONTACT)


def read(filters: Any, properties: Mapping[str, Property] | None = None) -> Definition:
    """The definition that filters stand for; `properties` are those of `known`. Raises FilterError in words."""
    return read_definition(ObjectType.CONTACT, filters, known() if properties is None else properties)


def conditions_of(definition: Definition) -> Iterator[Condition]:
    """Every condition of every group."""
    return (one for group in definition.groups for one in group.conditions)


def is_timed(condition: Condition) -> bool:
    """Whether a condition's answer changes with the day though nothing else does."""
    return condition.operator in BY_TODAY or condition.property.name in _BY_DAYS


def describe(contact_list: ContactList, definition: Definition) -> None:
    """Write what follows from a definition into the list's fields (not saved)."""
    conditions = list(conditions_of(definition))
    contact_list.list_ids = sorted(_lists_in(conditions))
    contact_list.is_timed = any(map(is_timed, conditions))
    contact_list.is_about_products = any(one.family == ObjectType.PRODUCT.value for one in conditions)
    contact_list.basis = Basis.now().of(
        by_days=any(is_timed(one) or one.operator in DAYS for one in conditions),
        by_scores=any(one.property.name in CLOCK_PROPERTIES and not one.family for one in conditions),
    )


def check_tier(definition: Definition) -> None:
    """Raises FilterError where the portal's tier has no lists by line item (SPEC C9)."""
    if any(one.family in BY_LINE for one in conditions_of(definition)) and not is_by_line_allowed():
        raise FilterError(tier_words(), code="TIER")


def check_sources(definition: Definition) -> None:
    """Raises FilterError where something that an event should have happened to does not exist. A query a family."""
    for one in event_families():
        asked = {pk for it in conditions_of(definition) if it.family == one.code for pk in it.sources}
        if asked and asked - one.sources().keys():
            raise FilterError(str(one.source_is_gone), code="SOURCE_IS_GONE")


def is_by_line_allowed() -> bool:
    """Whether the portal's tier opens lists by line item."""
    return Portal.current().allows(Feature.LINE_ITEM_SEGMENTS)


def tier_words() -> str:
    """Which tier lists by line item or product take, and which one the portal is on."""
    needed, now = Tier(TIER_NEEDED[Feature.LINE_ITEM_SEGMENTS]).label, Tier(Portal.current().tier).label
    return _("Segments by line item take the %(needed)s tier or higher. This portal is on %(now)s.") % {
        "needed": needed,
        "now": now,
    }


def _lists_in(conditions: Iterable[Condition]) -> set[int]:
    return {int(str(value)) for one in conditions if one.family == LISTS for value in one.values}
