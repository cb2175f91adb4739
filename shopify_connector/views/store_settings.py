"""E-commerce settings: the connected store, the other ways of connecting one, and letting it go (SPEC C4, C8)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.audit import Action
from accounts.models import TIER_NEEDED, Feature, Portal, Tier
from accounts.permissions import admins_only
from crm.models import Contact, Deal, Product
from shopify_connector import connecting, token_endpoint, tokens
from shopify_connector.errors import ShopifyError
from shopify_connector.forms import AccessTokenForm, ClientCredentialsForm
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way
from shopify_connector.scopes import WITHOUT
from shopify_connector.shop_address import store_url
from shopify_connector.token_endpoint import App, TokenGrant
from shopify_connector.views.imports import import_context
from shopify_connector.views.integrations import to_connected_page


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The store, its connection, and what the portal's tier opens."""
    return settings_page(request)


@admins_only
@require_POST
@sensitive_post_parameters("access_token", "client_secret")
@sensitive_variables()
def connect_with_token(request: HttpRequest) -> HttpResponse:
    """Connect with a custom app's fixed token."""
    form = AccessTokenForm(request.POST, prefix="token")
    if form.is_valid():
        given = form.cleaned_data
        app = App(settings.SHOPIFY_API_KEY, given["client_secret"]) if given["client_secret"] else None
        grant = TokenGrant(given["access_token"].strip(), frozenset(), None)
        if _connected(request, form, Way.FIXED_TOKEN, grant, app):
            return to_connected_page()
    return settings_page(request, token_form=form, other_ways=True)


@admins_only
@require_POST
@sensitive_post_parameters("client_secret")
@sensitive_variables()
def connect_with_credentials(request: HttpRequest) -> HttpResponse:
    """Connect with the client credentials of an app of the store's own organisation."""
    form = ClientCredentialsForm(request.POST, prefix="credentials")
    if form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        own = App(given["client_id"].strip(), given["client_secret"].strip()) if given["client_id"] else None
        app = own or App(settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET)
        try:
            connecting.check_may_connect(given["shop"])
            grant = token_endpoint.client_credentials(given["shop"], app, at)
        except ShopifyError as error:
            form.add_error(None, str(error))
        else:
            if _connected(request, form, Way.CLIENT_CREDENTIALS, grant, own):
                return to_connected_page()
    return settings_page(request, credentials_form=form, other_ways=True)


@admins_only
@require_POST
def exchange_token(request: HttpRequest) -> HttpResponse:
    """Replace a token that never ends by one that is renewed."""
    store = StoreConnection.objects.connected()
    if store and store.way == Way.AUTHORIZATION_CODE and store.token_is_permanent:
        try:
            tokens.exchange_permanent_token(store)
        except ShopifyError as error:
            messages.error(request, str(error))
        else:
            audit.record(request, Action.STORE_TOKEN_EXCHANGED, store)
            messages.success(request, _("The access token is now renewed every hour."))
    return redirect("e-commerce-settings")


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    """Say what disconnecting does; do it on POST."""
    store = StoreConnection.objects.current()
    if store is None:
        return redirect("e-commerce-settings")
    if request.method == "POST":
        connecting.disconnect(store, timezone.now())
        audit.record(request, Action.STORE_DISCONNECTED, store)
        messages.success(request, _("%(store)s is disconnected. Its data stays here.") % {"store": store})
        return redirect("e-commerce-settings")
    kept = {
        "contacts": Contact.objects.live().count(),
        "deals": Deal.objects.live().count(),
        "products": Product.objects.live().count(),
    }
    return settings_page(request, dialog="disconnect", kept=kept)


def settings_page(request: HttpRequest, **more: Any) -> HttpResponse:
    """The page with what the request adds: a form with its errors, or the dialog before disconnecting."""
    store = StoreConnection.objects.current()
    context = {
        "store": store,
        "former_store": None if store else StoreConnection.objects.first(),
        "store_admin_url": f"{store_url(store.shop)}/admin" if store else "",
        "losses": [(scope, WITHOUT.get(scope, "")) for scope in store.scopes_missing] if store else [],
        "token_form": AccessTokenForm(prefix="token"),
        "credentials_form": ClientCredentialsForm(prefix="credentials"),
        "server_has_app": bool(settings.SHOPIFY_API_KEY and settings.SHOPIFY_API_SECRET),
        **import_context(store),
        "closed_features": closed_features(Portal.current()),
        **more,
    }
    return render(request, "shopify_connector/store_settings.html", context)


def closed_features(portal: Portal) -> list[tuple[str, str]]:
    """What the portal's tier leaves closed, each with the tier it takes (SPEC C9)."""
    return [
        (str(feature.label), str(Tier(TIER_NEEDED[feature]).label)) for feature in Feature if not portal.allows(feature)
    ]


def _connected(request: HttpRequest, form: forms.Form, way: Way, grant: TokenGrant, app: App | None) -> bool:
    """Connect; where that fails, the form says why."""
    try:
        store = connecting.connect(form.cleaned_data["shop"], way, grant, timezone.now(), app)
    except ShopifyError as error:
        form.add_error(None, str(error))
        return False
    audit.record(request, Action.STORE_CONNECTED, store, way=way)
    return True
