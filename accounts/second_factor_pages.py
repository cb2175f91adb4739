"""Settings, Two-factor log-in: each user's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor
from accounts.audit import Action, record
from accounts.forms import CodeForm, OwnPasswordForm
from accounts.models import Authenticator, BackupCode, Portal, User
from accounts.permissions import person
from accounts.throttling import too_often

View = Callable[..., HttpResponse]
# Tries an hour, of somebody who sits at a browser that is not theirs.
MOST_TRIES = 20


def opens_before_second_factor(view: View) -> View:
    """A view for who has yet to set up what the portal asks of everybody."""
    view.opens_before_second_factor = True  # type: ignore[attr-defined]
    return view


@opens_before_second_factor
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Whether it is on, and what can be done about it."""
    return _page(request)


@opens_before_second_factor
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a key for the app, and go on to show it."""
    user = person(request)
    if not user.has_second_factor:
        second_factor.begin(user)
    return redirect("set-up-two-factor")


@opens_before_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
@sensitive_post_parameters("code")
@sensitive_variables()
def set_up(request: HttpRequest) -> HttpResponse:
    """The key as QR code and text; a code of the app turns it on, and the answer shows the backup codes."""
    user = person(request)
    app = Authenticator.objects.filter(user=user, confirmed=False).first()
    if app is None or user.has_second_factor:
        return redirect("settings-two-factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = _confirm(request, user, form.cleaned_data["code"])
        if codes:
            return _show_codes(request, codes, is_new=True)
        form.add_error("code", _("This is not the code that the app shows now. Check the clock of your phone."))
    address = app.address(str(Portal.current()))
    context = {"form": form, "app": app, "address": address, "qr": second_factor.qr_code(address)}
    return render(request, "accounts/set_up_two_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
@sensitive_variables()
def make_backup_codes(request: HttpRequest) -> HttpResponse:
    """Ask for the password; then this very answer shows new backup codes, and the former ones open nothing more."""
    user = person(request)
    if not user.has_second_factor:
        return redirect("settings-two-factor")
    form = OwnPasswordForm(user, request.POST or None)
    if not _password_is_right(request, form):
        return _page(request, dialog="codes", form=form)
    with transaction.atomic():
        codes = second_factor.new_backup_codes(user)
        record(request, Action.BACKUP_CODES_MADE, user)
    return _show_codes(request, codes)


@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: HttpRequest) -> HttpResponse:
    """Ask for the password; then log-in takes it alone. Not where the portal wants two factors of everybody."""
    user = person(request)
    if not user.has_second_factor:
        return redirect("settings-two-factor")
    if Portal.current().second_factor_required:
        messages.error(request, _("This portal asks everybody for two-factor log-in, so it stays on."))
        return redirect("settings-two-factor")
    form = OwnPasswordForm(user, request.POST or None)
    if not _password_is_right(request, form):
        return _page(request, dialog="off", form=form)
    with transaction.atomic():
        second_factor.turn_off(user)
        record(request, Action.SECOND_FACTOR_OFF, user)
    update_session_auth_hash(request, user)
    messages.success(request, _("Two-factor log-in is off. Other browsers are logged out."))
    return redirect("settings-two-factor")


def _confirm(request: HttpRequest, user: User, code: str) -> list[str] | None:
    if too_often("second-factor-set-up", str(user.pk), MOST_TRIES):
        return None
    with transaction.atomic():
        codes = second_factor.confirm(request, user, code)
        if codes:
            record(request, Action.SECOND_FACTOR_ON, user)
    return codes


def _password_is_right(request: HttpRequest, form: OwnPasswordForm) -> bool:
    if request.method != "POST":
        return False
    if too_often("own-password", str(person(request).pk), MOST_TRIES):
        form.add_error(None, _("Too many tries. Wait an hour and try again."))
    return form.is_valid()


@sensitive_variables()
def _show_codes(request: HttpRequest, codes: list[str], *, is_new: bool = False) -> HttpResponse:
    context = {"codes": codes, "as_text": "\n".join(codes), "is_new": is_new}
    return render(request, "accounts/backup_codes.html", context)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    user = person(request)
    context = {
        "backup_codes": BackupCode.objects.unused().filter(user=user).count(),
        "app": Authenticator.objects.filter(user=user, confirmed=True).first(),
        "is_required": Portal.current().second_factor_required,
        **more,
    }
    return render(request, "accounts/two_factor.html", context)
