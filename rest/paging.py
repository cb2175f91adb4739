"""Pages in HubSpot's form."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from rest_framework.request import Request


def next_page(request: Request, after: str) -> dict[str, Any]:
    """The `paging` of an answer that another page follows; `after` is what that page is asked for with."""
    query = [(name, value) for name, values in request.query_params.lists() for value in values if name != "after"]
    link = f"{settings.APP_URL}{request.path}?{urlencode([*query, ('after', after)])}"
    return {"next": {"after": after, "link": link}}
