"""Filter branches of HubSpot's Lists API, read into a list's filters and written from them.

The root is an OR of ANDs: our groups. What a group asks of deals, of their line items and of their products stands in
ASSOCIATION branches within each other, one of a kind in a group, as it is about one deal and one line of it. Such a
branch in a NOT_ANY asks that there be no such deal.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm.api.associations import TYPE_IDS
from crm.api.kinds import BY_TYPE
from crm.api.lists.happened import event_family_of, read_event, write_event
from crm.api.lists.operations import read_operation, write_operation
from crm.filters import FilterError, read_condition
from crm.filters.events import event_families, event_family
from crm.filters.families import LISTS, Family, families_within, hangs_on, key_of
from crm.models import ObjectType
from crm.properties import LIST_MEMBERSHIP, Property
from rest.errors import ApiError, Detail, validation_error

_CONTACT = ObjectType.CONTACT.value
_BRANCH = {"filterBranchType", "filterBranchOperator", "filterBranches", "filters"}
_ASSOCIATION = _BRANCH | {"operator", "objectTypeId", "associationTypeId", "associationCategory"}
_HAS, _LACKS = "IN_LIST", "NOT_IN_LIST"
_OPERATORS = {"ASSOCIATION": "AND", "NOT_ANY": "OR"}
_MEMBERSHIPS = {_HAS: "IN", _LACKS: "NOT_IN"}
# Where HubSpot has no number for the way to belong.
_OWN_WAY = ("INTEGRATOR_DEFINED", 0)


def read_branch(given: Any, known: Mapping[str, Property], zone: str) -> list[dict[str, Any]]:
    """A list's filters from the branch that a call sends. Raises ApiError (400) that names the place and what to do.

    `known` are the properties to filter by (crm.lists.definitions.known), `zone` is the store's.
    """
    return _Reader(known, zone).root(given)


def write_branch(filters: Iterable[Mapping[str, Any]], known: Mapping[str, Property], zone: str) -> dict[str, Any]:
    """A list's filters as a branch; `read_branch` reads the same ones from it."""
    return _branch("OR", [], [_written_group(group, known, zone) for group in filters])


class _Reader:
    """Reads a branch; every part says where in it it is, for the error."""

    def __init__(self, known: Mapping[str, Property], zone: str) -> None:
        self._known, self._zone = known, zone

    def root(self, given: Any) -> list[dict[str, Any]]:
        place = "filterBranch"
        branch = _checked(given, "OR", _BRANCH, place)
        if branch["filters"]:
            raise _refused("The root has no filters of its own: put them into an AND branch.", f"{place}.filters")
        if not branch["filterBranches"]:
            raise _refused("The root has an AND branch at least.", f"{place}.filterBranches")
        return [self._group(one, f"{place}.filterBranches.{n}") for n, one in enumerate(branch["filterBranches"])]

    def _group(self, given: Any, place: str) -> dict[str, Any]:
        branch = _checked(given, "AND", _BRANCH, place)
        group: dict[str, Any] = {"filters": [], "lacks": []}
        self._filters(branch["filters"], "", place, group)
        self._associations(branch["filterBranches"], _CONTACT, place, group)
        if not group["filters"] and not group["lacks"]:
            raise _refused("An AND branch has a filter at least.", place)
        return group if group["lacks"] else {"filters": group["filters"]}

    def _filters(self, given: Iterable[Any], code: str, place: str, group: dict[str, Any]) -> None:
        for n, one in enumerate(given):
            at = f"{place}.filters.{n}"
            name = str(one.get("property", "")) if isinstance(one, dict) else ""
            try:
                read = self._filter(one, code)
                read_condition(read, self._known)
            except FilterError as error:
                raise _refused(str(error), at, error.code, error.property or name) from error
            group["filters"].append(read)

    def _filter(self, given: Any, code: str) -> dict[str, Any]:
        given = {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else {}
        match given.get("filterType"):
            case "PROPERTY":
                _only(given, {"filterType", "property", "operation"})
                name = str(given.get("property", ""))
                one = self._known.get(key_of(name, code))
                if one is None:
                    message = f"Property “{name[:100]}” of {code or _CONTACT} does not exist."
                    raise FilterError(message, name, "PROPERTY_DOESNT_EXIST")
                read = {"propertyName": name, **read_operation(given.get("operation"), one.kind, self._zone)}
                return {"objectType": code, **read} if code else read
            case "IN_LIST" if not code:
                return _membership(given)
            case "IN_LIST":
                raise FilterError("Lists are of contacts: ask for them beside the ASSOCIATION branches, not in them.")
            case other if (events := event_family_of(other)) and not code:
                return read_event(given, events, self._zone)
            case other:
                there = ", ".join(["PROPERTY", "IN_LIST", *(one.filter_type for one in event_families())])
                raise FilterError(
                    f"filterType {str(other)[:100]} cannot be asked for. There are {there}; what hangs on a contact is "
                    "asked for by ASSOCIATION branches."
                )

    def _associations(self, given: Iterable[Any], within: str, place: str, group: dict[str, Any]) -> None:
        """What hangs on a contact, a deal, a line; in a NOT_ANY of a contact: what there shall be none of."""
        seen: set[str] = set()
        for n, one in enumerate(given):
            at = f"{place}.filterBranches.{n}"
            if within == _CONTACT and isinstance(one, dict) and one.get("filterBranchType") == "NOT_ANY":
                lacking = _lacking(one, at)
                for m, it in enumerate(lacking):
                    self._association(it, within, f"{at}.filterBranches.{m}", group, seen, lacks=True)
            else:
                self._association(one, within, at, group, seen)

    def _association(  # noqa: PLR0913
        self, given: Any, within: str, place: str, group: dict[str, Any], seen: set[str], *, lacks: bool = False
    ) -> None:
        branch = _checked(given, "ASSOCIATION", _ASSOCIATION, place)
        chosen = _family(branch, within, place)
        if branch.get("operator", _HAS) != _HAS:
            raise _refused("The operator of an ASSOCIATION branch is IN_LIST; NOT_ANY asks for none.", place)
        if chosen.code in seen:
            raise _refused(
                f"All that a group asks of {chosen.code} is about the same one: put it into one branch.", place
            )
        seen.add(chosen.code)
        if lacks:
            if not chosen.lacks:
                raise _refused(f"It cannot be asked that there be no {chosen.code}.", place)
            group["lacks"].append(chosen.code)
        elif not branch["filters"] and not branch["filterBranches"]:
            raise _refused("To ask that there be one, whatever it is like: hs_object_id, ALL_PROPERTY IS_KNOWN.", place)
        self._filters(branch["filters"], chosen.code, place, group)
        self._associations(branch["filterBranches"], chosen.code, place, group)


def _lacking(given: Any, place: str) -> list[Any]:
    """The branches of a NOT_ANY."""
    branch = _checked(given, "NOT_ANY", _BRANCH, place)
    if branch["filters"] or not branch["filterBranches"]:
        raise _refused(
            "A NOT_ANY branch has ASSOCIATION branches, and no filters: turn their operators round instead.", place
        )
    return list(branch["filterBranches"])


def _checked(given: Any, kind: str, known: set[str], place: str) -> dict[str, Any]:
    """A branch of a kind, with lists of filters and branches whatever was left out."""
    if not isinstance(given, dict):
        raise _refused(f"A branch of the type {kind} is an object.", place)
    branch = {name: value for name, value in given.items() if value is not None}
    if branch.get("filterBranchType") != kind:
        raise _refused(
            f"Here is a branch of the type {kind}: an OR of ANDs, in which ASSOCIATION branches ask for deals, in "
            "these for their line items, in these for their products; NOT_ANY around one asks for none. Write others "
            "out in groups.",
            f"{place}.filterBranchType",
        )
    wanted = _OPERATORS.get(kind, kind)
    if branch.get("filterBranchOperator", wanted) != wanted:
        raise _refused(f"The filterBranchOperator is {wanted}.", f"{place}.filterBranchOperator")
    if extra := branch.keys() - known:
        raise _refused(f"“{min(extra)[:100]}” cannot be asked for in such a branch. Take it out.", place)
    for name in ("filters", "filterBranches"):
        if not isinstance(branch.setdefault(name, []), list):
            raise _refused(f"“{name}” is a list.", f"{place}.{name}")
    return branch


def _family(branch: Mapping[str, Any], within: str, place: str) -> Family:
    """The family that an ASSOCIATION branch is about, where it can be about it."""
    offered = {_type_id(one.code): one for one in _asked_within(within)}
    chosen = offered.get(str(branch.get("objectTypeId", "")))
    if chosen is None:
        there = ", ".join(f"{one.code} ({key})" for key, one in offered.items()) or "none"
        raise _refused(f"What can be asked for within {within}: {there}.", f"{place}.objectTypeId")
    way = _way(within, chosen.code)
    given = (branch.get("associationCategory", way[0]), branch.get("associationTypeId", way[1]))
    if given != way:
        message = f"From {within} to {chosen.code}, associationCategory is {way[0]} and associationTypeId {way[1]}."
        raise _refused(message, place)
    return chosen


def _membership(given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, {"filterType", "listId", "listIds", "operator"})
    operator = _MEMBERSHIPS.get(str(given.get("operator")))
    if operator is None:
        raise FilterError("The operator of IN_LIST is IN_LIST or NOT_IN_LIST.")
    ids = given.get("listIds", [given["listId"]] if "listId" in given else [])
    if not isinstance(ids, list) or not all(isinstance(one, str | int) for one in ids) or len(given.keys()) != 3:
        raise FilterError("IN_LIST takes a “listId”, or several as “listIds”.")
    named = {"objectType": LISTS, "propertyName": LIST_MEMBERSHIP.api_name}
    return {**named, "operator": operator, "values": [str(one) for one in ids]}


def _only(given: Mapping[str, Any], known: set[str]) -> None:
    if extra := given.keys() - known:
        raise FilterError(f"“{min(extra)[:100]}” cannot be asked for in this filter. Take it out.")


def _refused(message: str, place: str, code: str = "INVALID_FILTER", name: str = "") -> ApiError:
    context = {"propertyName": [name[:200]]} if name else {}
    return validation_error(f"{place}: {message}", [Detail(message, code, context, place)])


def _written_group(group: Mapping[str, Any], known: Mapping[str, Property], zone: str) -> dict[str, Any]:
    given = group["filters"]
    own = [_written(one, known, zone) for one in given if _is_own(one.get("objectType", ""))]
    return _branch("AND", own, _written_associations(group, _CONTACT, known, zone))


def _written_associations(
    group: Mapping[str, Any], within: str, known: Mapping[str, Property], zone: str
) -> list[dict[str, Any]]:
    """A branch for every family within another one that a group asks something of, or that it lacks."""
    codes = [one.get("objectType", "") for one in group["filters"]]
    branches = []
    for one in _asked_within(within):
        lacks = one.code in group.get("lacks", ())
        if lacks or any(hangs_on(code, one.code) for code in codes):
            filters = [_written(it, known, zone) for it in group["filters"] if it.get("objectType") == one.code]
            category, number = _way(within, one.code)
            written = (
                _branch("ASSOCIATION", filters, _written_associations(group, one.code, known, zone))
                | {"objectTypeId": _type_id(one.code), "operator": _HAS}
                | {"associationCategory": category, "associationTypeId": number}
            )
            branches.append(_branch("NOT_ANY", [], [written]) if lacks else written)
    return branches


def _written(one: Mapping[str, Any], known: Mapping[str, Property], zone: str) -> dict[str, Any]:
    name, code = one["propertyName"], one.get("objectType", "")
    if code == LISTS:
        operator = next(word for word, ours in _MEMBERSHIPS.items() if ours == one["operator"])
        ids = one["values"]
        told = {"listId": ids[0]} if len(ids) == 1 else {"listIds": ids}
        return {"filterType": "IN_LIST", "operator": operator, **told}
    if events := event_family(code):
        return write_event(one, events, zone)
    found = known.get(key_of(name, code))
    return {
        "filterType": "PROPERTY",
        "property": name,
        "operation": write_operation(one, found.kind if found else None, zone),
    }


def _branch(kind: str, filters: list[Any], branches: list[Any]) -> dict[str, Any]:
    told = {"filterBranchType": kind, "filterBranchOperator": _OPERATORS.get(kind, kind)}
    return told | {"filterBranches": branches, "filters": filters}


def _asked_within(code: str) -> list[Family]:
    return [one for one in families_within(code) if not _is_own(one.code)]


def _is_own(code: str) -> bool:
    """Whether a filter stands beside the ASSOCIATION branches: about the contact, its lists, what happened to it."""
    return code in {"", LISTS} or event_family(code) is not None


def _type_id(code: str) -> str:
    """HubSpot's number of a kind of record; of a family that is none, its own name."""
    return BY_TYPE[ObjectType(code)].type_id if code in ObjectType.values else code


def _way(within: str, code: str) -> tuple[str, int]:
    if within in ObjectType.values and code in ObjectType.values:
        return TYPE_IDS.get((ObjectType(within), ObjectType(code)), _OWN_WAY)
    return _OWN_WAY
