"""Lists for the tests of their pages."""

from typing import Any

from crm.lists import members, running
from crm.lists.editing import Wanted, create
from crm.models import Contact, ContactList, ProcessingType
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
