"""Logging in and out, and the language of the pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as keep_language

from accounts import mails
from accounts.forms import LogInForm
from accounts.models import User
from accounts.permissions import ADMINS_ONLY
from accounts.second_step import ask_for_code
from accounts.throttling import has_failed_too_often


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """E-mail and password, then the second step of those who have one; without users, on to the first set-up.

    Guessing at one account is stopped by axes, at many from one address here.
    """

    template_name = "accounts/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and not User.objects.exists():
            return redirect("set-up")
        if request.method == "POST" and has_failed_too_often(request):
            return render(request, "accounts/too_often.html", status=429)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if isinstance(user, User) and user.has_second_factor:
            return ask_for_code(self.request, user, self.get_success_url())
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mails_are_sent=mails.are_sent(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class LogOut(LogoutView):
    """POST only: a link that somebody sends logs nobody out."""

    http_method_names = ["post"]


@login_not_required
def log_in_to_administration(request: HttpRequest) -> HttpResponse:
    """The Django admin's own log-in would know no second step: there is one log-in."""
    if request.user.is_authenticated:
        raise PermissionDenied(ADMINS_ONLY)
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser and, logged in, for the user."""
    response = keep_language(request)
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response
