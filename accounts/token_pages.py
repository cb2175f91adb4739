"""Settings, API tokens: made, shown this once, revoked. For administrators alone."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.api_tokens import create_token, revoke
from accounts.audit import Action, record
from accounts.forms import ApiTokenForm
from accounts.models import ApiToken
from accounts.permissions import admins_only, person
from accounts.scopes import GROUPS, READ_SCOPES, SCOPES, Words

REVOKED_SHOWN = 20
# hubspot-api-client sets each option that it does not know on every API's Configuration, `host` among them.
HUBSPOT_CLIENT = """\
from hubspot import HubSpot
client = HubSpot(access_token="pat-…", host="{address}")
contacts = client.crm.contacts.basic_api.get_page()"""


@dataclass(frozen=True, slots=True)
class Row:
    """A token with what it may do, in short and in full."""

    token: ApiToken
    access: str
    scopes: list[Words]

    @classmethod
    def of(cls, token: ApiToken) -> "Row":
        return cls(token, access_of(token), [SCOPES.get(scope, scope) for scope in token.scopes])


def access_of(token: ApiToken) -> str:
    """What a token may do, in two words."""
    given = set(token.scopes)
    if given == set(SCOPES):
        return _("Everything")
    if given == set(READ_SCOPES):
        return _("Read only")
    return ngettext("%(number)d scope", "%(number)d scopes", len(given)) % {"number": len(given)}


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
@sensitive_variables("text")
def api_tokens(request: HttpRequest) -> HttpResponse:
    """The tokens; on POST a new one, whose text this very answer shows: a redirect would have to carry it somewhere."""
    form = ApiTokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form)
    with transaction.atomic():
        token, text = create_token(form.cleaned_data["name"], form.given_scopes(), person(request))
        record(request, Action.TOKEN_MADE, token, scopes=token.scopes)
    return _page(request, made=token, text=text)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_api_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Say what revoking does; do it on POST."""
    token = get_object_or_404(ApiToken.objects.living(), pk=token_id)
    if request.method != "POST":
        return _page(request, revoking=token)
    with transaction.atomic():
        revoke(token, timezone.now())
        record(request, Action.TOKEN_REVOKED, token)
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token})
    return redirect("settings-api-tokens")


@sensitive_variables("more", "context")
def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    context = {
        "rows": [Row.of(token) for token in ApiToken.objects.living().select_related("created_by")],
        "revoked": ApiToken.objects.revoked()[:REVOKED_SHOWN],
        "form": ApiTokenForm(),
        "groups": GROUPS,
        "hubspot_client": HUBSPOT_CLIENT.format(address=settings.APP_URL),
        **more,
    }
    return render(request, "accounts/api_tokens.html", context)
