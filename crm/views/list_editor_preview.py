"""What a list would be while its filters are made: its sentence, how many contacts, some of them, what changes."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import Portal
from accounts.permissions import editors_only, person
from crm.filters import Definition, FilterError, write_definition
from crm.filters.descriptions import description
from crm.filters.draft import Draft
from crm.lists import definitions
from crm.lists.preview import Effect, Outdated, Preview, effect, preview
from crm.models import Contact, ContactList
from crm.tables.counting import count_all

# What a web server takes as an address.
_LONGEST_ADDRESS = 4000


@dataclass(slots=True)
class Shown:
    """What is shown beside the filters.

    `state` is found, nothing (no filter yet), tier, wrong, slow, or outdated: somebody asked again meanwhile.
    """

    state: str
    sentence: SafeString | str = ""
    unfinished: int = 0
    total: int = 0
    found: Preview | None = None
    effect: Effect | None = None
    url: str = ""
    problem: str = ""


@editors_only
@require_POST
def preview_list(request: HttpRequest, list_id: int | None = None) -> HttpResponse:
    """The preview of the filters as they stand on the form, and beside each what is missing."""
    contact_list = get_object_or_404(ContactList.objects.live(), pk=list_id) if list_id is not None else None
    draft = Draft.of_form(request.POST, definitions.known())
    context: dict[str, Any] = {
        "shown": preview_of(request, draft, contact_list),
        "draft": draft,
        "contact_list": contact_list,
    }
    context |= {"currency": Portal.current().currency, "tells_rows": True, "is_refused": "refused" in request.POST}
    return render(request, "crm/_list_editor_preview.html", context)


def preview_of(request: HttpRequest, draft: Draft, contact_list: ContactList | None) -> Shown:
    """What the finished filters of a draft find; writes beside each row what is missing."""
    draft.check()
    unfinished = sum(1 for row in draft.rows if row.error)
    try:
        definition = definitions.read(draft.finished(), draft.known)
        definitions.check_tier(definition)
    except FilterError as error:
        return Shown("tier" if error.code == "TIER" else "wrong", unfinished=unfinished, problem=str(error))
    if not definition.groups:
        return Shown("nothing", "", unfinished, _total())
    return _asked(definition, contact_list, _asker(request), unfinished)


def _asked(definition: Definition, contact_list: ContactList | None, asker: str, unfinished: int) -> Shown:
    shown = Shown("found", description(definition), unfinished)
    try:
        shown.found = preview(definition, asker)
        if contact_list and not contact_list.is_waiting:
            shown.effect = effect(contact_list, definition, asker)
    except Outdated as error:
        shown.state, shown.found = "slow" if error.is_slow else "outdated", None
        return shown
    shown.total, shown.url = _total(), _address(definition)
    return shown


def _asker(request: HttpRequest) -> str:
    """Who asks: this person on this page, so that nobody stops the questions of somebody else."""
    return f"{person(request).pk}-{request.POST.get('asker', '')[:32]}"


def _total() -> int:
    return count_all("contacts-live", Contact.objects.live()).number


def _address(definition: Definition) -> str:
    """The table of those who are found; empty where that would be too long."""
    asked = urlencode({"filters": json.dumps(write_definition(definition), ensure_ascii=False)})
    return f"{reverse('contacts')}?{asked}" if len(asked) < _LONGEST_ADDRESS else ""
