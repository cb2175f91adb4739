"""The first-run page: makes the first administrator, once.

It opens without more ado on the machine itself. From elsewhere it takes the one-time link that `bin/start` prints,
whose token is the content of `first-run-token` in the data directory.
"""

from ipaddress import IPv6Address, ip_address
from pathlib import Path
from secrets import compare_digest

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.audit import Action, record
from accounts.forms import FirstAdministratorForm
from accounts.models import Portal, Role, User

# A proxy on this machine speaks for somebody else: then the address says nothing.
FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO")


def token_file() -> Path:
    """Where the one-time token is kept until there is an administrator."""
    return Path(settings.DATA_DIR) / "first-run-token"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def set_up(request: HttpRequest) -> HttpResponse:
    """Make the first administrator and log them in. 404 once there is a user; 403 to strangers."""
    if User.objects.exists():
        raise Http404
    if not (comes_from_this_machine(request) or has_token(request)):
        raise PermissionDenied(
            _(
                "This portal has no administrator yet. Open this page on the machine itself, "
                "or with the link that bin/start printed."
            )
        )
    form = FirstAdministratorForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/set_up.html", {"form": form, "token": request.GET.get("token", "")})
    user = make_first_administrator(form)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("Your account is ready."))
    return redirect("home")


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Whether the client's address is a loopback one and no proxy stands between."""
    if any(header in request.META for header in FORWARDING_HEADERS):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback


def has_token(request: HttpRequest) -> bool:
    """Whether the request carries the one-time token (compared in constant time)."""
    try:
        expected = token_file().read_text().strip()
    except OSError:
        return False
    given = request.POST.get("token") or request.GET.get("token", "")
    return bool(expected) and compare_digest(given.encode(), expected.encode())


def make_first_administrator(form: FirstAdministratorForm) -> User:
    """Make the administrator; of two who ask at once, the second gets a 404."""
    with transaction.atomic():
        Portal.hold()
        if User.objects.exists():
            raise Http404
        user = User.objects.create_user(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            name=form.cleaned_data["name"],
            role=Role.ADMIN,
            language=get_language() or "",
        )
        record(user, Action.USER_MADE, user)
    token_file().unlink(missing_ok=True)
    return user
