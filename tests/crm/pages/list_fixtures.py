"""Lists for the tests of their pages."""

import re
from typing import Any

from django.http import HttpResponse

from accounts.models import AuditEntry
from crm.lists import members, running
from crm.lists.editing import Wanted, create
from crm.models import Contact, ContactList, ListMembership, ProcessingType
from tests.crm.lists.conftest import filters

SPENT = ("total_revenue", "GT", "100")


def active_list(name: str = "Spent over 100", *groups: Any, **wanted: Any) -> ContactList:
    """An active list into which everybody is sorted."""
    made = create(Wanted(name, filters=filters(*(groups or ([SPENT],))), **wanted), None)
    running.run()
    made.refresh_from_db()
    return made


def static_list(name: str = "Trade fair", *contacts: Contact, **wanted: Any) -> ContactList:
    """A static list of these contacts."""
    made = create(Wanted(name, ProcessingType.MANUAL, **wanted), None)
    members.add(made, [one.pk for one in contacts])
    made.refresh_from_db()
    return made


def about_list(name: str, other: ContactList) -> ContactList:
    """An active list of those in another one."""
    return active_list(name, [("lists.list_membership", "IN", str(other.pk))])


def text_of(answer: HttpResponse) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def names_in(one: ContactList) -> list[str]:
    """The first names of those in a list, in the order in which they came."""
    stays = ListMembership.objects.current().filter(contact_list=one).select_related("contact").order_by("pk")
    return [stay.contact.first_name for stay in stays]


def noted() -> list[tuple[str, dict[str, Any]]]:
    """What the audit log was told of lists."""
    entries = AuditEntry.objects.filter(kind="lists").order_by("pk")
    return [(entry.action, entry.details) for entry in entries]
