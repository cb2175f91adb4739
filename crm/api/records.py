"""Records as HubSpot's API shows them: every value a text, `createdAt`, `updatedAt`, `archived`, associations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.api.associations import associated
from crm.api.history import histories_of
from crm.api.kinds import Kind
from crm.catalogue import properties_of
from crm.models import Deal, LineItem
from crm.properties import Property
from crm.property_values import as_text, value_of
from rest.rendering import moment


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call asks of each record: properties by their API names, histories of some, ids of what hangs on it."""

    properties: Sequence[str] = ()
    with_history: Sequence[str] = ()
    associations: Sequence[Kind] = field(default_factory=tuple)


def shown(kind: Kind, records: Iterable[Any], wanted: Wanted) -> list[dict[str, Any]]:
    """Records of a kind in the API's form; as many queries for a hundred as for one."""
    rows = list(records)
    chosen = _chosen(kind, wanted)
    answers = [_one(kind, row, chosen) for row in rows]
    if wanted.with_history:
        histories = histories_of(kind, rows, [chosen[name] for name in wanted.with_history if name in chosen])
        for answer, row in zip(answers, rows, strict=True):
            answer["propertiesWithHistory"] = histories[row.pk]
    for other in wanted.associations:
        links = associated(kind, other, [row.pk for row in rows])
        for answer, row in zip(answers, rows, strict=True):
            if links.get(row.pk):
                kinds = {"type": f"{kind.singular}_to_{other.singular}"}
                found = [{"id": str(pk)} | kinds for pk in links[row.pk]]
                answer.setdefault("associations", {})[_plural(other)] = {"results": found}
    return answers


def _chosen(kind: Kind, wanted: Wanted) -> Mapping[str, Property]:
    known = properties_of(kind.object_type)
    names = [*kind.default_properties, *wanted.with_history] if not wanted.properties else ["hs_object_id"]
    names += [name for name in wanted.properties if name not in names]
    names += [name for name in ("createdate", _modified(kind), *wanted.with_history) if name not in names]
    return {name: known[name] for name in names if name in known}


def _one(kind: Kind, row: Any, chosen: Mapping[str, Property]) -> dict[str, Any]:
    dated = row.deal if isinstance(row, LineItem) else row
    created = (dated.shopify_created_at if isinstance(dated, Deal) else None) or dated.created_at
    answer = {
        "id": str(row.pk),
        "properties": {name: as_text(value_of(row, one), one.kind) for name, one in chosen.items()},
        "createdAt": moment(created),
        "updatedAt": moment(dated.updated_at),
        "archived": dated.deleted_at is not None,
    }
    return answer | ({"archivedAt": moment(dated.deleted_at)} if dated.deleted_at else {})


def _modified(kind: Kind) -> str:
    return "lastmodifieddate" if "lastmodifieddate" in kind.default_properties else "hs_lastmodifieddate"


def _plural(kind: Kind) -> str:
    """HubSpot writes “line items” in this one place."""
    return kind.object_type.value.replace("_", " ")
