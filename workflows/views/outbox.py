"""E-mails as they would have gone out where no mail server is set up."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts import mails
from accounts.paging import Sorting, parse_moment
from crm.tables.counting import Count
from crm.tables.table import Column, Table
from workflows.models import OutboxEmail
from workflows.views.emails import PREVIEW_POLICY

COLUMNS = (
    Column("subject", gettext_lazy("Subject")),
    Column("to", gettext_lazy("To")),
    Column("workflow", gettext_lazy("Workflow")),
    Column("written", gettext_lazy("Written"), Sorting("made_at", parse_moment), starts_descending=True),
)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """A page of the outbox, the newest first."""
    table = Table(request.GET, COLUMNS, default="-written", keep={})
    found = OutboxEmail.objects.defer("html", "text")
    if table.query:
        found = found.filter(recipient__iexact=table.query)
    page, number = table.read(found.select_related("entry__enrolment__contact", "entry__workflow")), found.count()
    context = {
        "table": table,
        "rows": page.rows,
        "page": table.links(page, Count(number)),
        "number": number,
        "are_sent": mails.are_sent(),
    }
    return render(request, "workflows/outbox.html", context)


@require_safe
def outbox_email(request: HttpRequest, email_id: int) -> HttpResponse:
    """One e-mail: its headers, how it looks, and its plain text."""
    found = get_object_or_404(
        OutboxEmail.objects.select_related("entry__enrolment__contact", "entry__workflow"), pk=email_id
    )
    return render(request, "workflows/outbox_email.html", {"email": found, "enrolment": found.entry.enrolment})


@require_safe
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type] # its type knows only views without arguments
def outbox_html(request: HttpRequest, email_id: int) -> HttpResponse:
    """The e-mail itself. For the frame on its page; no script runs in it."""
    return HttpResponse(get_object_or_404(OutboxEmail, pk=email_id).html)
