"""E-mails and templates made, copied, named, tested and deleted."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from workflows import making
from workflows.defaults import portal_language
from workflows.email_forms import DetailsForm, NewEmailForm, NewTemplateForm, TestForm
from workflows.models import MarketingEmail
from workflows.testing_emails import CannotTest, send_test
from workflows.tiers import require_tier
from workflows.tokens import BrokenToken
from workflows.views.emails import chosen_contact


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_email(request: HttpRequest) -> HttpResponse:
    """A draft from a template; then the editor."""
    require_tier()
    initial = {"language": portal_language(), "template": request.GET.get("template")}
    form = NewEmailForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            email = making.email_from(given["template"], given["name"], given["language"], person(request))
            audit.record(request, Action.EMAIL_MADE, email)
        return redirect("edit-email", email.pk)
    return render(request, "workflows/new_email.html", {"form": form, "templates": form.fields["template"].queryset})  # type: ignore[attr-defined]


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    """A draft of a template; then the editor."""
    require_tier()
    form = NewTemplateForm(request.POST or None, initial={"language": portal_language()})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            template = making.blank_template(**form.cleaned_data, by=person(request))
            audit.record(request, Action.EMAIL_MADE, template)
        return redirect("edit-email", template.pk)
    return render(request, "workflows/new_template.html", {"form": form})


@editors_only
@require_POST
def clone(request: HttpRequest, email_id: int) -> HttpResponse:
    """A draft that says the same; then the editor."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    with transaction.atomic():
        made = making.copy_of(email, person(request))
        audit.record(request, Action.EMAIL_MADE, made)
    messages.success(request, _("“%(email)s” is a draft.") % {"email": made})
    return redirect("edit-email", made.pk)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, email_id: int) -> HttpResponse:
    """Name, language and template, in a panel."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    form = DetailsForm(request.POST or None, instance=email)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit.record(request, Action.EMAIL_CHANGED, email, fields=form.changed_data)
        messages.success(request, _("“%(email)s” is saved.") % {"email": email})
        return _back_to(request, email)
    email.refresh_from_db(fields=["name"])
    return _panel(request, "details", email, form)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, email_id: int) -> HttpResponse:
    """Send a test, in a panel; where there is no mail server, say so."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    contact = chosen_contact(request)
    form = TestForm(request.POST or None, initial={"addresses": person(request).email})
    if request.method == "POST" and settings.EMAIL_URL and form.is_valid():
        addresses = form.cleaned_data["addresses"]
        try:
            send_test(email, addresses, contact)
        except (CannotTest, BrokenToken) as error:
            form.add_error(None, str(error))
        else:
            audit.record(request, Action.EMAIL_TESTED, email, count=len(addresses))
            said = ngettext("The test is sent to %(to)s.", "The tests are sent to %(to)s.", len(addresses))
            messages.success(request, said % {"to": ", ".join(addresses)})
            return _back_to(request, email)
    return _panel(request, "test", email, form, contact=contact, are_sent=bool(settings.EMAIL_URL))


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, email_id: int) -> HttpResponse:
    """Ask, then delete; or say what still needs it."""
    require_tier()
    email = get_object_or_404(MarketingEmail.every, pk=email_id)
    if request.method != "POST":
        return _panel(request, "delete", email, None)
    try:
        with transaction.atomic():
            audit.record(request, Action.EMAIL_DELETED, email, name=email.name)
            making.delete(email)
    except making.StillNeeded as error:
        messages.error(request, str(error))
        return redirect(email)
    messages.success(request, _("“%(email)s” is deleted.") % {"email": email})
    return redirect("design" if email.is_template else "emails")


def _panel(request: HttpRequest, name: str, email: MarketingEmail, form: object, **more: object) -> HttpResponse:
    """The form in what htmx brings, or on a page of its own."""
    part = f"workflows/emails/_{name}.html"
    template = part if request.headers.get("HX-Request") else "workflows/emails/panel_page.html"
    is_page = template != part
    return render(request, template, {"form": form, "email": email, "part": part, "page": is_page, **more})


def _back_to(request: HttpRequest, email: MarketingEmail) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(email.get_absolute_url())
    return redirect(email)
