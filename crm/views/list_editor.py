"""The editor of contact lists: filters at the left, who they find at the right, name and type below (SPEC S1-S4)."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from accounts.permissions import editors_only, person
from crm.filters import FilterError
from crm.filters.draft import Draft
from crm.lists import definitions
from crm.lists.editing import ListError, Wanted, change, create, place
from crm.lists.starters import starter
from crm.lists.uses import uses_of
from crm.models import ContactList, ProcessingType
from crm.views.list_editor_form import ListForm
from crm.views.list_editor_preview import Shown, preview_of
from crm.views.list_editor_rows import rows_shown


@dataclass(slots=True)
class Editor:
    """A list on the form: its filters, the rest of it, and why it was not saved."""

    contact_list: ContactList | None
    draft: Draft
    form: ListForm
    problem: str = ""
    is_tier: bool = False
    is_refused: bool = False
    goes_to_name: bool = False
    was_sent: bool = False
    shown: Shown | None = None


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    """Make a list; `?starter=CODE` begins with the filters of one that is offered."""
    begun = starter(request.GET.get("starter", ""))
    initial = {"name": str(begun.name) if begun else "", "processing_type": ProcessingType.DYNAMIC.value}
    return _answer(request, None, begun.filters if begun else [], initial)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Change a list: its name and folder, and of an active one the filters."""
    contact_list = get_object_or_404(ContactList.objects.live(), pk=list_id)
    kind = ProcessingType.DYNAMIC if contact_list.is_active else ProcessingType.SNAPSHOT
    initial = {"name": contact_list.name, "folder": contact_list.folder, "processing_type": kind.value}
    return _answer(request, contact_list, contact_list.filters, initial)


def _answer(
    request: HttpRequest, contact_list: ContactList | None, filters: list[Any], initial: dict[str, str]
) -> HttpResponse:
    known = definitions.known()
    is_sent, pressed = request.method == "POST", request.POST.get("do", "")
    draft = Draft.of_form(request.POST, known) if is_sent else Draft.of_groups(filters, known)
    form = ListForm(_sent(request, initial, contact_list) if is_sent else None, initial=initial)
    editor = Editor(contact_list, draft, form, was_sent=is_sent)
    if is_sent and pressed == "save" and (saved := _save(request, editor)):
        messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
        return redirect(saved)
    if pressed != "save":
        _while_at_it(request, editor, pressed)
    whole = not request.headers.get("HX-Request")
    if whole and is_sent and not editor.is_refused:
        editor.shown = preview_of(request, draft, contact_list)
    return _page(request, editor, whole=whole)


def _sent(request: HttpRequest, initial: dict[str, str], contact_list: ContactList | None) -> dict[str, str]:
    sent = {name: request.POST.get(name, "") for name in ("name", "folder", "processing_type")}
    return sent | ({"processing_type": initial["processing_type"]} if contact_list else {})


def _while_at_it(request: HttpRequest, editor: Editor, pressed: str) -> None:
    """What is missing stands beside each filter; Done goes on to the name once nothing is."""
    if pressed == "done":
        is_finished = editor.draft.is_empty or editor.draft.check(is_final=True)
        editor.is_refused, editor.goes_to_name = not is_finished, is_finished
    else:
        editor.draft.check()
    if request.method == "POST":
        editor.form = ListForm(initial=dict(editor.form.data))
    elif editor.contact_list and editor.contact_list.problem:
        editor.problem = editor.contact_list.problem


def _save(request: HttpRequest, editor: Editor) -> ContactList | None:
    is_finished = editor.draft.is_empty or editor.draft.check(is_final=True)
    is_static = editor.contact_list is not None and not editor.contact_list.is_active
    if not editor.form.is_valid() or not (is_finished or is_static):
        editor.is_refused = True
        return None
    try:
        return _kept(request, editor)
    except ListError as error:
        editor.form.add_error(error.field if error.field in editor.form.fields else None, str(error))
    except FilterError as error:
        editor.problem, editor.is_tier = str(error), error.code == "TIER"
    except ContactList.DoesNotExist:
        editor.problem = _("Somebody deleted this list meanwhile. Bring it back first.")
    editor.is_refused = True
    return None


def _kept(request: HttpRequest, editor: Editor) -> ContactList:
    """Raises ListError and FilterError in words."""
    given, user = editor.form.cleaned_data, person(request)
    filters = [] if editor.draft.is_empty else editor.draft.finished()
    kind = ProcessingType(given["processing_type"])
    if kind == ProcessingType.SNAPSHOT and not filters:
        kind = ProcessingType.MANUAL
    wanted = Wanted(given["name"], kind, filters, given["folder"])
    with transaction.atomic():
        if editor.contact_list is None:
            saved = create(wanted, user)
            audit.record(request, Action.LIST_MADE, saved, type=saved.processing_type)
            return saved
        before = editor.contact_list.version
        if editor.contact_list.is_active:
            saved = change(editor.contact_list, wanted, user)
        else:
            saved = place(editor.contact_list, wanted.name, wanted.folder, user)
        audit.record(request, Action.LIST_CHANGED, saved, filters=saved.version != before)
        return saved


def _page(request: HttpRequest, editor: Editor, *, whole: bool) -> HttpResponse:
    context = {
        "editor": editor,
        "draft": editor.draft,
        "form": editor.form,
        "contact_list": editor.contact_list,
        **rows_shown(editor.draft, whole=whole),
    }
    if not whole:
        answer = render(request, "crm/_list_editor_rows.html", context)
        if editor.goes_to_name:
            answer["HX-Trigger"] = "list-editor-done"
        return answer
    context |= {
        "folders": ContactList.objects.live().folders(),
        "uses": uses_of(editor.contact_list) if editor.contact_list else [],
        "asker": request.POST.get("asker", "")[:32] or token_hex(8),
        "shown": editor.shown,
        "currency": Portal.current().currency,
    }
    return render(request, "crm/list_editor.html", context)
