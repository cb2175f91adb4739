"""What the OpenAPI document says of the addresses' kinds."""

from typing import Any

from crm.api.kinds import KINDS


def name_kinds(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Name the kinds of records wherever an address has one."""
    kinds = [kind.object_type.value for kind in KINDS]
    for calls in result["paths"].values():
        for call in calls.values():
            for parameter in call.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] in ("kind", "other"):
                    parameter["schema"] = {"type": "string", "enum": kinds}
                    parameter["description"] = "The kind of record, by its name; HubSpot's numbers (0-1) do too."
    return result
