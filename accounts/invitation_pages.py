"""Inviting people, and the page that their link opens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts import invitations, mails
from accounts.audit import Action, record
from accounts.client_address import address_of
from accounts.forms import AcceptInvitationForm, InvitationForm
from accounts.invitations import CannotInvite, Dead, Sent
from accounts.models import Invitation, Role
from accounts.permissions import admins_only, person
from accounts.throttling import too_often
from accounts.user_pages import role_choices

# An hour: what one administrator sends, and how often one address may open links.
MOST_SENT, MOST_OPENED = 100, 60


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
@sensitive_variables()
def invite(request: HttpRequest) -> HttpResponse:
    """Whom to invite; on POST the invitation is made, and this very answer shows its link."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_send(request, form):
        given = form.cleaned_data
        try:
            with transaction.atomic():
                role = Role(given["role"])
                sent = invitations.invite(given["email"], given["name"], role, person(request), timezone.now())
                record(request, Action.USER_INVITED, sent.invitation, role=role)
            return _sent(request, sent)
        except CannotInvite as error:
            form.add_error("email", str(error))
    context = {"form": form, "roles": role_choices(), "mails_are_sent": mails.are_sent()}
    return render(request, "accounts/invite.html", context)


@admins_only
@require_POST
@cache_control(no_store=True)
@sensitive_variables()
def invite_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """A new link for an invitation that waits; this very answer shows it."""
    invitation = get_object_or_404(Invitation.objects.waiting(), pk=invitation_id)
    if not _may_send(request):
        return redirect("settings-users")
    with transaction.atomic():
        sent = invitations.invite_again(invitation, person(request), timezone.now())
        record(request, Action.USER_INVITED_AGAIN, invitation)
    return _sent(request, sent)


@admins_only
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation.objects.waiting(), pk=invitation_id)
    with transaction.atomic():
        invitations.withdraw(invitation, timezone.now())
        record(request, Action.INVITATION_WITHDRAWN, invitation)
    words = {"email": invitation.email}
    messages.success(request, _("The invitation of %(email)s is withdrawn. Its link no longer works.") % words)
    return redirect("settings-users")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "token")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """What an invitation's link opens: name, password, language; then one is logged in. 410 where it opens nothing."""
    if too_often("invitation", address_of(request) or "", MOST_OPENED):
        return render(request, "accounts/too_often.html", status=429)
    at, token = timezone.now(), request.POST.get("token") or request.GET.get("token", "")
    invitation = invitations.invitation_of(token, at)
    if isinstance(invitation, Dead):
        return _dead(request, invitation)
    form = AcceptInvitationForm(invitation, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "invitation": invitation, "token": token}
        return render(request, "accounts/accept_invitation.html", context)
    given = form.cleaned_data
    with transaction.atomic():
        user = invitations.accept(invitation, given["name"], given["password"], given["language"], at)
        if isinstance(user, Dead):
            return _dead(request, user)
        record(user, Action.USER_JOINED, user, role=user.role)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    with translation.override(user.language):
        messages.success(request, translation.gettext("Your account is ready."))
    return redirect("home")


def _may_send(request: HttpRequest, form: InvitationForm | None = None) -> bool:
    """Whether this administrator may send one more within the hour; if not, the page says so."""
    if not too_often("invite", str(person(request).pk), MOST_SENT):
        return True
    words = _("You sent many invitations within the hour. Send the next one later.")
    if form is None:
        messages.error(request, words)
    else:
        form.add_error(None, words)
    return False


@sensitive_variables()
def _sent(request: HttpRequest, sent: Sent) -> HttpResponse:
    context: dict[str, Any] = {"sent": sent, "mails_are_sent": mails.are_sent()}
    return render(request, "accounts/invited.html", context)


def _dead(request: HttpRequest, why: Dead) -> HttpResponse:
    """Why the link opens nothing, and what to do."""
    texts = {
        Dead.UNKNOWN: _(
            "It is not complete, or a newer one was sent. Look for the newest e-mail, or ask who invited you."
        ),
        Dead.USED: _("It was used already, and works once only. Log in with the password that you chose."),
        Dead.WITHDRAWN: _("It was withdrawn. Ask the person who invited you."),
        Dead.EXPIRED: _("It was good for seven days. Ask the person who invited you to send it again."),
        Dead.HAS_ACCOUNT: _("There is an account with your address already. Log in with its password."),
    }
    can_log_in = why in (Dead.USED, Dead.HAS_ACCOUNT)
    return render(request, "accounts/dead_invitation.html", {"text": texts[why], "can_log_in": can_log_in}, status=410)
