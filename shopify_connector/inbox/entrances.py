"""The two ways to the door: past Django in production, and as one of its views everywhere else (decision 0013)."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from shopify_connector.inbox.door import receive

PATH = "/shopify/webhooks"
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class WebhooksFirst:
    """A WSGI application that answers webhooks itself and hands all else to Django's."""

    def __init__(self, others: Application) -> None:
        self._others = others

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._others(environ, start_response)
        close_old_connections()  # as Django does before each of its requests
        status = receive(environ)
        start_response(f"{status.value} {status.phrase}", list(headers_of(status).items()))
        return [b""]


@login_not_required
@csrf_exempt
def webhooks(request: HttpRequest) -> HttpResponse:
    """The same as a view."""
    status = receive(request.META)
    return HttpResponse(status=status, headers=headers_of(status))


def headers_of(status: HTTPStatus) -> dict[str, str]:
    """An answer has no body; its status says all."""
    allow = {"Allow": "POST"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
    return {"Content-Length": "0", **allow}
