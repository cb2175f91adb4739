"""The filters of a report, by the one compiler (docs/filters.md)."""

from collections.abc import Mapping

from crm.catalogue import properties_of
from crm.filters import Definition, FilterError, filter_properties, read_definition
from crm.models import ObjectType
from crm.properties import Property
from dashboards.definitions import Counted, InvalidDefinition, ReportDefinition
from dashboards.figures.kinds import KINDS


def filterable(counted: Counted) -> Mapping[str, Property]:
    """The properties that what is counted can be filtered by. Line items have their own alone."""
    object_type = KINDS[counted].object_type
    return properties_of(object_type) if object_type == ObjectType.LINE_ITEM else filter_properties(object_type)


def read_filters(definition: ReportDefinition) -> Definition:
    """The filters of a report. InvalidDefinition in words, where a property or list is gone, say."""
    object_type = KINDS[definition.counted].object_type
    if not definition.filters:
        return Definition(object_type)
    try:
        return read_definition(object_type, list(definition.filters), filterable(definition.counted))
    except FilterError as error:
        raise InvalidDefinition(str(error), "filters") from error
