"""Values to choose from while one is typed into a filter."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.permissions import editors_only
from crm.filters.suggestions import MOST_VALUES, PAGE, suggestions
from crm.lists import definitions
from crm.models import ObjectType

_MOST_PAGES = MOST_VALUES // PAGE


@editors_only
@require_safe
def suggest_values(request: HttpRequest) -> JsonResponse:
    """A page of the values of `property` that hold `q`: {"values": […], "next": the next page's number or null}."""
    known = definitions.known()
    key = request.GET.get("property", "")
    if key not in known:
        raise Http404
    given = request.GET.get("page", "1")
    page = min(int(given), _MOST_PAGES) if given.isdecimal() and 0 < len(given) < 4 else 1
    found = suggestions(ObjectType.CONTACT, key, known, request.GET.get("q", ""), max(page, 1))
    return JsonResponse({"values": found.values, "next": page + 1 if found.has_more else None})
