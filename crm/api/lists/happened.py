"""HubSpot's filters on events, EMAIL_EVENT: to and from filters of ours.

The operator is what happened, `pruningRefineBy` when (TIME_POINT or TIME_RANGED; without it: at any time), `emailId` to
what (empty: to any). Ours beside HubSpot's: `emailIds` for several, and `hasNot`.
"""

from collections.abc import Mapping
from typing import Any

from crm.api.lists import moments
from crm.filters import FilterError, Operator
from crm.filters.events import EventFamily, event_families

# HubSpot asks for both; here there is one sender of e-mails, and one level of them.
_ALSO = {"appId": "0", "level": "EMAIL"}


def event_family_of(filter_type: Any) -> EventFamily | None:
    """The family that a filterType is about."""
    return next((one for one in event_families() if one.filter_type == filter_type), None)


def read_event(given: Mapping[str, Any], family: EventFamily, zone: str) -> dict[str, Any]:
    """A filter of ours, as JSON, from one of HubSpot's. Raises FilterError in words."""
    one_id, many_ids = family.source_key, f"{family.source_key}s"
    if extra := given.keys() - {"filterType", "operator", one_id, many_ids, "hasNot", "pruningRefineBy", *_ALSO}:
        raise FilterError(f"“{min(extra)[:100]}” cannot be asked for in this filter. Take it out.")
    name = str(given.get("operator", ""))
    if name not in family.kinds:
        raise FilterError(f"The operator of {family.filter_type} is one of {', '.join(family.kinds)}.", name[:100])
    if one_id in given and many_ids in given:
        raise FilterError(f"{family.filter_type} takes “{one_id}” or, for several, “{many_ids}”.", name)
    ids = given.get(many_ids, [given[one_id]] if given.get(one_id) else [])
    if not isinstance(ids, list) or not all(isinstance(one, str | int) for one in ids):
        raise FilterError(f"“{many_ids}” is a list of ids.", name)
    read = {"objectType": family.code, "propertyName": name, **_time(given.get("pruningRefineBy"), name, zone)}
    read |= {"of": [str(one) for one in ids]} if ids else {}
    return read | ({"hasNot": given["hasNot"]} if given.get("hasNot") else {})


def write_event(one: Mapping[str, Any], family: EventFamily, zone: str) -> dict[str, Any]:
    """A filter of ours as one of HubSpot's; `read_event` reads the same one from it."""
    ids, operator = one.get("of", []), Operator(one["operator"])
    told = {f"{family.source_key}s": ids} if len(ids) > 1 else {family.source_key: "".join(ids)}
    written = {"filterType": family.filter_type, "operator": one["propertyName"], **_ALSO, **told}
    if operator != Operator.HAS_PROPERTY:
        texts = [one[key] for key in ("value", "highValue") if key in one]
        written["pruningRefineBy"] = moments.write(operator, texts, zone)
    return written | ({"hasNot": True} if one.get("hasNot") else {})


def _time(given: Any, name: str, zone: str) -> dict[str, Any]:
    if given is None:
        return {"operator": str(Operator.HAS_PROPERTY)}
    if not isinstance(given, dict) or given.get("operationType") not in {"TIME_POINT", "TIME_RANGED"}:
        raise FilterError("pruningRefineBy is an operation of the operationType TIME_POINT or TIME_RANGED.", name)
    return moments.read(given, zone)
