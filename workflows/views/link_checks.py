"""Whether the links of an e-mail answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import editors_only
from workflows.link_checks import silent_links
from workflows.models import MarketingEmail


@editors_only
@require_safe
def link_checks(request: HttpRequest, email_id: int) -> HttpResponse:
    """The links and pictures that do not answer: a part of the e-mail's page, or a page of its own."""
    email = get_object_or_404(MarketingEmail.every.select_related("template"), pk=email_id)
    part = "workflows/emails/_links.html"
    is_part = bool(request.headers.get("HX-Request"))
    context = {"email": email, "silent": silent_links(email), "part": part, "page": not is_part}
    return render(request, part if is_part else "workflows/emails/panel_page.html", context)
