"""Making records and changing them: in place, on a form of its own where scripts are off, and back again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from accounts.permissions import editors_only, person
from crm.catalogue import MODELS, properties_of
from crm.editing import contacts, deals, products
from crm.editing.undoing import ChangedSince, undo
from crm.editing.values import AddressInUse, Editor, InvalidValues, Locked
from crm.locks import lock_of
from crm.models import Contact, Deal, ObjectType, Product, RecordChange
from crm.models.history import ChangeSource
from crm.properties import FIXED_PROPERTIES, Property, TextLike
from crm.record_forms import RecordForm
from crm.views.properties import shown_property

Record = Contact | Deal | Product


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that people make: its words, its list, how it is made and changed."""

    object_type: ObjectType
    model: Any
    new: TextLike
    plural: TextLike
    list_name: str
    create: Any
    update: Any
    # Asked for when one is made; the rest is filled in on its page.
    first: tuple[str, ...]


KINDS = {
    "contacts": Kind(
        ObjectType.CONTACT,
        Contact,
        gettext_lazy("New contact"),
        gettext_lazy("Contacts"),
        "contacts",
        contacts.create_contact,
        contacts.update_contact,
        ("email", "first_name", "last_name", "phone", "accepts_marketing"),
    ),
    "deals": Kind(
        ObjectType.DEAL,
        Deal,
        gettext_lazy("New deal"),
        gettext_lazy("Deals"),
        "deals",
        deals.create_deal,
        deals.update_deal,
        ("name", "stage", "amount", "closed_at"),
    ),
    "products": Kind(
        ObjectType.PRODUCT,
        Product,
        gettext_lazy("New product"),
        gettext_lazy("Products"),
        "products",
        products.create_product,
        products.update_product,
        ("title", "price", "vendor", "product_type", "tags"),
    ),
}
# Shown in the page's head: a change of one shows on the whole page.
IN_HEAD = {"first_name", "last_name", "email", "phone", "name", "title", "stage", "amount", "price", "vendor"}
IN_HEAD |= {"product_type", "accepts_marketing", "city", "country"}


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, kind: str) -> HttpResponse:
    """A form for what matters first; saving leads to the record's page."""
    chosen = KINDS[kind]
    fixed = {one.name: one for one in FIXED_PROPERTIES[chosen.object_type]}
    form = RecordForm([fixed[name] for name in chosen.first], None, request.POST or None)
    contact = _contact_asked(request) if chosen.object_type == ObjectType.DEAL else None
    if request.method == "POST" and form.is_valid():
        links = {"contact_id": contact.pk} if contact else {}
        try:
            with transaction.atomic():
                given = {name: text for name, text in form.given().items() if text}
                record = chosen.create(given, _editor(request), **links)
                audit.record(request, Action.RECORD_MADE, record)
        except InvalidValues as error:
            form.refuse(error)
        except AddressInUse as error:
            form.add_error("email", _("Another contact has this address."))
            form.taken_by = get_object_or_404(Contact, pk=error.contact_id)  # type: ignore[attr-defined]
        else:
            messages.success(request, _("%(record)s is made.") % {"record": record})
            return redirect(record)
    return render(request, "crm/new_record.html", {"kind": chosen, "form": form, "contact": contact})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_property(request: HttpRequest, kind: str, record_id: int, name: str) -> HttpResponse:
    """One property's form in the place of its value; without scripts, a page of its own."""
    chosen = KINDS[kind]
    record = get_object_or_404(chosen.model.objects.live(), pk=record_id)
    one = _editable(chosen, record, name)
    form = RecordForm([one], record, request.POST or None)
    if request.method == "POST" and form.is_valid() and _save(request, chosen, record, form):
        return _saved(request, chosen, record, one)
    context = {
        "kind": chosen,
        "record": record,
        "property": one,
        "form": form,
        "field": form[name],
        "here": request.path,
    }
    return render(request, "crm/_property_form.html" if _is_part(request) else "crm/edit_property.html", context)


@require_http_methods(["GET", "HEAD"])
def show_property(request: HttpRequest, kind: str, record_id: int, name: str) -> HttpResponse:
    """One property as the record's page shows it: what Cancel brings back."""
    chosen = KINDS[kind]
    record = get_object_or_404(chosen.model.objects.live(), pk=record_id)
    return render(request, "crm/_property.html", _shown(request, chosen, record, _editable(chosen, record, name)))


@editors_only
@require_POST
def undo_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Write a change's old values back."""
    change = get_object_or_404(RecordChange, pk=change_id)
    try:
        with transaction.atomic():
            undo(change, _editor(request))
            changed = MODELS[ObjectType(change.object_type)](pk=change.record_id)
            audit.record(request, Action.CHANGE_UNDONE, changed, fields=sorted(change.changes))
    except (ChangedSince, InvalidValues, Locked, AddressInUse) as error:
        messages.error(request, str(error))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    else:
        messages.success(request, _("The change is undone."))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "home")


def _contact_asked(request: HttpRequest) -> Contact | None:
    asked = request.GET.get("contact", "")
    return Contact.objects.live().filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None


def _editable(kind: Kind, record: Record, name: str) -> Property:
    """A property that people may change on this record; anything else is no address."""
    one = next((one for one in properties_of(kind.object_type).values() if one.name == name), None)
    if one is None or lock_of(one, record):
        raise Http404
    return one


def _save(request: HttpRequest, kind: Kind, record: Record, form: RecordForm) -> bool:
    try:
        with transaction.atomic():
            kind.update(record.pk, form.given(), _editor(request))
            # What was written stands in the record's own history: the log has no values of people.
            if form.changed_data:
                audit.record(request, Action.RECORD_CHANGED, record, fields=form.changed_data)
    except InvalidValues as error:
        form.refuse(error)
    except AddressInUse:
        form.add_error("email", _("Another contact has this address."))
    return not form.errors


def _saved(request: HttpRequest, kind: Kind, record: Record, one: Property) -> HttpResponse:
    record.refresh_from_db()
    newest = RecordChange.objects.filter(object_type=kind.object_type, record_id=record.pk).first()
    undoing = f"undo:{reverse('undo-change', args=[newest.pk])}" if newest else ""
    messages.success(request, _("%(property)s is saved.") % {"property": one.label}, extra_tags=undoing)
    if not _is_part(request):
        return redirect(record)
    if one.name in IN_HEAD:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    context = _shown(request, kind, record, one) | {"with_messages": True}
    answer = render(request, "crm/_property.html", context)
    answer["HX-Trigger"] = "record-changed"
    return answer


def _shown(request: HttpRequest, kind: Kind, record: Record, one: Property) -> dict[str, Any]:
    currency = record.currency if isinstance(record, Deal) else Portal.current().currency
    return {
        "property": shown_property(one, record, currency),
        "record": record,
        "record_kind": kind.object_type.value,
    }


def _editor(request: HttpRequest) -> Editor:
    return Editor(ChangeSource.PERSON, person(request))


def _is_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
