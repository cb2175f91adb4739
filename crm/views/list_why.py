"""Why a contact is in a list, or is not (SPEC S5; docs/lists.md)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.filters import FilterError
from crm.lists.why import Reason, why
from crm.lists.words import Said, said
from crm.models import Contact, ContactList, ListMembership
from crm.search import find_contacts
from crm.views.list_changes import live_list

OFFERED = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a contact is in a list: its stay, and the reasons in words (None: the list is static or unreadable)."""

    contact: Contact
    stay: ListMembership | None
    facts: list[Said] | None

    @property
    def is_in(self) -> bool:
        """Whether it is in the list."""
        return self.stay is not None


@require_safe
def list_why(request: HttpRequest, list_id: int) -> HttpResponse:
    """?contact= an id, or ?q= an e-mail address or a name: whether that contact is in the list, and why."""
    one = live_list(list_id)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:254]
    found = _asked(request.GET.get("contact", ""), query)
    context = {
        "list": one,
        "query": query,
        "answer": answer_of(one, found[0]) if len(found) == 1 else None,
        "found": found if len(found) > 1 else [],
        "is_asked": bool(query or request.GET.get("contact")),
    }
    is_part = request.headers.get("HX-Request")
    return render(request, "crm/_list_why_panel.html" if is_part else "crm/list_why.html", context)


def answer_of(one: ContactList, contact: Contact) -> Answer:
    """Why a contact is in a list or not, from its filters as they are now."""
    stay = ListMembership.objects.current().filter(contact_list=one, contact=contact).first()
    reason = _reason(one, contact) if one.is_active else None
    return Answer(contact, stay, None if reason is None else said(reason))


def _reason(one: ContactList, contact: Contact) -> Reason | None:
    try:
        return why(one, contact)
    except FilterError:
        return None


def _asked(number: str, query: str) -> list[Contact]:
    live = Contact.objects.live()
    if number.isdecimal() and len(number) < 18:
        return list(live.filter(pk=int(number)))
    if not query:
        return []
    return list(live.live_at(query)) or list(find_contacts(live, query).order_by("-pk")[:OFFERED])
