"""Home."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hubsync.sync_state import sync_state


def home(request: HttpRequest) -> HttpResponse:
    """Getting started until a store is connected; then the contacts."""
    contacts = _address("contacts")
    if sync_state().connected and contacts:
        return redirect(contacts)
    return render(
        request, "hubsync/home.html", {"steps": getting_started(is_admin=getattr(request.user, "is_staff", False))}
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist; state is done, next or ahead."""

    title: str
    text: str
    state: str
    url: str = ""
    action: str = ""


def getting_started(*, is_admin: bool) -> list[Step]:
    """What to do on a portal without a store, in order."""
    you_are = _("You are an administrator of this portal.") if is_admin else _("You are logged in.")
    return [
        Step(_("Make your account"), you_are, "done"),
        Step(
            _("Connect your Shopify store"),
            _("You log in to Shopify and grant access. It takes about a minute."),
            "next",
            _address("integrations"),
            _("Connect a store"),
        ),
        Step(
            _("Watch the import"),
            _("Customers become contacts, orders become deals. You can leave the page while it runs."),
            "ahead",
        ),
        Step(
            _("See your contacts and deals"),
            _("Every customer, order and product with all its properties, each linked to the store."),
            "ahead",
        ),
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
