"""Where a request comes from: the client's IP address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_current: ContextVar[str | None] = ContextVar("client_address", default=None)


class ClientAddressMiddleware:
    """Keeps the address at hand while a request is answered, for what learns of a change without the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_from(address_of(request)):
            return self.get_response(request)


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """What happens within is done from this address."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)


def current_address() -> str | None:
    """The address of the request that is being answered; None outside of one."""
    return _current.get()


def address_of(request: HttpRequest) -> str | None:
    """The client's address; behind a proxy (BEHIND_PROXY), the one that the proxy itself saw. None where it is none.

    What a client writes into X-Forwarded-For stands before what the proxy adds, and is not believed.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1]
        if address := _as_address(forwarded):
            return address
    return _as_address(request.META.get("REMOTE_ADDR", ""))


def _as_address(text: str) -> str | None:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None
