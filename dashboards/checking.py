"""Whether the parts of a report go together, and what goes with what (docs/dashboard.md)."""

from dataclasses import replace

from django.utils.translation import gettext as _

from dashboards.definitions import (
    Comparison,
    Counted,
    Dimension,
    InvalidDefinition,
    Measure,
    ReportDefinition,
    Visualisation,
)
from dashboards.figures.filtering import read_filters
from dashboards.figures.kinds import KINDS, TIMES
from dashboards.periods import Period

MOST_MEASURES = 4
# Whose parts do not add up to the whole where one customer is in several rows.
_OF_PEOPLE = frozenset({Measure.CUSTOMERS, Measure.LIFETIME_VALUE})
_RATES = frozenset(
    {Measure.RECOVERY_RATE, Measure.OPEN_RATE, Measure.CLICK_RATE, Measure.AVERAGE, Measure.LIFETIME_VALUE}
)
# Months of one length stand beside months of another; days and weeks of such periods do not.
_OVER_BY_DAY = frozenset({Period.LAST_MONTH, Period.LAST_QUARTER, Period.LAST_YEAR})
_OF_MONTHS = frozenset({Period.THIS_QUARTER, Period.LAST_QUARTER, Period.THIS_YEAR, Period.LAST_YEAR})
_ONE_OF_EACH_PERSON = frozenset({None, Dimension.SOURCE, Dimension.COUNTRY})


def check(definition: ReportDefinition) -> None:
    """Raise InvalidDefinition in words, with the field to change, where the parts do not go together."""
    if not definition.measures or len(set(definition.measures)) != len(definition.measures):
        raise InvalidDefinition(_("Choose the measures, each once."), "measures")
    if len(definition.measures) > MOST_MEASURES:
        raise InvalidDefinition(_("Choose at most %(most)s measures.") % {"most": MOST_MEASURES}, "measures")
    for measure in definition.measures:
        if measure not in measures_of(definition.counted, definition.dimension):
            message = _("“%(measure)s” cannot be told row by row here.") % {"measure": measure.label}
            raise InvalidDefinition(message, "measures")
    if definition.dimension not in dimensions_of(definition.counted):
        raise InvalidDefinition(_("This data cannot be grouped so. Choose something else."), "dimension")
    if definition.comparison not in comparisons_of(definition):
        raise InvalidDefinition(_("There is nothing of that kind to compare with."), "comparison")
    if definition.visualisation not in visualisations_of(definition):
        raise InvalidDefinition(_("These measures cannot be drawn so."), "visualisation")
    if definition.period not in periods_of(definition.dimension):
        raise InvalidDefinition(_("All time is told by month, not by day or week."), "period")
    read_filters(definition)


def fit(definition: ReportDefinition) -> ReportDefinition:
    """The definition with every part replaced that does not go with those before it, by the likeliest that does.

    What is counted stands; then rows, figures, period, comparison, visualisation are looked at in this order. Filters
    are left as they are.
    """
    counted = definition.counted
    dimensions = dimensions_of(counted)
    dimension = definition.dimension if definition.dimension in dimensions else dimensions[1]
    possible = measures_of(counted, dimension)
    measures = tuple(one for one in dict.fromkeys(definition.measures) if one in possible)[:MOST_MEASURES]
    period = definition.period if definition.period in periods_of(dimension) else Period.LAST_30_DAYS
    fitted = replace(definition, dimension=dimension, measures=measures or possible[:1], period=period)
    if fitted.comparison not in comparisons_of(fitted):
        fitted = replace(fitted, comparison=None)
    drawn = visualisations_of(fitted)
    return fitted if fitted.visualisation in drawn else replace(fitted, visualisation=drawn[0])


def dimensions_of(counted: Counted) -> tuple[Dimension | None, ...]:
    """By what it can be told apart; None: not at all."""
    return (None, *KINDS[counted].dimensions)


def measures_of(counted: Counted, dimension: Dimension | None) -> tuple[Measure, ...]:
    """What can be told of it, row by row: customers only where one is in one row, or rows would not add up."""
    is_apart = dimension in _ONE_OF_EACH_PERSON
    return tuple(one for one in KINDS[counted].measures if is_apart or one not in _OF_PEOPLE)


def periods_of(dimension: Dimension | None) -> tuple[Period, ...]:
    """Over which periods: a row for each day since the beginning would be too many."""
    is_fine = dimension in (Dimension.DAY, Dimension.WEEK)
    return tuple(one for one in Period if not (is_fine and one == Period.ALL_TIME))


def comparisons_of(definition: ReportDefinition) -> tuple[Comparison | None, ...]:
    """What it can be held against: goals are amounts of the sales of this month, as a whole."""
    found: list[Comparison | None] = [None]
    if _is_comparable(definition):
        found.append(Comparison.PREVIOUS_PERIOD)
    is_of_the_month = definition.period == Period.THIS_MONTH and definition.dimension is None
    if is_of_the_month and definition.counted == Counted.SALES and definition.measures[:1] == (Measure.SUM,):
        found.append(Comparison.GOAL)
    return tuple(found)


def _is_comparable(definition: ReportDefinition) -> bool:
    """Whether there is a period before, and each row of this one has one of that one beside it."""
    match definition.dimension:
        case Dimension.DAY:
            return definition.period not in {Period.ALL_TIME, *_OVER_BY_DAY}
        case Dimension.WEEK:
            return False
        case Dimension.MONTH:
            return definition.period in _OF_MONTHS
        case _:
            return definition.period != Period.ALL_TIME


def visualisations_of(definition: ReportDefinition) -> tuple[Visualisation, ...]:
    """How it can be drawn, the likeliest first."""
    dimension, measures = definition.dimension, definition.measures
    if definition.comparison == Comparison.GOAL:
        return (Visualisation.GAUGE, Visualisation.NUMBER)
    if dimension is None:
        return (Visualisation.NUMBER, Visualisation.TABLE)
    if dimension in TIMES:
        return (Visualisation.COLUMN_AND_LINE, Visualisation.NUMBER, Visualisation.TABLE)
    found = [Visualisation.BAR, Visualisation.TABLE, Visualisation.NUMBER]
    if dimension == Dimension.STAGE:
        found.insert(0, Visualisation.FUNNEL)
    is_a_whole = dimension == Dimension.OUTCOME or not _RATES & set(measures[:1])
    return (*found, Visualisation.DONUT) if is_a_whole else tuple(found)
