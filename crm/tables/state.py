"""A table as an address asks for it: ?view=, and what differs from that view: ?columns=, ?filters=, quick filters, …"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from crm.catalogue import properties_of
from crm.filters import (
    Condition,
    Definition,
    FilterError,
    Group,
    condition_of,
    filter_properties,
    read_condition,
    read_definition,
    records_matching,
    write_definition,
)
from crm.models import Contact, ObjectType
from crm.properties import Property
from crm.tables.columns import LEADING, TableColumn, columns_of, shown
from crm.tables.kinds import TableKind
from crm.tables.quick import QUICK_FILTERS, Choice, QuickFilter
from crm.tables.table import Table
from crm.tables.views import View, views_of

MOST_COLUMNS = 30
# In the place of a choice: none, though the view has one.
ANY = "any"
NO_FILTERS = "[]"


class RecordTable(Table):
    """The table of contacts, deals or products that an address asks for.

    `error` says in words what is wrong with the filters asked for; then the table shows no record, so that nothing is
    done to records that nobody meant.
    """

    columns: list[TableColumn]  # type: ignore[assignment]

    def __init__(self, params: QueryDict, kind: TableKind, user: User) -> None:
        self.kind = kind
        self.views = views_of(kind, user)
        self.view = self._view_asked(params)
        self.properties: Mapping[str, Property] = properties_of(kind.object_type)
        self.available = columns_of(kind.object_type, self.properties)
        self.error = ""
        self.definition = self._definition_asked(params)
        self.quick = self._quick_asked(params)
        self.contact = self._contact_asked(params)
        columns = [shown(self.available[name], kind.object_type) for name in self._columns_asked(params)]
        super().__init__(params, self._with_sort(columns, params), self._default_sort(), self._kept(params))
        self.columns = columns

    @cached_property
    def known(self) -> Mapping[str, Property]:
        """Everything that the records can be filtered by (crm.filters.filter_properties)."""
        return filter_properties(self.kind.object_type)

    @property
    def is_changed(self) -> bool:
        """Whether what is shown differs from the view."""
        return self.sort != self.default or bool(self.keep.keys() - {"view", "contact"})

    @property
    def is_filtered(self) -> bool:
        """Whether some records are left out."""
        return bool(self.query or self.definition.groups or self.quick or self.contact or self.error)

    def records(self) -> QuerySet[Any]:
        """The records that the table is about, unordered, without what their rows need beside them."""
        records = self.kind.live()
        if self.error:
            return records.none()
        if self.contact:
            records = records.filter(contact=self.contact)
        at = timezone.now()
        records = records.filter(self._quick_condition(at)) if self.quick else records
        records = records_matching(records, self.definition, at)
        return self.kind.find(records, self.query) if self.query else records

    def columns_url(self, names: list[str]) -> str:
        """The address of this table with other columns."""
        return self.url(columns="" if tuple(names) == self.view.columns else ",".join(names))

    def filters_url(self, groups: list[Any]) -> str:
        """The address of this table with other filters, as JSON groups."""
        written = (
            "" if groups == self.view.filters else json.dumps(groups, ensure_ascii=False) if groups else NO_FILTERS
        )
        return self.url(filters=written)

    def quick_url(self, name: str, code: str) -> str:
        """The address of this table with another answer to a quick filter; none: an empty code."""
        before = self.view.quick.get(name, "")
        return self.url(**{name: "" if code == before else code or ANY})

    @property
    def groups(self) -> list[Any]:
        """The filters in force, as JSON groups."""
        return write_definition(self.definition)

    def quick_filters(self) -> tuple[QuickFilter, ...]:
        """The quick filters of this kind of record."""
        return QUICK_FILTERS[self.kind.object_type]

    def _view_asked(self, params: QueryDict) -> View:
        asked = params.get("view", "")
        return next((view for view in self.views if view.code == asked), self.views[0])

    def _definition_asked(self, params: QueryDict) -> Definition:
        try:
            asked = params.get("filters", "")
            given = json.loads(asked) if asked else self.view.filters
            return read_definition(self.kind.object_type, given, self.known if given else {})
        except (ValueError, RecursionError) as error:
            self.error = str(error) if isinstance(error, FilterError) else _("These filters cannot be read.")
            return Definition(self.kind.object_type)

    def _quick_asked(self, params: QueryDict) -> dict[str, Choice]:
        asked = {one: params.get(one.name, self.view.quick.get(one.name, "")) for one in self.quick_filters()}
        return {one.name: choice for one, code in asked.items() if (choice := one.chosen(code))}

    def _contact_asked(self, params: QueryDict) -> Contact | None:
        asked = params.get("contact", "") if self.kind.object_type == ObjectType.DEAL else ""
        if not asked.isdecimal() or len(asked) > 17:
            return None
        return Contact.objects.live().filter(pk=int(asked)).first()

    def _columns_asked(self, params: QueryDict) -> list[str]:
        leading = LEADING[self.kind.object_type]
        asked = params.get("columns", "")
        wanted = asked.split(",") if asked else self.view.columns
        names = [name for name in dict.fromkeys(wanted) if name in self.available and name != leading]
        return [leading, *names[: MOST_COLUMNS - 1]]

    def _with_sort(self, columns: list[TableColumn], params: QueryDict) -> list[TableColumn]:
        """The columns, and the one that the rows are sorted by where it is not among them."""
        names = {params.get("sort", "").removeprefix("-"), self._default_sort().removeprefix("-")}
        hidden = names & self.available.keys() - {column.name for column in columns}
        return columns + [shown(self.available[name], self.kind.object_type) for name in hidden]

    def _default_sort(self) -> str:
        column = self.available.get(self.view.sort.removeprefix("-"))
        return self.view.sort if column and column.sorting else self.kind.sort

    def _kept(self, params: QueryDict) -> dict[str, str]:
        """What differs from the view, as it stands in the address."""
        kept = {"view": self.view.code, "contact": str(self.contact.pk) if self.contact else ""}
        for name in ("columns", "filters"):
            kept[name] = params.get(name, "")
        for one in self.quick_filters():
            code = params.get(one.name, "")
            is_put_off = code == ANY and one.name in self.view.quick
            kept[one.name] = code if is_put_off or one.chosen(code) else ""
        return kept

    def _quick_condition(self, at: datetime) -> Q:
        of_quick = Group(tuple(one for choice in self.quick.values() for one in self._conditions(choice)))
        return condition_of(Definition(self.kind.object_type, (of_quick,)), at)

    def _conditions(self, choice: Choice) -> list[Condition]:
        return [read_condition(one, self.properties) for one in choice.filters]
