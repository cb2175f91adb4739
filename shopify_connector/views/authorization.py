"""Where the browser leaves for Shopify's grant page, and where it comes back (SPEC C3)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from accounts import audit
from accounts.audit import Action
from accounts.permissions import admins_only
from shopify_connector import connecting, oauth, token_endpoint
from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import (
    AuthorizationDenied,
    ConnectionRefused,
    ShopifyError,
    StoreUnavailable,
    TokenExpired,
)
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way
from shopify_connector.patience import PERSON
from shopify_connector.shop_address import ShopAddressError, parse_shop_address
from shopify_connector.token_endpoint import App
from shopify_connector.views.integrations import integrations_page, to_connected_page
from shopify_connector.views.leading_to_shopify import leads_to_shopify


@admins_only
@require_GET
@leads_to_shopify
def install(request: HttpRequest) -> HttpResponse:
    """Begin the grant for `?shop=`: from a link of our own, or from Shopify, whose signature is then checked."""
    signed = "hmac" in request.GET
    try:
        if signed:
            oauth.check_signature(request.META["QUERY_STRING"])
        shop = parse_shop_address(request.GET.get("shop", ""))
        connecting.check_may_connect(shop)
        if signed and still_connected(shop):
            # Opened from Shopify's list of apps: there is nothing to grant.
            return redirect("home")
        return redirect(oauth.start(request.session, shop, timezone.now()))
    except (ShopifyError, ShopAddressError) as error:
        return failed(request, error)


@admins_only
@require_GET
@leads_to_shopify
@sensitive_variables()
def callback(request: HttpRequest) -> HttpResponse:
    """Shopify's answer: checked, exchanged for a token, and the store connected. A failure makes nothing."""
    at = timezone.now()
    try:
        answer = oauth.read_callback(request.session, request.META["QUERY_STRING"], at)
        connecting.check_may_connect(answer.shop)
        app = App(settings.SHOPIFY_API_KEY, settings.SHOPIFY_API_SECRET)
        grant = token_endpoint.exchange_code(answer.shop, app, answer.code, at)
        store = connecting.connect(answer.shop, Way.AUTHORIZATION_CODE, grant, at)
        audit.record(request, Action.STORE_CONNECTED, store, way=Way.AUTHORIZATION_CODE)
    except ShopifyError as error:
        return failed(request, error)
    return to_connected_page()


def still_connected(shop: str) -> bool:
    """Whether `shop` is connected and its token works: an uninstalled app is opened from Shopify to install it anew."""
    store = StoreConnection.objects.connected()
    if store is None or not store.answers_to(shop):
        return False
    try:
        AdminApi(store, patience=PERSON).run("shop")
    except TokenExpired:
        return False
    return True


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The integrations page with a dialog that says why nothing was connected."""
    return integrations_page(request, "e-commerce", dialog="failed", status=status_of(error), error=str(error))


def status_of(error: Exception) -> int:
    """The HTTP status that goes with a failure."""
    if isinstance(error, AuthorizationDenied):
        return 403
    if isinstance(error, ConnectionRefused):
        return 409
    return 502 if isinstance(error, StoreUnavailable) else 400
