"""Errors in HubSpot's form: `status`, `message`, `correlationId`, `category`, and `errors` for what was wrong where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that was wrong. `context` values are lists, as HubSpot's are: {"propertyName": ["email"]}."""

    message: str
    code: str = ""
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # Where in the call it was: a field's name, a part of the body.
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        named = {"code": self.code, "in": self.place, "context": {key: list(of) for key, of in self.context.items()}}
        return {"message": self.message, **{name: value for name, value in named.items() if value}}


class ApiError(Exception):
    """An answer that says what to do better. `category` is HubSpot's word for the kind of error."""

    def __init__(  # noqa: PLR0913 (HubSpot's form has these)
        self,
        status: int,
        category: str,
        message: str,
        *,
        errors: Sequence[Detail] = (),
        sub_category: str = "",
        context: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.category, self.message = status, category, message
        self.errors, self.sub_category = tuple(errors), sub_category
        self.context, self.headers = dict(context or {}), dict(headers or {})

    def as_json(self) -> dict[str, Any]:
        """The body of the answer, with a number of its own that the log has too."""
        named = {
            "category": self.category,
            "subCategory": self.sub_category,
            "context": {key: list(of) for key, of in self.context.items()},
            "errors": [detail.as_json() for detail in self.errors],
        }
        body = {"status": "error", "message": self.message, "correlationId": str(uuid4())}
        return body | {name: value for name, value in named.items() if value}


def validation_error(message: str, errors: Sequence[Detail] = ()) -> ApiError:
    """400: what was sent cannot be taken."""
    return ApiError(400, "VALIDATION_ERROR", message, errors=errors)


def not_found(message: str = "resource not found", ids: Sequence[str] = ()) -> ApiError:
    """404: there is no such object."""
    sub_category, context = ("crm.object.OBJECT_NOT_FOUND", {"id": ids}) if ids else ("", {})
    return ApiError(404, "OBJECT_NOT_FOUND", message, sub_category=sub_category, context=context)


def conflict(message: str, errors: Sequence[Detail] = ()) -> ApiError:
    """409: another object is in the way."""
    return ApiError(409, "CONFLICT", message, errors=errors)
