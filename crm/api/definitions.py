"""Definitions of properties in HubSpot's form."""

from collections.abc import Mapping
from typing import Any

from crm.catalogue import options_of
from crm.models import CustomProperty, ObjectType
from crm.models.custom_property import PropertyType
from crm.properties import GROUP_LABELS, HUBSPOT_TYPE, Kind, Owner, Property, TextLike
from rest.errors import Detail, validation_error
from rest.rendering import moment

_FIELD_TYPES = {
    Kind.LONG_TEXT: "textarea",
    Kind.HTML: "html",
    Kind.INTEGER: "number",
    Kind.MONEY: "number",
    Kind.NUMBER: "number",
    Kind.BOOL: "booleancheckbox",
    Kind.DATETIME: "date",
    Kind.ENUMERATION: "select",
}
# HubSpot's types; its date is a day, which we keep as its midnight in UTC.
TYPES = {
    "string": PropertyType.STRING,
    "number": PropertyType.NUMBER,
    "bool": PropertyType.BOOL,
    "datetime": PropertyType.DATETIME,
    "date": PropertyType.DATETIME,
    "enumeration": PropertyType.ENUMERATION,
    "phone_number": PropertyType.STRING,
}


def definition(one: Property, own: CustomProperty | None, place: int) -> dict[str, Any]:
    """A property; `own` is its row when it is one of the merchant's."""
    read_only = one.owner == Owner.HUBSYNC and not one.by_hand
    return {
        "name": one.api_name,
        "label": str(one.label),
        "description": own.description if own else "",
        "type": HUBSPOT_TYPE.get(one.kind, "string"),
        "fieldType": _FIELD_TYPES.get(one.kind, "text"),
        "groupName": one.group,
        "options": _options(one),
        "displayOrder": place,
        "calculated": read_only,
        "externalOptions": one.name in ("stage", "pipeline"),
        "hasUniqueValue": one.api_name in ("email", "hs_object_id"),
        "hidden": False,
        "hubspotDefined": own is None,
        "formField": one.group == "contact",
        "archived": False,
        "modificationMetadata": {
            "archivable": own is not None,
            "readOnlyDefinition": own is None,
            "readOnlyOptions": own is None,
            "readOnlyValue": read_only,
        },
        **({"createdAt": moment(own.created_at), "updatedAt": moment(own.updated_at)} if own else {}),
    }


def groups_of(properties: Mapping[str, Property]) -> dict[str, TextLike]:
    """The groups that properties are in, with their words."""
    return {one.group: GROUP_LABELS.get(one.group, one.group) for one in properties.values()}


def fill(own: CustomProperty, body: Mapping[str, Any]) -> CustomProperty:
    """Write what a call says of an own property into its row. Raises ApiError (400) for options that make no sense."""
    own.label = body.get("label", own.label) or own.name
    own.description = body.get("description", own.description)
    own.group = body.get("groupName", own.group) or "custom"
    if "options" in body:
        own.options = [option["value"] for option in body["options"]]
        own.option_labels = {option["value"]: option["label"] for option in body["options"]}
    if own.type == PropertyType.ENUMERATION and (not own.options or len(set(own.options)) < len(own.options)):
        message = "An enumeration has options, one at least, each with a value of its own."
        raise validation_error(message, [Detail(message, "INVALID_OPTION", {"propertyName": [own.name]})])
    return own


def own_rows(object_type: ObjectType) -> dict[str, CustomProperty]:
    """The rows of the merchant's own properties by name."""
    return {row.name: row for row in CustomProperty.objects.filter(object_type=object_type)}


def _options(one: Property) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": str(words), "displayOrder": place, "hidden": False, "description": ""}
        for place, (value, words) in enumerate(options_of(one).items())
    ]
