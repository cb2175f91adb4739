"""Settings, Users: who uses the portal, what they may do, who is invited. For administrators alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor, users
from accounts.api_tokens import revoke
from accounts.audit import Action, change, record
from accounts.forms import RoleForm
from accounts.models import ApiToken, Invitation, Portal, Role, User
from accounts.paging import Rows, Sorting, read_cursor, read_page, write_cursor
from accounts.passwords import password_link
from accounts.permissions import admins_only, person
from accounts.scopes import Words

# What each role may do, in words (the rule itself: accounts.permissions).
ROLE_WORDS: dict[Role, Words] = {
    Role.ADMIN: gettext_lazy("Everything: settings, users, the store, privacy, API tokens, and all that marketers may"),
    Role.MARKETER: gettext_lazy("Change and export contacts, deals and products; e-mails, workflows and goals"),
    Role.VIEWER: gettext_lazy("Look at everything but settings; change and export nothing"),
}
BY_ADDRESS = Sorting(Lower("email"), str)
# More waiting invitations than these nobody reads.
MOST_INVITATIONS = 200


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role with what it may do."""

    value: str
    label: Words
    may: Words


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits."""

    invitation: Invitation
    has_expired: bool


def role_choices() -> list[RoleChoice]:
    """The roles, the mightiest first."""
    return [RoleChoice(role.value, role.label, ROLE_WORDS[role]) for role in Role]


@admins_only
@require_safe
def show_users(request: HttpRequest) -> HttpResponse:
    """Everybody, active or not, a page at a time; and the invitations that wait."""
    page = _page_of_users(request)
    at = timezone.now()
    waiting = Invitation.objects.waiting().select_related("invited_by")[:MOST_INVITATIONS]
    without = User.objects.filter(is_active=True, second_factor_since=None)
    context = {
        "rows": [(user, ROLE_WORDS[Role(user.role)]) for user in page.rows],
        "count": User.objects.count(),
        "invitations": [InvitationRow(one, one.has_expired(at)) for one in waiting],
        "previous": f"?before={write_cursor(page.previous)}" if page.previous else "",
        "next": f"?after={write_cursor(page.next)}" if page.next else "",
        "is_required": Portal.current().second_factor_required,
        "without": without.count(),
    }
    return render(request, "accounts/users.html", context)


@admins_only
@require_safe
def show_user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One user: role, log-in, API tokens."""
    return user_page(request, get_object_or_404(User, pk=user_id))


@admins_only
@require_POST
def change_role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give the user another role."""
    user = get_object_or_404(User, pk=user_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return user_page(request, user, form=form)
    former, role = user.role, Role(form.cleaned_data["role"])
    if former != role:
        with _unless_last(request), transaction.atomic():
            users.change_role(user, role)
            record(request, Action.ROLE_CHANGED, user, role=change(former, role))
            words = {"user": user, "role": role.label}
            messages.success(request, _("The role of %(user)s is now: %(role)s.") % words)
    return _back_to(request, user)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Say what deactivating does; do it on POST, with the API tokens that the user made where that is wished."""
    user = get_object_or_404(User, pk=user_id, is_active=True)
    if request.method != "POST":
        return user_page(request, user, dialog="deactivate")
    with _unless_last(request), transaction.atomic():
        users.deactivate(user)
        record(request, Action.USER_DEACTIVATED, user)
        if "tokens" in request.POST:
            for token in _tokens_of(user):
                revoke(token, timezone.now())
                record(request, Action.TOKEN_REVOKED, token)
        messages.success(request, _("%(user)s is deactivated and logged out everywhere.") % {"user": user})
    return _back_to(request, user)


@admins_only
@require_POST
def reactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let the user log in again."""
    user = get_object_or_404(User, pk=user_id, is_active=False)
    with transaction.atomic():
        users.reactivate(user)
        record(request, Action.USER_REACTIVATED, user)
    messages.success(request, _("%(user)s can log in again.") % {"user": user})
    return _back_to(request, user)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """For who lost phone and backup codes: say what it does; on POST, log-in takes the password alone again."""
    user = get_object_or_404(User, pk=user_id, second_factor_since__isnull=False)
    if request.method != "POST":
        return user_page(request, user, dialog="reset")
    with transaction.atomic():
        second_factor.turn_off(user)
        record(request, Action.SECOND_FACTOR_RESET, user)
    messages.success(request, _("%(user)s logs in with the password alone until it is set up again.") % {"user": user})
    return _back_to(request, user)


@admins_only
@require_POST
@cache_control(no_store=True)
@sensitive_variables()
def make_password_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """A link under which the user sets a new password; this very answer shows it, and no other does."""
    user = get_object_or_404(User, pk=user_id, is_active=True)
    record(request, Action.PASSWORD_LINK_MADE, user)
    return user_page(request, user, link=password_link(user))


@admins_only
@require_POST
def require_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask everybody for two-factor log-in, or nobody."""
    portal, required = Portal.current(), request.POST.get("required") == "1"
    if portal.second_factor_required != required:
        with transaction.atomic():
            portal.second_factor_required = required
            portal.save(update_fields=["second_factor_required"])
            record(request, Action.SETTINGS_CHANGED, portal, second_factor_required=change(not required, required))
        words = _("Everybody now needs two-factor log-in.") if required else _("Two-factor log-in is now optional.")
        messages.success(request, words)
    return redirect("settings-users")


@sensitive_variables()
def user_page(request: HttpRequest, user: User, **more: Any) -> HttpResponse:
    """The user's page with what the request adds: a form with its errors, a link, or a dialog."""
    tokens = list(_tokens_of(user))
    context = {
        "shown": user,
        "is_self": user == request.user,
        "form": RoleForm(initial={"role": user.role}),
        "roles": role_choices(),
        "tokens": tokens,
        "is_last_administrator": users.is_last_administrator(user),
        **more,
    }
    return render(request, "accounts/user.html", context)


def _tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.living().filter(created_by=user)


def _back_to(request: HttpRequest, user: User) -> HttpResponse:
    """The user's page, unless it is no longer open to who did this."""
    now = User.objects.get(pk=person(request).pk)
    return redirect("settings-user", user.pk) if now.is_active and now.is_staff else redirect("settings")


@contextmanager
def _unless_last(request: HttpRequest) -> Iterator[None]:
    """Where nobody would be left to administrate, nothing is done and the page says why."""
    try:
        yield
    except users.LastAdministrator as error:
        messages.error(request, str(error))


def _page_of_users(request: HttpRequest) -> Rows[User]:
    before = request.GET.get("before", "")
    text = before or request.GET.get("after", "")
    cursor = read_cursor(text, BY_ADDRESS, backward=bool(before)) if text else None
    return read_page(User.objects.all(), BY_ADDRESS, descending=False, cursor=cursor)
