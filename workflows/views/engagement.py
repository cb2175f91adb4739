"""Doors in e-mails: the picture that is asked for when one is opened, and links that lead on.

That a GET writes down that somebody looked is the exception of docs/security.md 16: it changes nothing that holds.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflows.engagement.hearing import clicked, opened
from workflows.engagement.links import read_click, read_open
from workflows.engagement.machines import Visit
from workflows.views.reader import no_such_link, private

# One transparent pixel.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@login_not_required
@require_safe
def open_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The picture; 404 for an address that was not signed here."""
    entry_id = read_open(token)
    if entry_id is None:
        return private(HttpResponse(status=404))
    opened(entry_id, _visit(request))
    return private(HttpResponse(GIF, content_type="image/gif"))


@login_not_required
@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """On to the address in the signature, and to none that the request names (docs/security.md 17)."""
    link = read_click(token)
    if link is None:
        return no_such_link(request)
    clicked(link, _visit(request))
    return private(HttpResponseRedirect(link.url))


def _visit(request: HttpRequest) -> Visit:
    return Visit(request.method or "GET", request.headers, timezone.now())
