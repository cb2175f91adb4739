"""The story of a record, a page at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from crm.models import Contact, Deal, ObjectType, Product
from crm.timeline import read_story

_LIVE: dict[str, Any] = {
    ObjectType.CONTACT: Contact.objects.live,
    ObjectType.DEAL: Deal.objects.live,
    ObjectType.PRODUCT: Product.objects.live,
}


@require_safe
def timeline(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """More of a record's story for htmx; anybody else is sent to its page."""
    record = get_object_or_404(_LIVE[kind](), pk=record_id)
    if not request.headers.get("HX-Request"):
        return redirect(f"{record.get_absolute_url()}?{request.GET.urlencode()}#activity")
    return render(request, "crm/_timeline.html", story_of(request, ObjectType(kind), record))


def story_of(request: HttpRequest, object_type: ObjectType, record: Any) -> dict[str, Any]:
    """What a template needs of the story that the address asks for: ?events= a source, ?before= a place."""
    story = read_story(object_type, record, request.GET.get("events", ""), request.GET.get("before", ""))
    base = reverse("timeline", args=[object_type, record.pk])
    return {
        "story": story,
        "timeline": story.events,
        "story_is_continued": bool(request.GET.get("before")),
        "more_url": f"{base}?{_asked(story.shown, story.more)}" if story.more else "",
        "story_tabs": [
            {"label": one.label, "code": one.code, "url": f"{base}?{_asked(one.code)}"} for one in story.sources
        ],
        "story_url": base,
    }


def _asked(code: str, before: str = "") -> str:
    return urlencode({name: value for name, value in (("events", code), ("before", before)) if value})
