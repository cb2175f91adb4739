"""Pages whose forms end on Shopify's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def leads_to_shopify(view: View[Rest]) -> View[Rest]:
    """Let the forms of this page be redirected to a store: browsers hold redirects against `form-action` too."""

    @wraps(view)
    def widened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        csp_update({"form-action": store_origins()})(lambda _: answer)(request)
        return answer

    return widened


def store_origins() -> list[str]:
    """Where Shopify's log-in and grant pages are; a simulated store's own address too."""
    origins = ["https://*.myshopify.com", "https://*.shopify.com"]
    if "{shop}" not in settings.SHOPIFY_STORE_URL:
        address = urlsplit(settings.SHOPIFY_STORE_URL)
        origins.append(f"{address.scheme}://{address.netloc}")
    return origins
