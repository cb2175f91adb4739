"""The pages of those who read the e-mails: unsubscribing, and choosing what to get (SPEC E4; RFC 8058).

No log-in, no cookie, no script. The signed link is what lets somebody in, so there is no CSRF token either: who does
not have the link cannot send the form, and mail programs that unsubscribe by themselves have no cookies.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import Portal
from workflows.models import Kind, Sender
from workflows.subscriptions import choosing
from workflows.subscriptions.links import read_token
from workflows.subscriptions.reader import Reader, is_unsubscribed, reader_of, types_wanted
from workflows.subscriptions.words import SUBSCRIPTIONS

View = Callable[[HttpRequest, Reader, str], HttpResponse]


def for_readers(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page behind a signed link, in the language of the e-mail that the link stood in; 404 for any other link."""

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        place = read_token(token)
        if place is None:
            return no_such_link(request)
        reader = reader_of(place)
        with translation.override(reader.language):
            response = private(view(request, reader, token))
        response["Content-Language"] = reader.language
        return response

    return opened


@for_readers
def unsubscribe(request: HttpRequest, reader: Reader, token: str) -> HttpResponse:
    """GET asks, and changes nothing: scanners follow links (docs/security.md 16). POST does it, or takes it back."""
    if request.method == "POST":
        if request.POST.get("do") == "subscribe":
            choosing.subscribe_again(reader, timezone.now())
        else:
            choosing.unsubscribe(reader, timezone.now())
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=200, content_type="text/plain")
        return HttpResponseRedirect(request.path)
    return _page(request, "unsubscribe", reader=reader, token=token, is_out=is_unsubscribed(reader))


@for_readers
def preferences(request: HttpRequest, reader: Reader, token: str) -> HttpResponse:
    """The types of e-mail, with a tick for those that are wanted."""
    if request.method == "POST":
        if request.POST.get("do") == "unsubscribe":
            choosing.unsubscribe(reader, timezone.now())
        else:
            chosen = request.POST.getlist("types")
            choosing.choose(reader, {kind for kind in Kind if kind.value in chosen}, timezone.now())
        return HttpResponseRedirect(f"{request.path}?saved")
    wanted = types_wanted(reader)
    return _page(
        request,
        "preferences",
        reader=reader,
        token=token,
        is_out=is_unsubscribed(reader),
        types=[(one, one.kind in wanted) for one in SUBSCRIPTIONS],
        is_saved="saved" in request.GET,
    )


def no_such_link(request: HttpRequest) -> HttpResponse:
    """404: the link is not one of ours, or a part of it was lost."""
    return private(_page(request, "no_such_link", status=404))


def private(response: HttpResponse) -> HttpResponse:
    """In no search engine, in no cache, and its address told to nobody."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, name: str, status: int = 200, **facts: object) -> HttpResponse:
    facts |= {"store": Portal.current(), "sender": Sender.current()}
    return render(request, f"workflows/reader/{name}.html", facts, status=status)
