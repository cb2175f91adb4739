"""Errors in words: what happened and what to do."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "error.html", {"code": status, "title": title, "text": text}, status=status)


@login_not_required
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400, _("This request cannot be read"), _("Go back and try again from the page itself."))


@login_not_required
@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason that the view gave."""
    why = str(exception) or _("Your role does not open this page. An administrator can change your role.")
    return _page(request, 403, _("This page is not open to you"), why)


@login_not_required
@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(
        request,
        404,
        _("Nothing is at this address"),
        _("The page may have moved, or the record may have been deleted."),
    )


@login_not_required
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: usually a page left open too long."""
    return _page(
        request,
        403,
        _("This form has expired"),
        _("It was open for too long, or cookies are switched off. Go back, reload the page and send it again."),
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500. Asks nothing of the database: it may be what failed."""
    return HttpResponseServerError(render_to_string("500.html"))
