"""Making, changing and deleting lists."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from crm.filters import Definition, FilterError, write_definition
from crm.lists import definitions, members
from crm.lists.following import sort_soon
from crm.lists.uses import Use, uses_of
from crm.models import ContactList, ProcessingType

MOST_LISTS = 1000
LONGEST_NAME, LONGEST_FOLDER = 200, 100


class ListError(ValueError):
    """What cannot be done with a list, in words; `field` names the one to change."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.field = at


class ListInUse(ListError):
    """A list that something else needs; `uses` says what."""

    def __init__(self, uses: list[Use]) -> None:
        names = ", ".join(f"{one.what} “{one.name}”" for one in uses)
        super().__init__(_("This list is used in: %(uses)s. Take it out there first.") % {"uses": names})
        self.uses = uses


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shall be. `filters` are groups in JSON."""

    name: str
    processing_type: ProcessingType = ProcessingType.DYNAMIC
    filters: list[Any] = field(default_factory=list)
    folder: str = ""


def create(wanted: Wanted, user: User | None) -> ContactList:
    """Make a list; its members are found by a worker right after. Raises ListError and FilterError in words."""
    definition = _checked_definition(wanted.filters, wanted.processing_type)
    if ContactList.objects.live().count() >= MOST_LISTS:
        raise ListError(_("There are %(most)s lists already. Delete some first.") % {"most": MOST_LISTS})
    contact_list = ContactList(
        name=_checked_name(wanted.name),
        processing_type=wanted.processing_type,
        folder=wanted.folder.strip()[:LONGEST_FOLDER],
        filters=write_definition(definition),
        is_waiting=wanted.processing_type != ProcessingType.MANUAL and bool(definition.groups),
        created_by=user,
        updated_by=user,
    )
    definitions.describe(contact_list, definition)
    _check_lists(contact_list)
    _save(contact_list)
    return contact_list


def change(contact_list: ContactList, wanted: Wanted, user: User | None) -> ContactList:
    """Change a list's name, folder and, of an active one, its filters. Raises ListError and FilterError in words."""
    with transaction.atomic():
        row = ContactList.objects.live().select_for_update().get(pk=contact_list.pk)
        row.name, row.folder = _checked_name(wanted.name), wanted.folder.strip()[:LONGEST_FOLDER]
        row.updated_by, row.updated_at = user, timezone.now()
        if row.is_active:
            _change_filters(row, wanted.filters)
        _save(row)
    return row


def place(contact_list: ContactList, name: str, folder: str, user: User | None) -> ContactList:
    """Give a list another name or folder; its filters are left alone, whatever they are. Raises ListError in words."""
    with transaction.atomic():
        row = ContactList.objects.live().select_for_update().get(pk=contact_list.pk)
        row.name, row.folder = _checked_name(name), folder.strip()[:LONGEST_FOLDER]
        row.updated_by, row.updated_at = user, timezone.now()
        _save(row)
    return row


def clone(contact_list: ContactList, user: User | None) -> ContactList:
    """A list with the same filters; of a static one, with the same members."""
    name = _free_name(contact_list.name)
    with transaction.atomic():
        kind = ProcessingType(contact_list.processing_type)
        wanted = Wanted(name, kind, contact_list.filters, contact_list.folder)
        made = create(wanted, user)
        if not made.is_active:
            ContactList.objects.filter(pk=made.pk).update(is_waiting=False)
            members.copy(contact_list, made)
    made.refresh_from_db()
    return made


def delete(contact_list: ContactList, user: User | None) -> None:
    """Delete a list; it can be brought back with `restore`. Raises ListInUse."""
    with transaction.atomic():
        row = ContactList.objects.live().select_for_update().get(pk=contact_list.pk)
        if uses := uses_of(row):
            raise ListInUse(uses)
        row.deleted_at, row.updated_by, row.is_waiting = timezone.now(), user, False
        row.save(update_fields=["deleted_at", "updated_by", "is_waiting"])


def restore(contact_list: ContactList, user: User | None) -> ContactList:
    """Bring a deleted list back; an active one is sorted anew. Raises ListError where its name is taken by now."""
    with transaction.atomic():
        row = ContactList.objects.select_for_update().get(pk=contact_list.pk, deleted_at__isnull=False)
        row.deleted_at, row.updated_by, row.updated_at = None, user, timezone.now()
        row.is_waiting = row.is_active
        _check_lists(row)
        _check_sources(row)
        _save(row)
    return row


def _change_filters(row: ContactList, filters: list[Any]) -> None:
    definition = _checked_definition(filters, ProcessingType.DYNAMIC)
    written = write_definition(definition)
    if written == row.filters and not row.problem:
        return
    row.filters, row.version, row.problem = written, row.version + 1, ""
    row.is_waiting, row.filters_updated_at = True, timezone.now()
    definitions.describe(row, definition)
    _check_lists(row)


def _checked_definition(filters: list[Any], processing_type: ProcessingType) -> Definition:
    definition = definitions.read(filters)
    definitions.check_tier(definition)
    definitions.check_sources(definition)
    if processing_type == ProcessingType.DYNAMIC and not definition.groups:
        raise FilterError(_("An active list takes one filter at least."))
    return definition


def _checked_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ListError(_("Give the list a name."), "name")
    if len(name) > LONGEST_NAME:
        raise ListError(_("A name has at most %(most)s characters.") % {"most": LONGEST_NAME}, "name")
    return name


def _check_lists(contact_list: ContactList) -> None:
    """Raises FilterError where the lists it is about are gone, or lead back to it."""
    about = {one.pk: one for one in ContactList.objects.live().only("pk", "name", "list_ids")}
    if set(contact_list.list_ids) - about.keys():
        raise FilterError(_("A list in the filters does not exist any more. Choose another one."))
    seen: set[int] = set()
    ahead = list(contact_list.list_ids)
    while ahead:
        pk = ahead.pop()
        if pk == contact_list.pk:
            raise FilterError(_("This list would be about itself, by way of the lists in its filters. Take them out."))
        if pk not in seen and pk in about:
            seen.add(pk)
            ahead += about[pk].list_ids


def _check_sources(contact_list: ContactList) -> None:
    """Raises FilterError where something that its events happened to is gone. Filters that make no sense pass."""
    try:
        definition = definitions.read(contact_list.filters)
    except FilterError:
        return
    definitions.check_sources(definition)


def _save(contact_list: ContactList) -> None:
    try:
        with transaction.atomic():
            contact_list.save()
    except IntegrityError as error:
        raise ListError(_("There is a list of this name already."), "name") from error
    transaction.on_commit(sort_soon)


def _free_name(name: str) -> str:
    taken = set(ContactList.objects.live().annotate(lower=Lower("name")).values_list("lower", flat=True))
    number = 1
    while True:
        end = _(" (copy)") if number == 1 else _(" (copy %(number)s)") % {"number": number}
        wanted = name[: LONGEST_NAME - len(end)] + end
        if wanted.lower() not in taken:
            return wanted
        number += 1
