"""One kind of object compared: walked page by page, what looks different looked at once more, then repaired.

A delivery about a change may be on its way while the store already shows it. Such a change is no drift, and it is the
delivery's to bring in: what was changed in the last `GRACE`, or is not in the store's list, is a suspect, read again by
its id once that time has gone by.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from crm.models.history import ChangeSource
from shopify_connector.admin_api import AdminApi
from shopify_connector.models import ImportedObject, ReadRequest, SyncCheckStep
from shopify_connector.reading import requests
from shopify_connector.reading.by_id import ReadObjects, read_by_id
from shopify_connector.reading.pages import Page, read_page
from shopify_connector.reading.run import delete, merge_alone_if_need_be
from shopify_connector.reconciliation import walks
from shopify_connector.reconciliation.findings import note_gone, note_merge, note_refused
from shopify_connector.reconciliation.here import count_at_store, count_here, ids_here
from shopify_connector.sync_problems import keep_refused_node, key_of_record

GRACE = timedelta(seconds=10)
# So many suspects are looked at before the walk goes on.
MOST_SUSPECTS = 500
SOURCE = ChangeSource.RECONCILIATION


def advance(api: AdminApi, step: SyncCheckStep) -> bool:
    """Go one page on; False where nothing can be done before some time has gone by. Raises ShopifyError."""
    if step.suspects and (step.is_walked or len(step.suspects) >= MOST_SUSPECTS):
        return _look_again(api, step)
    if not step.is_walked:
        _walk(api, step)
    if step.is_walked and not step.suspects:
        _finish(api, step)
    return True


def seconds_to_wait(step: SyncCheckStep, at: datetime) -> float:
    """Seconds from `at` until suspects may be looked at again."""
    due = (step.suspected_at or at) + GRACE
    return max(0.0, (due - at).total_seconds())


def _walk(api: AdminApi, step: SyncCheckStep) -> None:
    kind, check = ImportedObject(step.object), step.sync_check
    step.started_at = step.started_at or timezone.now()
    page = read_page(api, kind, walks.variables(kind, check, step.position))
    fresh = _on_their_way(kind, page) if page.ids else set()
    absent = _absent(step, page) if check.since is None else set()
    with transaction.atomic():
        step.checked += len(page.ids)
        _repair(api, step, _without(page.found, fresh), page.as_of)
        if fresh or absent:
            step.suspects = sorted({*step.suspects, *fresh, *absent})
            step.suspected_at = timezone.now()
        if page.ids:
            step.position = walks.behind(kind, check, step.position, page)
        step.is_walked = not page.has_more or not page.ids
        step.save()


def _on_their_way(kind: ImportedObject, page: Page) -> set[int]:
    """Those changed just now, and those that are about to be read anyway."""
    since = page.as_of - GRACE
    fresh = {number for number, moment in page.changes.items() if datetime.fromisoformat(moment) > since}
    asked = ReadRequest.objects.filter(object=kind, shopify_id__in=page.ids).values_list("shopify_id", flat=True)
    return fresh | set(asked)


def _absent(step: SyncCheckStep, page: Page) -> set[int]:
    """Those that are here and not in the store's list, between the page before and the end of this one."""
    above = step.position.get("id", 0)
    up_to = page.ids[-1] if page.ids and page.has_more else None
    here = ids_here(step.sync_check.store, ImportedObject(step.object), page.as_of, above, up_to)
    return here - set(page.ids)


def _without(found: ReadObjects, ids: set[int]) -> ReadObjects:
    kept = {str(number) for number in found.nodes if number not in ids}
    records = [record for record in found.records if key_of_record(record) in kept]
    return ReadObjects(records, found.refused, nodes=found.nodes)


def _repair(api: AdminApi, step: SyncCheckStep, found: ReadObjects, since: datetime) -> None:
    """Merge what was read; what had to be changed for it had differed."""
    kind = ImportedObject(step.object)
    refused = [node for node, refusal in found.refused if keep_refused_node(api.store, kind, node, refusal)]
    note_refused(step, (str(node.get("id", "")).rpartition("/")[2] for node in refused))
    note_merge(step, merge_alone_if_need_be(api.store, kind, found.records, SOURCE), since)


def _look_again(api: AdminApi, step: SyncCheckStep) -> bool:
    """Suspects once more, by their ids. What has been changed again meanwhile is left to the reads."""
    now = timezone.now()
    if seconds_to_wait(step, now) > 0:
        return False
    kind = ImportedObject(step.object)
    some = step.suspects[: requests.AT_ONCE]
    found = read_by_id(api, kind, some)
    fresh = _changed_again(found, now)
    with transaction.atomic():
        requests.ask(api.store, kind, fresh, now + GRACE)
        _repair(api, step, _without(found, fresh), now)
        gone = _still_here(step, found.missing, now)
        delete(kind, gone, SOURCE)
        note_gone(step, gone)
        step.suspects = step.suspects[len(some) :]
        step.save()
    return True


def _changed_again(found: ReadObjects, at: datetime) -> set[int]:
    return {number for number, node in found.nodes.items() if datetime.fromisoformat(node["updatedAt"]) > at - GRACE}


def _still_here(step: SyncCheckStep, missing: Sequence[int], at: datetime) -> list[int]:
    """Of those the store has no more: what no delivery has deleted meanwhile."""
    if not missing:
        return []
    here = ids_here(step.sync_check.store, ImportedObject(step.object), at, min(missing) - 1, max(missing))
    return sorted(here.intersection(missing))


def _finish(api: AdminApi, step: SyncCheckStep) -> None:
    kind = ImportedObject(step.object)
    step.at_store = count_at_store(api).get(kind)
    step.here = count_here(api.store, kind, timezone.now())
    step.is_done = True
    step.save()
