"""Integrations: what can be connected, the dialog that connects a Shopify store, and the Salesforce switch."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from accounts.permissions import admins_only, require_admin
from shopify_connector import connecting, integrations, oauth
from shopify_connector.errors import ShopifyError
from shopify_connector.forms import StoreAddressForm
from shopify_connector.models import StoreConnection
from shopify_connector.views.leading_to_shopify import leads_to_shopify


@require_safe
@leads_to_shopify
def list_integrations(request: HttpRequest, category: str = "") -> HttpResponse:
    """The cards of a category; `?connected` shows that a store was just connected."""
    if category not in {known.slug for known in integrations.CATEGORIES}:
        raise Http404
    store = StoreConnection.objects.connected()
    dialog = "connected" if "connected" in request.GET and store else ""
    return integrations_page(request, category, dialog=dialog)


@require_http_methods(["GET", "HEAD", "POST"])
@leads_to_shopify
def connect_shopify(request: HttpRequest) -> HttpResponse:
    """The dialog that asks for the store's address, and leaves for Shopify's grant page (SPEC C2)."""
    if request.method != "POST":
        return integrations_page(request, "e-commerce", dialog="connect")
    require_admin(request.user)
    form = StoreAddressForm(request.POST)
    if form.is_valid():
        shop = form.cleaned_data["shop"]
        try:
            connecting.check_may_connect(shop)
            return redirect(oauth.start(request.session, shop, timezone.now()))
        except ShopifyError as error:
            form.add_error(None, str(error))
    return integrations_page(request, "e-commerce", dialog="connect", form=form)


@admins_only
@require_POST
def switch_salesforce(request: HttpRequest) -> HttpResponse:
    """Switch the Salesforce integration on or off (SPEC C6)."""
    on = request.POST.get("on") == "1"
    portal = Portal.current()
    try:
        with transaction.atomic():
            connecting.switch_salesforce(on)
            if portal.salesforce_enabled != on:
                audit.record(request, Action.SETTINGS_CHANGED, portal, salesforce_enabled=audit.change(not on, on))
    except ShopifyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Salesforce is switched on.") if on else _("Salesforce is switched off."))
    return redirect("integrations-category", "crm")


def to_connected_page() -> HttpResponse:
    """Go to the dialog that says a store was just connected (SPEC C4)."""
    return redirect(f"{reverse('integrations-category', args=['e-commerce'])}?connected")


def integrations_page(
    request: HttpRequest, category: str, dialog: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a category with one of its dialogs open: connect, connected, failed (with `error`) or none."""
    words = request.GET.get("q", "")
    context = {
        "categories": integrations.CATEGORIES,
        "category": category,
        "words": words,
        "found": integrations.find(category, words),
        "dialog": dialog,
        "form": StoreAddressForm(),
        "store": StoreConnection.objects.current(),
        "portal": Portal.current(),
        **more,
    }
    return render(request, "shopify_connector/integrations.html", context, status=status)
