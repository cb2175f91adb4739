"""What every page's frame needs."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.appearance import rail_of, theme_of
from accounts.models import Portal
from crm.views.deal_views import deals_address
from hubsync import navigation
from hubsync.finding import pages
from hubsync.sync_state import sync_state
from shopify_connector.models import PrivacyRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for the app shell, on every page. All are lazy: a fragment or a log-in page pays for none."""
    return {
        "theme": theme_of(request),
        "rail": rail_of(request),
        "nav": SimpleLazyObject(partial(_navigation, request)),
        "sync": SimpleLazyObject(sync_state),
        "privacy_requests": SimpleLazyObject(PrivacyRequest.objects.open().count),
        "portal": SimpleLazyObject(Portal.current),
        "languages": settings.LANGUAGES,
    }


def _navigation(request: HttpRequest) -> dict[str, list[navigation.Entry]]:
    is_admin = getattr(request.user, "is_staff", False)
    named = {
        "rail": navigation.RAIL,
        "bottom": navigation.BOTTOM,
        "account": navigation.ACCOUNT,
        "settings": navigation.SETTINGS,
        "keys": navigation.MORE,
    }
    instead = {"deals": deals_address(request)}
    found = {
        name: navigation.entries(places, request.path, is_admin=is_admin, instead=instead)
        for name, places in named.items()
    }
    return {**found, "pages": pages(is_admin=is_admin)}
