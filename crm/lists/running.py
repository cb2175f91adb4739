"""Keeping active lists right: contacts that changed are looked at at once, the others when a day can change something.

One process at a time does it, so that no answer to an older state is written after one to a newer state. What is taken
from `ListCheck` and what follows from it are one transaction: a worker that dies loses nothing.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from graphlib import TopologicalSorter

from django.db import DataError, connection, transaction
from django.utils import timezone

from crm.advisory_lock import held_lock
from crm.filters import Definition, FilterError
from crm.ingest.tombstones import wait_for_merges
from crm.lists import checks, definitions, members
from crm.lists.close_up import CloseUp, close_up
from crm.lists.crossing import contacts_crossing
from crm.lists.sorting import Moved, apply, today
from crm.lists.upkeep import follow_contacts, forget_erased
from crm.models import ContactList
from crm.properties import Property

logger = logging.getLogger(__name__)

LOCK = 7_310
BATCH = 5_000
# So many contacts that wait are looked at quicker with all others, list by list.
MOST_BY_ONE = 50_000
# Hash tables of a million ids stay in memory.
_MEMORY = "SET LOCAL work_mem = '64MB'"

# A list with its definition; None where its filters make no sense.
_Read = tuple[ContactList, Definition | None]


def run() -> bool:
    """Do all that is to be done now; whether this process did it (False: another one is at it)."""
    while True:
        with held_lock(LOCK) as held:
            if not held:
                return False
            _do_all()
        # Who came between the last look and now found the lock held.
        if not checks.are_more_than(0):
            return True


def _do_all() -> None:
    look_at_changes()
    _notice_new_basis()
    while (waiting := ContactList.objects.active().filter(is_waiting=True).order_by("pk").first()) is not None:
        sort_all(waiting)
        look_at_changes()
    turn_days()
    look_at_changes()
    # Last, for they may be about lists that had to be sorted first.
    fill_static()


def look_at_changes() -> None:
    """Sort the contacts that changed into every active list, a batch a transaction."""
    if checks.are_more_than(MOST_BY_ONE):
        _sort_all_instead()
    while _look_at_batch():
        pass


def sort_all(contact_list: ContactList) -> Moved:
    """Look at every contact for one list."""
    if contact_list.is_about_products:
        # A product that is being changed may not have seen the list yet, nor the list the product.
        with transaction.atomic(), connection.cursor() as cursor:
            wait_for_merges(cursor)
    at = timezone.now()
    moved = Moved()
    with _sorting(contact_list) as definition:
        if definition is not None:
            moved = apply(contact_list, definition, at, tell=_is_asked_about(contact_list))
            _note_sorted(contact_list, definition, at)
    logger.info("list_sorted list=%d joined=%d left=%d", contact_list.pk, moved.joined, moved.left)
    return moved


def fill_static() -> None:
    """Put the contacts that filters mean into static lists made of filters, once."""
    for contact_list in ContactList.objects.static().filter(is_waiting=True).order_by("pk"):
        at = timezone.now()
        with _sorting(contact_list) as definition:
            if definition is not None:
                joined = members.fill(contact_list, definition, at) if definition.groups else []
                ContactList.objects.filter(pk=contact_list.pk).update(is_waiting=False)
                logger.info("list_filled list=%d joined=%d", contact_list.pk, len(joined))


def turn_days() -> None:
    """For lists whose answer changes with the day: look at those contacts for whom a new day can have changed it."""
    at = timezone.now()
    day = today(at)
    for contact_list in ContactList.objects.active().filter(is_timed=True, is_waiting=False, day__lt=day):
        with _sorting(contact_list) as definition:
            if definition is None or contact_list.day is None:
                continue
            crossing = contacts_crossing(definition, contact_list.day, day, at)
            ids = list(crossing.values_list("pk", flat=True))
            tell = _is_asked_about(contact_list)
            for first in range(0, len(ids), MOST_BY_ONE):
                apply(contact_list, definition, at, ids[first : first + MOST_BY_ONE], tell=tell)
            ContactList.objects.filter(pk=contact_list.pk).update(day=day)


def _look_at_batch() -> bool:
    at = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        taken = checks.take(cursor, BATCH)
        if not taken:
            return False
        cursor.execute(_MEMORY)
        follow_contacts(taken.changed, at)
        known = definitions.known()
        read = [(one, _definition(one, known)) for one in in_order(ContactList.objects.active())]
        if taken.changed:
            _look(read, taken.changed, at)
        for code, contact_ids in taken.by_family.items():
            _look([one for one in read if _is_about(one, code)], contact_ids, at, tell=True)
        forget_erased(taken.changed)
        return True


def _look(lists: Sequence[_Read], contact_ids: Sequence[int], at: datetime, *, tell: bool = False) -> None:
    """Sort contacts into lists. `tell`: these are not all lists, those that are about them are to look, too."""
    families = {one.family for _, it in lists if it for one in definitions.conditions_of(it)}
    with close_up(contact_ids, families) as among:
        for contact_list, definition in lists:
            if definition is not None:
                _look_for(contact_list, definition, among, at, tell=tell and _is_asked_about(contact_list))


def _is_about(read: _Read, family: str) -> bool:
    _, definition = read
    return definition is not None and any(one.family == family for one in definitions.conditions_of(definition))


def _definition(contact_list: ContactList, known: Mapping[str, Property]) -> Definition | None:
    try:
        return definitions.read(contact_list.filters, known)
    except FilterError as error:
        _note_problem(contact_list, error)
        return None


def _look_for(
    contact_list: ContactList, definition: Definition, among: Sequence[int] | CloseUp, at: datetime, *, tell: bool
) -> None:
    try:
        with transaction.atomic():
            apply(contact_list, definition, at, among, tell=tell)
    except DataError as error:  # one list that PostgreSQL cannot answer stops no other
        _note_problem(contact_list, error)


def _sort_all_instead() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        ContactList.objects.active().update(is_waiting=True)
        while taken := checks.take(cursor, MOST_BY_ONE):
            follow_contacts(taken.changed, timezone.now())


def _notice_new_basis() -> None:
    """Lists by days of another zone, or by other thresholds, are sorted anew."""
    basis = definitions.Basis.now()
    kept = set(ContactList.objects.active().exclude(basis="").values_list("basis", flat=True))
    outdated = [one for one in kept if basis.instead_of(one) != one]
    if outdated:
        ContactList.objects.active().filter(basis__in=outdated).update(is_waiting=True)


def in_order(lists: Iterable[ContactList]) -> Iterator[ContactList]:
    """Lists, each after those that it is about."""
    by_id = {one.pk: one for one in lists}
    order = TopologicalSorter({pk: [it for it in one.list_ids if it in by_id] for pk, one in by_id.items()})
    return (by_id[pk] for pk in order.static_order())


@contextmanager
def _sorting(contact_list: ContactList) -> Iterator[Definition | None]:
    """A transaction to sort in, with the definition; None where the filters make no sense any more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        try:
            definition = definitions.read(contact_list.filters)
        except FilterError as error:
            _note_problem(contact_list, error)
            yield None
            return
        yield definition


def _note_sorted(contact_list: ContactList, definition: Definition, at: datetime) -> None:
    definitions.describe(contact_list, definition)
    described = {name: getattr(contact_list, name) for name in definitions.DESCRIBED}
    same = ContactList.objects.filter(pk=contact_list.pk, version=contact_list.version)
    same.update(is_waiting=False, problem="", day=today(at), **described)


def _note_problem(contact_list: ContactList, error: Exception) -> None:
    if contact_list.problem != str(error) or contact_list.is_waiting:
        ContactList.objects.filter(pk=contact_list.pk).update(problem=str(error), is_waiting=False)
        logger.warning("list_unreadable list=%d", contact_list.pk)


def _is_asked_about(contact_list: ContactList) -> bool:
    return ContactList.objects.active().filter(list_ids__contains=[contact_list.pk]).exists()
