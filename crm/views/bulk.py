"""Doing one thing to the records that were chosen in a table, or to all that match."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, forbid, person
from crm import bulk
from crm.catalogue import MODELS
from crm.locks import is_synced_q, lock_of
from crm.models import BulkAction, Deal, ObjectType
from crm.properties import Kind, Owner, Property
from crm.property_values import InvalidValue, from_text
from crm.queueing import queue
from crm.record_forms import RecordForm
from crm.tables.kinds import TABLES
from crm.tables.state import RecordTable
from crm.tasks import run_bulk_action

# One of a kind, or of no use for many at once.
_NOT_FOR_MANY = {"email", "name", "title", "images", "body_html", "note"}
What = BulkAction.What


@editors_only
@require_POST
def bulk_edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a property and its new value for the chosen records; `do=apply` begins."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    chosen = chosen_records(request, table)
    number = chosen.count()
    if refused := refused_number(number):
        messages.error(request, refused)
        return redirect(reverse(kind) + table.url())
    properties = _for_many(table)
    one = properties.get(request.POST.get("property", ""))
    is_asked = request.POST.get("do") == "apply"
    form = _value_form(one, request.POST if is_asked else None) if one else None
    if one and form and is_asked and form.is_valid():
        text = form.given()[one.api_name]
        try:
            from_text(text, one)
        except InvalidValue as error:
            form.add_error(one.name, str(error))
        else:
            return _begin(request, kind, What.EDIT, chosen, (one.name, text))
    return render(
        request,
        "crm/bulk_edit.html",
        {
            **_context(request, kind, table, number),
            "properties": properties.values(),
            "property": one,
            "form": form,
            "synced": chosen.filter(is_synced_q(table.kind.object_type)).count() if one and _is_shopifys(one) else 0,
        },
    )


@editors_only
@require_POST
def bulk_delete(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask, with what it means in numbers; `do=apply` begins."""
    table = RecordTable(request.GET, TABLES[kind], person(request))
    chosen = chosen_records(request, table)
    number = chosen.count()
    if refused := refused_number(number):
        messages.error(request, refused)
        return redirect(reverse(kind) + table.url())
    if request.POST.get("do") == "apply":
        return _begin(request, kind, What.DELETE, chosen, ("", ""))
    is_contacts = table.kind.object_type == ObjectType.CONTACT
    context = {
        **_context(request, kind, table, number),
        "deals": Deal.objects.live().filter(contact__in=chosen.values("pk")).count() if is_contacts else 0,
        "synced": 0 if is_contacts else chosen.filter(is_synced_q(table.kind.object_type)).count(),
    }
    return render(request, "crm/bulk_delete.html", context)


@editors_only
@require_safe
def bulk_action(request: HttpRequest, action_id: int) -> HttpResponse:
    """How far a bulk action is; the page may be left."""
    action = get_object_or_404(BulkAction.objects.select_related("user"), pk=action_id)
    template = "crm/_bulk_progress.html" if request.headers.get("HX-Request") else "crm/bulk_action.html"
    return render(request, template, {"action": action, "kind": TABLES[action.object_type]})


@editors_only
@require_POST
def stop_bulk_action(request: HttpRequest, action_id: int) -> HttpResponse:
    """Stop it; what was done stays done."""
    action = get_object_or_404(BulkAction, pk=action_id)
    if action.user_id != request.user.pk and not person(request).is_staff:
        forbid(_("Somebody else began this. An administrator can stop it."))
    bulk.stop(action)
    return redirect(action)


def chosen_records(request: HttpRequest, table: RecordTable) -> QuerySet[Any]:
    """The live records that a table's form names: `ids`, or with `everything` all that the table is about."""
    if request.POST.get("everything"):
        return table.records()
    given = [one for text in request.POST.getlist("ids") for one in text.split(",")]
    ids = [int(one) for one in given if one.isdecimal() and len(one) < 18]
    return table.kind.live().filter(pk__in=ids)


def refused_number(number: int) -> str:
    """Why so many records cannot be worked on at once, in words; empty when they can."""
    if not number:
        return _("Choose records first.")
    if number > bulk.MOST_RECORDS:
        return _("At most %(most)s records at a time. Filter more narrowly.") % {"most": bulk.MOST_RECORDS}
    return ""


def _begin(request: HttpRequest, kind: str, what: What, chosen: QuerySet[Any], edit: tuple[str, str]) -> HttpResponse:
    ids = list(chosen.order_by("pk").values_list("pk", flat=True))
    done = Action.RECORDS_DELETED if what == What.DELETE else Action.RECORD_CHANGED
    model = MODELS[TABLES[kind].object_type]._meta.label_lower
    with transaction.atomic():
        audit.record(request, done, model=model, count=len(ids), fields=[edit[0]] if edit[0] else [])
        action = bulk.begin(TABLES[kind].object_type, what, ids, person(request), edit)
    if action.is_running:
        queue(run_bulk_action, action.pk)
    if action.is_running or action.skipped:
        return redirect(action)
    messages.success(request, _done(action))
    return redirect(kind)


def _done(action: BulkAction) -> str:
    if action.what == What.DELETE:
        words = ngettext("%(number)s record is deleted.", "%(number)s records are deleted.", action.changed)
    else:
        words = ngettext("%(number)s record is changed.", "%(number)s records are changed.", action.changed)
    return words % {"number": action.changed}


def _for_many(table: RecordTable) -> dict[str, Property]:
    """The properties that can be set on many records at once, by name."""
    return {
        one.name: one
        for one in table.properties.values()
        if not lock_of(one, None)
        and one.name not in _NOT_FOR_MANY
        and one.kind != Kind.IMAGES
        and one.name != "pipeline"
    }


def _value_form(one: Property, sent: QueryDict | None) -> RecordForm:
    form = RecordForm([one], None, sent)
    form.fields[one.name].label = _("New value")
    return form


def _is_shopifys(one: Property) -> bool:
    return one.owner == Owner.SHOPIFY


def _context(request: HttpRequest, kind: str, table: RecordTable, number: int) -> dict[str, Any]:
    return {
        "table": table,
        "kind": table.kind,
        "record_kind": kind,
        "number": number,
        "ids": "" if request.POST.get("everything") else ",".join(request.POST.getlist("ids")),
        "everything": request.POST.get("everything", ""),
        "back": reverse(kind) + table.url(),
    }
