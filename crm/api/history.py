"""Former values of properties, newest first, from the story that every record keeps."""

from collections.abc import Sequence
from typing import Any

from crm.api.kinds import Kind
from crm.models import RecordChange
from crm.models.history import ChangeSource
from crm.properties import Property
from crm.property_values import as_text, value_of
from rest.rendering import moment

# HubSpot's words for where a value came from.
_SOURCE_TYPES = {
    ChangeSource.IMPORT: "INTEGRATIONS_SYNC",
    ChangeSource.WEBHOOK: "INTEGRATIONS_SYNC",
    ChangeSource.RECONCILIATION: "INTEGRATIONS_SYNC",
    ChangeSource.PERSON: "CRM_UI",
    ChangeSource.API: "INTEGRATION",
    ChangeSource.FILE: "IMPORT",
}
MOST = 20


def histories_of(kind: Kind, rows: Sequence[Any], properties: Sequence[Property]) -> dict[int, dict[str, Any]]:
    """The last twenty values of each property of each record, by record id and API name. One query."""
    changes: dict[int, list[RecordChange]] = {row.pk: [] for row in rows}
    noted = RecordChange.objects.filter(object_type=kind.object_type, record_id__in=changes)
    for change in noted.order_by("-at", "-id"):
        changes[change.record_id].append(change)
    return {row.pk: {one.api_name: _history(row, one, changes[row.pk]) for one in properties} for row in rows}


def _history(row: Any, one: Property, changes: list[RecordChange]) -> list[dict[str, Any]]:
    noted = [change for change in changes if one.name in change.changes][:MOST]
    if not noted:
        value = as_text(value_of(row, one), one.kind)
        created = getattr(row, "created_at", None) or row.deal.created_at
        return [{"value": value, "timestamp": moment(created), "sourceType": "INTEGRATIONS_SYNC"}] if value else []
    return [
        {
            "value": as_text(change.changes[one.name][1], one.kind) or "",
            "timestamp": moment(change.at),
            "sourceType": _SOURCE_TYPES[ChangeSource(change.source)],
            **({"sourceId": f"userId:{change.user_id}"} if change.user_id else {}),
        }
        for change in noted
    ]
