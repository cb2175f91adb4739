"""Logging in and out, and the language of the pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as keep_language

from accounts.forms import LogInForm
from accounts.models import User


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """E-mail and password; on a portal without users, on to the first set-up. Guessing is stopped by axes."""

    template_name = "accounts/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and not User.objects.exists():
            return redirect("set-up")
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class LogOut(LogoutView):
    """POST only: a link that somebody sends logs nobody out."""

    http_method_names = ["post"]


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser and, logged in, for the user."""
    response = keep_language(request)
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response
