"""What belongs to a deal that people made: whose it is, and its lines."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.editing.deals import set_contact
from crm.editing.line_items import create_line_item, delete_line_items, update_line_item
from crm.editing.values import Editor, InvalidValues
from crm.locks import is_synced
from crm.models import Contact, Deal, LineItem, Product
from crm.models.history import ChangeSource
from crm.properties import LINE_ITEM_PROPERTIES, Property
from crm.record_forms import RecordForm
from crm.search import find_contacts, find_products

OFFERED = 8
_IN_FORM = ("title", "quantity", "price", "total_discount", "sku")


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def deal_contact(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Choose whose a deal is, by a few words; `contact` sent empty: nobody's."""
    deal = _own_deal(deal_id)
    if request.method == "POST":
        given = request.POST.get("contact", "")
        contact = (
            get_object_or_404(Contact.objects.live(), pk=int(given) if given.isdecimal() else 0) if given else None
        )
        set_contact(deal.pk, contact.pk if contact else None, _editor(request))
        _note(request, deal, "contact")
        said = _("The deal is %(name)s’s now.") % {"name": contact} if contact else _("The deal is nobody’s now.")
        messages.success(request, said)
        return redirect(deal)
    query = _words(request)
    live = Contact.objects.live()
    found = (find_contacts(live, query) if query else live).order_by("-created_at", "-id")[:OFFERED]
    return render(request, "crm/deal_contact.html", {"deal": deal, "query": query, "found": list(found)})


@editors_only
@require_safe
def choose_product(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What a new line is of: a product found by a few words, or something else."""
    deal, query = _own_deal(deal_id), _words(request)
    live = Product.objects.live()
    found = (find_products(live, query) if query else live).defer("body_html").order_by("-created_at", "-id")[:OFFERED]
    return render(request, "crm/choose_product.html", {"deal": deal, "query": query, "found": list(found)})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: HttpRequest, deal_id: int) -> HttpResponse:
    """A form for a line; `?product=` fills it."""
    deal = _own_deal(deal_id)
    asked = request.GET.get("product", "")
    product = (
        get_object_or_404(Product.objects.live(), pk=int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    )
    line = LineItem(deal=deal, quantity=1)
    if product:
        line.title, line.price = product.title, product.price
        first = product.variants.order_by("position", "id").first()
        line.sku = first.sku if first else ""

    def save(given: dict[str, str]) -> None:
        of_product = {"hs_product_id": str(product.pk)} if product else {}
        create_line_item({**given, **of_product}, _editor(request), deal.pk)

    return _form(request, deal, line, save, {"product": product})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_line(request: HttpRequest, deal_id: int, line_id: int) -> HttpResponse:
    """Change a line."""
    deal = _own_deal(deal_id)
    line = get_object_or_404(deal.line_items, pk=line_id)
    return _form(request, deal, line, lambda given: update_line_item(line.pk, given, _editor(request)), {"line": line})


@editors_only
@require_POST
def delete_line(request: HttpRequest, deal_id: int, line_id: int) -> HttpResponse:
    """Take a line away."""
    deal = _own_deal(deal_id)
    line = get_object_or_404(deal.line_items, pk=line_id)
    delete_line_items([line.pk], _editor(request))
    _note(request, deal, "line items")
    messages.success(request, _("“%(line)s” is no line of this deal any more.") % {"line": line})
    return redirect(f"{deal.get_absolute_url()}#line-items")


def _form(request: HttpRequest, deal: Deal, line: LineItem, save: Any, context: dict[str, Any]) -> HttpResponse:
    form = RecordForm(_properties(), line, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save({name: text for name, text in form.given().items() if text or line.pk})
        except InvalidValues as error:
            form.refuse(error)
        else:
            _note(request, deal, "line items")
            return redirect(f"{deal.get_absolute_url()}#line-items")
    return render(request, "crm/line.html", {"deal": deal, "form": form, **context})


def _note(request: HttpRequest, deal: Deal, part: str) -> None:
    audit.record(request, Action.RECORD_CHANGED, deal, fields=[part])


def _properties() -> list[Property]:
    return [one for one in LINE_ITEM_PROPERTIES if one.name in _IN_FORM]


def _own_deal(deal_id: int) -> Deal:
    """A live deal that people made. What comes from Shopify has no such pages."""
    deal = get_object_or_404(Deal.objects.live().select_related("contact"), pk=deal_id)
    if is_synced(deal):
        raise Http404
    return deal


def _editor(request: HttpRequest) -> Editor:
    return Editor(ChangeSource.PERSON, person(request))


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip().replace("\x00", "")[:200]
