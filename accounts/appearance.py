"""How a user likes the frame: theme and rail, kept in cookies so that the first paint is right."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
RAILS = ("open", "collapsed")
A_YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or `auto` for what the system says."""
    return _choice(request, "theme", THEMES)


def rail_of(request: HttpRequest) -> str:
    """`open` or `collapsed`."""
    return _choice(request, "rail", RAILS)


@login_not_required
@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the theme or the rail as posted and go back to where one was."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    keep_appearance(request, response)
    return response


def keep_appearance(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what was posted (theme, rail) for a year; values that do not exist are passed over."""
    for name, allowed in (("theme", THEMES), ("rail", RAILS)):
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def _choice(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in allowed else allowed[0]
