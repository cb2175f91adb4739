"""Deals are seen as a table or as a board. Which of the two a person used last is kept in a cookie, as the theme is."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "deals"
A_YEAR = 365 * 24 * 3600
# Of each view, the name of its address.
VIEWS = {"table": "deals", "board": "deal-board"}

# Said to pages that lead back to a table of deals, where that is the board.
ON_BOARD = "shown=board"

Answer = TypeVar("Answer", bound=HttpResponse)


def remember_view(request: HttpRequest, answer: Answer, view: str) -> Answer:
    """Keep for a year that this view is the one last used."""
    if request.COOKIES.get(COOKIE) != view:
        answer.set_cookie(COOKIE, view, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer


def deals_address(request: HttpRequest) -> str:
    """Where “Deals” leads: to the view last used, the table at first."""
    return reverse(VIEWS.get(request.COOKIES.get(COOKIE, ""), "deals"))


def home_of(request: HttpRequest, kind: str) -> str:
    """The path of the table that one came from: for deals it may be the board."""
    return reverse("deal-board" if kind == "deals" and request.GET.get("shown") == "board" else kind)
