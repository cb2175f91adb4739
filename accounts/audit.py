"""The audit log's one door: `record` writes an entry. Nothing changes one; old ones are dropped (docs/accounts.md)."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.client_address import address_of, current_address
from accounts.models import Action, AuditEntry, User

__all__ = ["Action", "change", "changes_in", "drop_old", "record"]

# Rows of one short transaction: autovacuum keeps up, nobody waits.
_BATCH = 5_000
_DROP = """
    DELETE FROM accounts_auditentry
     WHERE id IN (SELECT id FROM accounts_auditentry WHERE at < %s ORDER BY at LIMIT %s FOR UPDATE SKIP LOCKED)
"""
# Longer texts say no more.
_LONGEST = 200
_SECRET = ("password", "secret", "token", "key", "code")


def record(doer: HttpRequest | User | None, action: Action, target: Model | None = None, **details: Any) -> None:
    """Note that somebody did something: `record(request, Action.ROLE_CHANGED, user, role=change("viewer", "admin"))`.

    `doer` is the request, else the user, else None for what nobody did (a command, Shopify). `target` is the record
    that it was done to. `details` are numbers, ids, flags, words of the code, or the `change` of a setting: never a
    secret, and nothing that tells who a contact is. Belongs into the transaction that makes the change, where there is
    one.
    """
    AuditEntry.objects.create(
        user=_person(doer),
        address=address_of(doer) if isinstance(doer, HttpRequest) else current_address(),
        action=action,
        kind=action.kind,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        details={name: _plain(value) for name, value in details.items()},
    )


def change(old: Any, new: Any) -> dict[str, Any]:
    """What a value was and is, as a detail."""
    return {"from": old, "to": new}


def changes_in(form: BaseForm) -> dict[str, Any]:
    """What a settings form changed, as details; of what may be secret, only that it did."""
    changes: dict[str, Any] = {}
    for name in form.changed_data:
        if any(word in name for word in _SECRET):
            changes[name] = True
        else:
            changes[name] = change(form.get_initial_for_field(form.fields[name], name), form.cleaned_data.get(name))
    return changes


def drop_old(at: datetime) -> int:
    """Drop entries older than AUDIT_KEPT_DAYS at `at` (UTC); how many."""
    before = at - timedelta(days=settings.AUDIT_KEPT_DAYS)
    dropped = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_DROP, [before, _BATCH])
            dropped += int(cursor.rowcount)
            if cursor.rowcount < _BATCH:
                return dropped


def _person(doer: HttpRequest | User | None) -> User | None:
    user = getattr(doer, "user", None) if isinstance(doer, HttpRequest) else doer
    return user if isinstance(user, User) else None


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)[:_LONGEST]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
