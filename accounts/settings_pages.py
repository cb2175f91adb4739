"""Settings: what can be set, the user's own profile and password, and the portal."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.appearance import keep_appearance, theme_of
from accounts.audit import Action, changes_in, record
from accounts.forms import PortalForm, ProfileForm
from accounts.models import TIER_NEEDED, Feature, Portal, Tier, User
from accounts.permissions import admins_only, person


def settings_index(request: HttpRequest) -> HttpResponse:
    """What can be set, and where."""
    return render(request, "accounts/settings.html")


def profile(request: HttpRequest) -> HttpResponse:
    """The user's own name, address, language and appearance."""
    user = User.objects.get(email__iexact=request.user.get_username())
    form = ProfileForm(request.POST or None, instance=user, initial={"theme": theme_of(request)})
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form})
    with transaction.atomic():
        user = form.save()
        if told := _told(form):
            record(request, Action.PROFILE_CHANGED, user, **told)
    with translation.override(user.language or translation.get_language()):
        messages.success(request, translation.gettext("Your profile is saved."))
    response = redirect("settings-profile")
    keep_appearance(request, response)
    return response


def _told(form: ProfileForm) -> dict[str, Any]:
    """What the audit log says of a changed profile: how it looks is nobody's business."""
    return {name: changed for name, changed in changes_in(form).items() if name in ("name", "email")}


class ChangePassword(PasswordChangeView):
    """The user's own password; other browsers of theirs are logged out by it."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("settings-password")

    def form_valid(self, form: object) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[arg-type]
        record(self.request, Action.PASSWORD_CHANGED, person(self.request))
        messages.success(self.request, translation.gettext("Your password is changed. Other browsers are logged out."))
        return answer


@admins_only
def portal(request: HttpRequest) -> HttpResponse:
    """The portal's name and tier."""
    current = Portal.current()
    form = PortalForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            record(request, Action.SETTINGS_CHANGED, form.save(), **changes_in(form))
        messages.success(request, translation.gettext("The portal is saved."))
        return redirect("settings-portal")
    return render(request, "accounts/portal.html", {"form": form, "current": current, "tiers": tier_offers()})


@dataclass(frozen=True, slots=True)
class TierOffer:
    """A tier and what it opens that the one below does not."""

    value: str
    label: str | Promise
    opens: list[str | Promise]


def tier_offers() -> list[TierOffer]:
    """Every tier with what it adds (SPEC C9)."""
    base: dict[Tier, list[str | Promise]] = {
        Tier.FREE: [_("Contacts, deals and products in step with the store"), _("Lists and the dashboard")]
    }
    return [
        TierOffer(
            tier.value,
            tier.label,
            base.get(tier, []) + [feature.label for feature in Feature if TIER_NEEDED[feature] == tier],
        )
        for tier in Tier
    ]
