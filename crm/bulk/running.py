"""Bulk actions from asking to their end. What is done, and that it was done, are written in one transaction."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from accounts.models import User
from crm.bulk.steps import step_of
from crm.models import BulkAction, ObjectType

MOST_RECORDS = 100_000
# What is done before the page of who asked is answered.
AT_ONCE = 50
_PIECE = 50
KEPT_FOR = timedelta(days=30)


def begin(
    object_type: ObjectType, what: str, ids: Iterable[int], user: User, edit: tuple[str, str] = ("", "")
) -> BulkAction:
    """Ask for something; `edit` is the property's name and the value as the API writes it.

    A few records are done at once; for more a worker is asked. Raises ValueError for more than MOST_RECORDS.
    """
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > MOST_RECORDS:
        raise ValueError(f"at most {MOST_RECORDS}")
    action = BulkAction.objects.create(
        object_type=object_type,
        what=what,
        property_name=edit[0],
        value=edit[1],
        ids=chosen,
        user=user,
        language=get_language() or "",
    )
    if len(chosen) <= AT_ONCE:
        run(action.pk)
        action.refresh_from_db()
    return action


def run(action_id: int) -> None:
    """Do what is left, a piece a transaction, unless another worker is at it."""
    while _do_piece(action_id):
        pass


def stop(action: BulkAction) -> None:
    """Do no more than was done."""
    BulkAction.objects.filter(pk=action.pk, status=BulkAction.Status.RUNNING).update(
        status=BulkAction.Status.STOPPED, finished_at=timezone.now()
    )


def clear_out(at: datetime) -> int:
    """Forget what ended long ago; how many."""
    ended = BulkAction.objects.filter(created_at__lt=at - KEPT_FOR).exclude(status=BulkAction.Status.RUNNING)
    return ended.delete()[0]


def _do_piece(action_id: int) -> bool:
    with transaction.atomic():
        running = BulkAction.objects.filter(pk=action_id, status=BulkAction.Status.RUNNING)
        action = running.select_for_update(skip_locked=True, of=("self",)).select_related("user").first()
        if action is None:
            return False
        piece = action.ids[action.handled : action.handled + _PIECE]
        with override(action.language or None):
            reasons = Counter(map(step_of(action), piece))
        action.handled += len(piece)
        action.changed += reasons.pop("", 0)
        action.skipped = dict(Counter(action.skipped) + reasons)
        if action.handled >= len(action.ids):
            action.status, action.finished_at = BulkAction.Status.DONE, timezone.now()
        action.save(update_fields=["handled", "changed", "skipped", "status", "finished_at"])
        return action.is_running
