"""Every error as an answer in HubSpot's form: ours, the framework's and the unforeseen."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from rest.errors import ApiError, Detail, not_found, validation_error

log = logging.getLogger("rest")


def answer_error(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler. What is unforeseen is logged under the number that the answer tells."""
    set_rollback()
    told = error if isinstance(error, ApiError) else _told(error)
    body = told.as_json()
    if told.status >= 500:
        log.error("API call failed, correlationId %s", body["correlationId"], exc_info=error)
    return Response(body, status=told.status, headers=told.headers)


def _told(error: Exception) -> ApiError:
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return ApiError(
            401,
            "INVALID_AUTHENTICATION",
            "Authentication credentials not found or not valid. Send a token as “Authorization: Bearer …”; "
            "administrators make tokens under Settings → API tokens.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    if isinstance(error, exceptions.ParseError):
        return validation_error(f"Invalid input JSON: {error.detail}")
    if isinstance(error, exceptions.ValidationError):
        details = list(_details(error.detail))
        return validation_error("Invalid input: " + " ".join(one.message for one in details), details)
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, PermissionDenied):
        return ApiError(403, "PERMISSION_DENIED", str(error) or "This token may not do that.")
    if isinstance(error, exceptions.APIException):
        category = str(error.default_code).upper()
        return ApiError(error.status_code, category, str(error.detail))
    return ApiError(
        500, "INTERNAL_ERROR", "Something failed here. The administrator finds it in the log by this correlationId."
    )


def _details(detail: Any, place: str = "") -> list[Detail]:
    """DRF's tree of messages as a flat list, each with its place: `inputs.0.id`."""
    if isinstance(detail, Mapping):
        nested = detail.items()
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        nested = enumerate(detail)  # type: ignore[assignment]
    else:
        messages = detail if isinstance(detail, list) else [detail]
        return [Detail(f"{place}: {one}" if place else str(one), _code(one), place=place) for one in messages]
    found: list[Detail] = []
    for key, value in nested:
        inner = "" if key == "non_field_errors" else str(key)
        found += _details(value, ".".join(filter(None, (place, inner))))
    return found


def _code(one: Any) -> str:
    return str(getattr(one, "code", "")).upper()
