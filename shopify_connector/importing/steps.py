"""The steps of a session: all bulk operations are asked for at once, and merged in the order of ImportedObject."""

import time
from collections.abc import Iterator
from contextlib import suppress

from django.utils import timezone
from django.utils.translation import gettext as _

from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AccessDenied, QueryRefused, ShopifyError
from shopify_connector.importing import bulk_operations
from shopify_connector.importing.bulk_operations import Operation, TooManyRunning
from shopify_connector.importing.download import Gone, download, forget, path_of
from shopify_connector.importing.finish_notes import wait_for_finish
from shopify_connector.importing.hidden import hidden_fields, hides_email
from shopify_connector.importing.merge_file import merge_file
from shopify_connector.models import ImportedObject, ImportSession, ImportStep

# Seconds between two looks at an operation that Shopify is running: short at first, for small stores.
_FIRST_POLL, _LONGEST_POLL = 0.2, 5.0
# An operation that fails, expires or loses its file is started anew this often.
_MAX_TRIES = 3

_COUNTS = {
    "products": "productsCount",
    "customers": "customersCount",
    "orders": "ordersCount",
    "abandoned_checkouts": "abandonedCheckoutsCount",
}


class NotWholly(ShopifyError):
    """Some kinds of object could not be imported; the others were."""


class Cancelled(Exception):
    """A person asked the import to stop."""


def run_steps(session: ImportSession) -> None:
    """Bring every step of a session to its end. Raises Cancelled or ShopifyError."""
    api = AdminApi(session.store)
    _check_cancelled(session, api)
    steps = list(session.steps.all())
    _look_for_hidden_fields(session, api)
    _count(api, steps)
    for step in steps:
        _ask_ahead(api, steps)
        try:
            _run_step(session, api, step)
        except (AccessDenied, bulk_operations.OperationFailed) as reason:
            _fail(step, str(reason))  # the other kinds of object are imported all the same
    failed = [step for step in steps if step.status == ImportStep.Status.FAILED]
    if failed:
        raise NotWholly("\n".join(f"{step.get_object_display()}: {step.error}" for step in failed))


def _look_for_hidden_fields(session: ImportSession, api: AdminApi) -> None:
    if session.hidden is None:
        session.hidden = hidden_fields(api)
        session.save(update_fields=["hidden"])


def _count(api: AdminApi, steps: list[ImportStep]) -> None:
    """How many there are to find, so that progress can be shown from the start."""
    if all(step.found is not None for step in steps):
        return
    try:
        counts = api.run("counts").data
    except (QueryRefused, AccessDenied):  # then each bulk operation says it when it is done
        return
    for step in steps:
        if step.found is None and (counted := counts.get(_COUNTS[step.object])):
            step.found = counted["count"]
            step.save(update_fields=["found"])


def _ask_ahead(api: AdminApi, steps: list[ImportStep]) -> None:
    """Start the operations of all steps to come, as many as Shopify runs at once."""
    for step in steps:
        if step.status == ImportStep.Status.WAITING:
            try:
                _ask(api, step)
            except TooManyRunning:
                return
            except AccessDenied as reason:
                _fail(step, str(reason))


def _ask(api: AdminApi, step: ImportStep) -> None:
    if step.tries >= _MAX_TRIES:
        raise bulk_operations.OperationFailed(_("Shopify failed to prepare the data several times."))
    # What Shopify writes is at least as new as the moment it was asked for.
    step.started_at = step.started_at or timezone.now()
    step.operation_id = bulk_operations.start(api, step.object)
    step.status = ImportStep.Status.PREPARING
    step.tries += 1
    step.save(update_fields=["operation_id", "status", "tries", "started_at"])


def _run_step(session: ImportSession, api: AdminApi, step: ImportStep) -> None:
    if step.object == ImportedObject.CUSTOMERS and hides_email(session.hidden or []):
        raise AccessDenied(
            _(
                "Shopify hides customers' e-mail addresses from this app, and without them there are no contacts. "
                "Ask for protected customer data in Shopify's Dev Dashboard, then import again."
            )
        )
    while not step.is_over:
        _check_cancelled(session, api)
        try:
            _advance(session, api, step)
        except TooManyRunning:
            time.sleep(_LONGEST_POLL)
        except (Gone, bulk_operations.OperationFailed) as reason:
            _begin_again(step, reason)


def _advance(session: ImportSession, api: AdminApi, step: ImportStep) -> None:
    """Do what the step's status asks for."""
    if step.status == ImportStep.Status.WAITING:
        _ask(api, step)
    elif step.status == ImportStep.Status.PREPARING:
        _await_operation(session, api, step)
    elif step.status == ImportStep.Status.DOWNLOADING:
        download(step)
        _enter(step, ImportStep.Status.IMPORTING)
    else:
        download(step)  # after a crash, on another machine: the file may not be here
        merge_file(session, step, path_of(step), lambda: _check_cancelled(session, api))
        _finish(step)


def _begin_again(step: ImportStep, reason: ShopifyError) -> None:
    """Let Shopify prepare the data anew; a file once begun may differ, so it is read from its start."""
    if step.tries >= _MAX_TRIES or isinstance(reason, AccessDenied):
        raise reason
    forget(step)
    step.operation_id, step.url, step.file_size, step.checkpoint = "", "", None, 0
    step.created = step.updated = step.unchanged = step.errors = 0
    step.skipped, step.merged_ahead = {}, []
    step.status = ImportStep.Status.WAITING
    step.save()


def _await_operation(session: ImportSession, api: AdminApi, step: ImportStep) -> None:
    for seconds in _pauses():
        operation = bulk_operations.look(api, step.operation_id)
        if operation.is_over:
            break
        _check_cancelled(session, api)
        wait_for_finish(step.operation_id, seconds)
    _take_result(step, operation)


def _pauses() -> Iterator[float]:
    pause = _FIRST_POLL
    while True:
        yield pause
        pause = min(pause * 1.5, _LONGEST_POLL)


def _take_result(step: ImportStep, operation: Operation) -> None:
    """A finished operation's file; an empty result has none."""
    bulk_operations.check_completed(operation)
    step.found = operation.root_object_count
    step.url = operation.url
    step.file_size = operation.file_size
    step.save(update_fields=["found", "url", "file_size"])
    if step.url:
        _enter(step, ImportStep.Status.DOWNLOADING)
    else:
        _finish(step)


def _enter(step: ImportStep, status: ImportStep.Status) -> None:
    step.status = status
    step.save(update_fields=["status"])


def _finish(step: ImportStep) -> None:
    forget(step)
    step.status, step.finished_at, step.url = ImportStep.Status.DONE, timezone.now(), ""
    step.save(update_fields=["status", "finished_at", "url"])


def _fail(step: ImportStep, reason: str) -> None:
    step.status, step.error, step.finished_at = ImportStep.Status.FAILED, reason, timezone.now()
    step.save(update_fields=["status", "error", "finished_at"])


def _check_cancelled(session: ImportSession, api: AdminApi) -> None:
    session.refresh_from_db(fields=["cancel_requested"])
    if not session.cancel_requested:
        return
    for step in session.steps.filter(status=ImportStep.Status.PREPARING):
        with suppress(ShopifyError):  # the store may be let go by now; Shopify then ends its operations itself
            bulk_operations.cancel(api, step.operation_id)
    for step in session.steps.all():
        forget(step)
    raise Cancelled
