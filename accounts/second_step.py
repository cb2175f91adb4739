"""The second step of a log-in: between the right password and being logged in (docs/accounts.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.audit import Action, record
from accounts.forms import CodeForm
from accounts.models import BackupCode, User

SESSION_KEY = "second_step"
# Afterwards the password is asked for again.
GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pending:
    """Who gave the right password, and where they wanted to go."""

    user: User
    backend: str
    to: str


def ask_for_code(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Remember who gave the right password, and ask for the code. `to` is the address to go to afterwards."""
    # Whoever brought this session along does not take part in the rest.
    request.session.cycle_key()
    request.session[SESSION_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": getattr(user, "backend", ""),
        "at": timezone.now().isoformat(),
        "to": to,
    }
    return redirect("log-in-code")


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the app, or a backup code; the right one logs in."""
    at = timezone.now()
    pending = _pending(request, at)
    if pending is None:
        messages.info(request, _("Log in with your password again: the code was not given in time."))
        return redirect("log-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, pending.user):
            return HttpResponse(status=429)  # axes puts its page in the place of this
        verdict = second_factor.check(pending.user, form.cleaned_data["code"], at)
        if verdict.is_right:
            return _log_in(request, pending, verdict)
        form.add_error("code", _refusal(verdict))
        if verdict.wait is None:
            _tell_failure(request, pending.user)
    return render(request, "accounts/log_in_code.html", {"form": form, "user_to_be": pending.user})


def _pending(request: HttpRequest, at: datetime) -> Pending | None:
    """None where nobody gave a password, or too long ago, or their account is another one by now."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if kept is None or at - datetime.fromisoformat(kept["at"]) > GOOD_FOR:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return Pending(user, kept["backend"], kept["to"])


def _log_in(request: HttpRequest, pending: Pending, verdict: second_factor.Verdict) -> HttpResponse:
    del request.session[SESSION_KEY]
    login(request, pending.user, backend=pending.backend)
    second_factor.mark(request)
    if verdict.was_backup_code:
        left = BackupCode.objects.unused().filter(user=pending.user).count()
        record(request, Action.BACKUP_CODE_USED, pending.user, left=left)
        words = ngettext(
            "You used a backup code. %(number)d is left; make new ones in good time.",
            "You used a backup code. %(number)d are left; make new ones in good time.",
            left,
        )
        messages.warning(request, words % {"number": left})
    return redirect(pending.to)


def _may_try(request: HttpRequest, user: User) -> bool:
    """Wrong codes count as wrong passwords do; axes pauses whoever gave too many."""
    if AxesProxyHandler.is_allowed(request, _credentials(user)):
        return True
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = _credentials(user)  # type: ignore[attr-defined]
    return False


def _tell_failure(request: HttpRequest, user: User) -> None:
    user_login_failed.send(__name__, credentials={**_credentials(user), "step": "code"}, request=request)


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.email}


def _refusal(verdict: second_factor.Verdict) -> str:
    if verdict.wait is None:
        return _("This code is not right, or was used already. The app shows a new one every 30 seconds.")
    seconds = max(1, round(verdict.wait.total_seconds()))
    return _("Wait after a wrong code: try again in %(seconds)d s.") % {"seconds": seconds}
