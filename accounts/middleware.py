"""The reader's language, the store's time zone, and the second step that log-in may take."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import second_factor
from accounts.models import Portal, User
from accounts.second_step import ask_for_code


class UserLanguageMiddleware:
    """Show pages in the language the user chose, once chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class PortalMiddleware:
    """Show times in the store's zone to everybody who is logged in, and see that they gave what log-in asks for.

    A session without the second step of a user who has one comes from no log-in page of ours: it is asked for before
    anything else is shown. Where the portal wants it of everybody, who has none sets it up first, on views that are
    `opens_before_second_factor`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        zone, request.second_factor_required = _portal_rules()  # type: ignore[attr-defined]
        with timezone.override(zone):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        user = request.user
        is_open = not getattr(view, "login_required", True)
        if is_open or not isinstance(user, User) or second_factor.was_given(request):
            return None
        if user.has_second_factor:
            return _instead(request, _start_over(request, user))
        opens = getattr(view, "opens_before_second_factor", False)
        if request.second_factor_required and not opens:  # type: ignore[attr-defined]
            messages.info(request, _("This portal asks everybody for two-factor log-in. Set yours up to go on."))
            return _instead(request, redirect("settings-two-factor"))
        return None


def portal_zone() -> ZoneInfo:
    """The store's time zone; UTC where its name is not one."""
    return _portal_rules()[0]


def _portal_rules() -> tuple[ZoneInfo, bool]:
    """The store's time zone, and whether log-in takes a second step for everybody."""
    rules = Portal.objects.filter(id=1).values_list("time_zone", "second_factor_required").first()
    name, required = rules or ("UTC", False)
    try:
        return ZoneInfo(name or "UTC"), required
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC"), required


def _start_over(request: HttpRequest, user: User) -> HttpResponse:
    """Back to where the password is right and the code is wanted."""
    here = request.get_full_path() if request.method == "GET" else "/"
    user.backend = "django.contrib.auth.backends.ModelBackend"
    request.session.flush()
    return ask_for_code(request, user, here)


def _instead(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The whole page goes there, also where a part of it was asked for."""
    is_part = request.headers.get("HX-Request") == "true"
    return HttpResponseClientRedirect(answer["Location"]) if is_part else answer
