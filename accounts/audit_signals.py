"""What the audit log learns from Django and axes: log-ins, log-outs, changes in the Django admin."""

import json
from typing import Any

from axes.helpers import get_failure_limit
from axes.signals import user_locked_out
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.audit import Action, record
from accounts.models import User
from accounts.throttling import note_failed_log_in

# Of many that are deleted at once, these are told by their ids.
MOST_IDS = 200


@receiver(user_logged_in)
def note_log_in(user: User, **_: Any) -> None:
    """Somebody is logged in, the second step included."""
    record(user, Action.LOGGED_IN)


@receiver(user_logged_out)
def note_log_out(user: User | None, **_: Any) -> None:
    """Somebody logged out."""
    if user is not None:
        record(user, Action.LOGGED_OUT)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A wrong password or code, with the account it was tried at. What was typed is not kept: it may be a password.

    While axes pauses log-in nothing is written, so that nobody fills the log.
    """
    if request is None:
        return
    note_failed_log_in(request)
    if getattr(request, "axes_locked_out", False):
        return
    user = _account(credentials.get("username", ""))
    record(user, Action.CODE_FAILED if credentials.get("step") == "code" else Action.LOG_IN_FAILED)


@receiver(user_locked_out)
def note_pause(request: HttpRequest, username: str, **_: Any) -> None:
    """axes pauses log-in: told once, by the failure that was one too many."""
    if getattr(request, "axes_failures_since_start", 0) == get_failure_limit(request, {"username": username}):
        record(_account(username), Action.LOCKED_OUT)


@receiver(post_save, sender=LogEntry)
def note_admin_change(instance: LogEntry, created: bool, **_: Any) -> None:
    """A change in the Django admin: which fields, not what is in them."""
    if not created:
        return
    action = {ADDITION: Action.ADMIN_ADDED, DELETION: Action.ADMIN_DELETED}.get(
        instance.action_flag, Action.ADMIN_CHANGED
    )
    model = instance.content_type.model_class() if instance.content_type else None
    told = str(instance.object_id or "")
    number = int(told) if told.isdecimal() and len(told) < 19 else None
    fields = _fields_in(instance.change_message)
    record(
        instance.user,
        action,
        model(pk=number) if model is not None and number is not None else None,
        **({"fields": fields} if fields else {}),
        **({} if number is not None else {"model": model._meta.label_lower if model else ""}),
    )


def delete_and_note(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[Any]
) -> HttpResponseBase | None:
    """Django's own, which sends no signal where it deletes several at once."""
    ids = sorted(chosen.values_list("pk", flat=True))
    answer = delete_selected(model_admin, request, chosen)
    if answer is None and len(ids) > 1:
        model = model_admin.model._meta.label_lower
        record(request, Action.ADMIN_DELETED, model=model, count=len(ids), ids=ids[:MOST_IDS])
    return answer


delete_and_note.short_description = delete_selected.short_description  # type: ignore[attr-defined]
delete_and_note.allowed_permissions = delete_selected.allowed_permissions  # type: ignore[attr-defined]


def _account(username: object) -> User | None:
    return User.objects.filter(email__iexact=str(username).strip()).first() if username else None


def _fields_in(change_message: str) -> list[str]:
    """Names of the fields that Django says were changed; of rows inside the record, theirs."""
    try:
        said = json.loads(change_message)
    except ValueError:
        return []
    changes = [one.get("changed", {}) for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    return [str(field) for change in changes for field in change.get("fields", [])]
