"""What records are asked for: conditions on properties, AND within a group, OR between groups, as one SQL condition.

The one compiler that search, lists, tables and reports share (docs/filters.md).
"""

from crm.filters.compiler import condition_of, ids_matching, records_matching
from crm.filters.conditions import Condition, Definition, FilterError, Group, Operator
from crm.filters.families import filter_properties
from crm.filters.reading import read_condition, read_definition, write_definition

__all__ = [
    "Condition",
    "Definition",
    "FilterError",
    "Group",
    "Operator",
    "condition_of",
    "filter_properties",
    "ids_matching",
    "read_condition",
    "read_definition",
    "records_matching",
    "write_definition",
]
