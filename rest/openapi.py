"""The OpenAPI document: what no view says of itself."""

from typing import Any

_ERROR = {
    "type": "object",
    "required": ["status", "message", "correlationId"],
    "properties": {
        "status": {"type": "string", "enum": ["error"]},
        "message": {"type": "string"},
        "correlationId": {"type": "string", "format": "uuid", "description": "The log has it too."},
        "category": {"type": "string", "example": "VALIDATION_ERROR"},
        "subCategory": {"type": "string"},
        "context": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorDetail"}},
    },
}
_DETAIL = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "code": {"type": "string", "example": "PROPERTY_DOESNT_EXIST"},
        "in": {"type": "string"},
        "context": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}
_WORDS = {
    "400": "What was sent makes no sense",
    "401": "No token, or none that lives",
    "403": "The token lacks a scope",
    "404": "There is no such object",
    "409": "Another object is in the way",
    "429": "Too many calls; see Retry-After",
}


def tell_errors(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Add to every call the errors that it may be answered with."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(Error=_ERROR, ErrorDetail=_DETAIL)
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for calls in result["paths"].values():
        for call in calls.values():
            for status, words in _WORDS.items():
                call["responses"].setdefault(status, {"description": words, "content": content})
    return result
