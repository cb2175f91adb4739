"""Moving a deal to another stage from the board, by dragging it or by choosing the stage."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.audit import Action
from accounts.permissions import editors_only, person
from crm.editing.deals import update_deal
from crm.editing.values import Editor, InvalidValues
from crm.locks import lock_of_stage
from crm.models import Deal, ObjectType, RecordChange, Stage
from crm.models.history import ChangeSource
from crm.views.board_address import DealBoard
from crm.views.board_heads import read_heads
from crm.words import icon_of, tone_of


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def move_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask where a deal goes, or say why it stays; then move it.

    The board's script gets the new heads of its columns, or a 409 with the reason as text; others go back to the board.
    """
    record = get_object_or_404(Deal.objects.live().select_related("stage"), pk=deal_id)
    back = _board_asked(request)
    if request.method != "POST":
        return _ask(request, record, back)
    if lock := lock_of_stage(record):
        return _refused(request, back, str(lock))
    try:
        moved = update_deal(record.pk, {"dealstage": request.POST.get("stage", "")}, _editor(request))
    except InvalidValues as error:
        return _refused(request, back, " ".join(fault.message.removeprefix("dealstage: ") for fault in error.faults))
    return _moved(request, record, moved, back)


def _ask(request: HttpRequest, record: Deal, back: str) -> HttpResponse:
    stages = Stage.objects.filter(pipeline=record.pipeline_id).exclude(pk=record.stage_id).order_by("display_order")
    context = {
        "deal": record,
        "lock": lock_of_stage(record),
        "choices": [(stage, tone_of(stage), icon_of(stage)) for stage in stages],
        "next": back,
        "is_part": _is_part(request),
    }
    return render(request, "crm/_move_dialog.html" if context["is_part"] else "crm/move_deal.html", context)


def _moved(request: HttpRequest, record: Deal, moved: Deal, back: str) -> HttpResponse:
    former = record.stage_id
    if moved.stage_id != former:
        audit.record(request, Action.RECORD_CHANGED, record, fields=["stage"])
        change = RecordChange.objects.filter(object_type=ObjectType.DEAL, record_id=record.pk).first()
        undoing = f"undo:{reverse('undo-change', args=[change.pk])}" if change else ""
        stage = Stage.objects.get(pk=moved.stage_id)
        messages.success(
            request, _("%(deal)s is now in “%(stage)s”.") % {"deal": record, "stage": stage}, extra_tags=undoing
        )
    if not _is_part(request):
        return redirect(back)
    heads = read_heads(DealBoard(QueryDict(urlsplit(back).query), person(request)))
    changed = [head for head in heads if head.stage.id in (former, moved.stage_id)]
    return render(request, "crm/_moved.html", {"changed": changed, "next": back})


def _refused(request: HttpRequest, back: str, reason: str) -> HttpResponse:
    if _is_part(request):
        return HttpResponse(reason, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, reason)
    return redirect(back)


def _board_asked(request: HttpRequest) -> str:
    """The board that one came from, filters and all."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if is_ours else reverse("deal-board")


def _editor(request: HttpRequest) -> Editor:
    return Editor(ChangeSource.PERSON, person(request))


def _is_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
