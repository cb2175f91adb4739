"""Deals and products that people made and delete again; contacts have the recycle bin."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.editing.deals import delete_deals, restore_deal
from crm.editing.products import delete_products, restore_product
from crm.editing.values import Editor
from crm.locks import is_synced
from crm.models import Deal, Product
from crm.models.history import ChangeSource
from crm.properties import TextLike


@dataclass(frozen=True, slots=True)
class Deletable:
    """A kind of record that people delete: what goes with it, and how it is done and undone."""

    model: Any
    delete: Any
    restore: Any
    plural: TextLike
    consequence: TextLike


KINDS = {
    "deals": Deletable(
        Deal,
        delete_deals,
        restore_deal,
        gettext_lazy("Deals"),
        gettext_lazy("It no longer counts among what its contact bought, nor in reports."),
    ),
    "products": Deletable(
        Product,
        delete_products,
        restore_product,
        gettext_lazy("Products"),
        gettext_lazy("Deals keep the lines that name it."),
    ),
}


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Ask, then delete. What came from Shopify has no such page: it is deleted there."""
    chosen = KINDS[kind]
    record = get_object_or_404(chosen.model.objects.live(), pk=record_id)
    if is_synced(record):
        raise Http404
    if request.method != "POST":
        return render(request, "crm/delete_record.html", {"kind": kind, "chosen": chosen, "record": record})
    with transaction.atomic():
        chosen.delete([record.pk], Editor(ChangeSource.PERSON, person(request)))
        audit.record(request, Action.RECORDS_DELETED, record)
    undo = f"undo:{reverse('restore-record', args=[kind, record.pk])}"
    messages.success(request, _("%(record)s is deleted.") % {"record": record}, extra_tags=undo)
    return redirect(kind)


@editors_only
@require_POST
def restore_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Bring back what was deleted here, and go to it."""
    try:
        with transaction.atomic():
            record = KINDS[kind].restore(record_id, Editor(ChangeSource.PERSON, person(request)))
            audit.record(request, Action.RECORDS_RESTORED, record)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("%(record)s is back.") % {"record": record})
    return redirect(record)
