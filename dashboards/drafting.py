"""A report while it is edited: what its form says, and what can be chosen beside it (SPEC R2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.filters.choices import OfferGroup, lack_offers, offer_groups
from crm.filters.draft import Draft, DraftGroup
from crm.models import ObjectType
from dashboards import checking
from dashboards.definitions import (
    Comparison,
    Counted,
    Dimension,
    Measure,
    ReportDefinition,
    Source,
    Visualisation,
)
from dashboards.figures.filtering import filterable
from dashboards.figures.kinds import KINDS
from dashboards.periods import Period
from dashboards.words import measure_words

Words = str | Promise
# What a new report starts from.
BLANK = ReportDefinition(
    counted=Counted.SALES,
    measures=(Measure.SUM, Measure.COUNT),
    dimension=Dimension.DAY,
    period=Period.LAST_30_DAYS,
    visualisation=Visualisation.COLUMN_AND_LINE,
    comparison=Comparison.PREVIOUS_PERIOD,
)
ICONS = {
    Visualisation.NUMBER: "hash",
    Visualisation.BAR: "chart-bar",
    Visualisation.COLUMN_AND_LINE: "chart-column",
    Visualisation.DONUT: "chart-pie",
    Visualisation.GAUGE: "gauge",
    Visualisation.FUNNEL: "funnel",
    Visualisation.TABLE: "table",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen; the value is what the form sends."""

    value: str
    label: Words
    is_chosen: bool
    icon: str = ""


@dataclass(slots=True)
class ReportDraft:
    """A definition whose parts go together, and its filters as rows on the form that may be unfinished."""

    definition: ReportDefinition
    filters: Draft

    @classmethod
    def of(cls, definition: ReportDefinition) -> "ReportDraft":
        """Of a report that is there."""
        return cls(definition, Draft.of_groups(definition.filters, filterable(definition.counted)))

    @classmethod
    def of_form(cls, sent: QueryDict) -> "ReportDraft":
        """Of what the form sent: parts that no longer go with what is counted are replaced.

        Filters go where they were about other records (`about`); those that are not finished count for nothing yet.
        """
        asked = ReportDefinition(
            counted=_one_of(Counted, sent.get("counted", "")) or Counted.SALES,
            measures=tuple(_measures(sent)),
            dimension=_one_of(Dimension, sent.get("dimension", "")),
            period=_one_of(Period, sent.get("period", "")) or Period.LAST_30_DAYS,
            visualisation=_one_of(Visualisation, sent.get("visualisation", "")) or Visualisation.TABLE,
            comparison=_one_of(Comparison, sent.get("comparison", "")),
        )
        fitted = checking.fit(asked)
        known = filterable(fitted.counted)
        is_about_the_same = sent.get("about", "") == _about(fitted.counted)
        filters = Draft.of_form(sent, known) if is_about_the_same else Draft.of_groups([], known)
        filters.check()
        return cls(replace(fitted, filters=tuple(filters.finished())), filters)

    @property
    def about(self) -> str:
        """Which records the filters are about, for the form to send back."""
        return _about(self.definition.counted)

    @property
    def counted(self) -> list[tuple[Words, list[Choice]]]:
        """What can be counted, by source."""
        return [
            (source.label, [_choice(one, self.definition.counted) for one in Counted if KINDS[one].source == source])
            for source in Source
        ]

    @property
    def dimensions(self) -> list[Choice]:
        return [
            _choice(one, self.definition.dimension)
            if one
            else Choice("", _("No grouping: one number"), self.definition.dimension is None)
            for one in checking.dimensions_of(self.definition.counted)
        ]

    @property
    def measures(self) -> list[Choice]:
        """The figures; the first that is chosen is the one drawn (`main`)."""
        counted, chosen = self.definition.counted, self.definition.measures
        possible = checking.measures_of(counted, self.definition.dimension)
        return [Choice(one.value, measure_words(counted, one), one in chosen) for one in possible]

    @property
    def main(self) -> str:
        """The figure drawn."""
        return self.definition.measures[0].value

    @property
    def periods(self) -> list[Choice]:
        return [_choice(one, self.definition.period) for one in checking.periods_of(self.definition.dimension)]

    @property
    def comparisons(self) -> list[Choice]:
        return [
            _choice(one, self.definition.comparison)
            if one
            else Choice("", _("Nothing"), self.definition.comparison is None)
            for one in checking.comparisons_of(self.definition)
        ]

    @property
    def visualisations(self) -> list[Choice]:
        drawn = self.definition.visualisation
        return [
            Choice(one.value, one.label, one == drawn, ICONS[one])
            for one in checking.visualisations_of(self.definition)
        ]

    @property
    def groups(self) -> list[tuple[DraftGroup, list[Any]]]:
        """The groups of filters, each with what it may ask that there be none of."""
        object_type = KINDS[self.definition.counted].object_type
        return [(one, lack_offers(object_type, one)) for one in self.filters.groups]

    @property
    def properties(self) -> Iterable[OfferGroup]:
        """The properties to filter by."""
        return offer_groups(KINDS[self.definition.counted].object_type, self.filters.known)


def _measures(sent: QueryDict) -> Iterable[Measure]:
    """The figure drawn first, whether its box is ticked or not."""
    names = [sent.get("main", ""), *sent.getlist("measures")]
    return (found for name in names if (found := _one_of(Measure, name)))


def _about(counted: Counted) -> str:
    object_type: ObjectType = KINDS[counted].object_type
    return str(object_type.value)


def _choice(one: Any, chosen: Any) -> Choice:
    return Choice(one.value, one.label, one == chosen)


def _one_of(choices: Any, value: str) -> Any:
    return choices(value) if value in choices.values else None
