"""/styleguide (debug only): every part of the interface in every state, each with the call that makes it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each look."""

    name = forms.CharField(label="Name", help_text="As your customers know it.")
    shop = forms.CharField(label="Store URL", initial="acme.example.com")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    tier = forms.ChoiceField(label="Tier", choices=[("free", "Free"), ("pro", "Pro")])
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    active = forms.BooleanField(label="Workflow", required=False, initial=True)
    agree = forms.BooleanField(label="Also enrol 214 existing contacts", required=False)
    theme = forms.ChoiceField(
        label="View", choices=[("board", "Board"), ("table", "Table")], widget=forms.RadioSelect, initial="table"
    )

    def clean_shop(self) -> str:
        raise forms.ValidationError(
            "This is not a Shopify address. It ends in .myshopify.com, such as acme.myshopify.com."
        )


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """All parts on one page."""
    form = SampleForm(
        {"name": "Maison Alder", "shop": "acme.example.com", "theme": "table", "tier": "pro", "active": "1"}
    )
    form.is_valid()
    return render(request, "hubsync/styleguide.html", {"form": form, **samples()})


def samples() -> dict[str, Any]:
    """Values of every shape that parts show."""
    now = timezone.now()
    column = SimpleNamespace
    return {
        "minutes_ago": now - timedelta(minutes=3),
        "last_week": datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
        "price": Decimal("1234.5"),
        "tones": ["won", "abandoned", "cancelled", "pending", "danger", "accent", "neutral"],
        "swatches": [
            "page",
            "surface",
            "surface-sunken",
            "surface-raised",
            "surface-hover",
            "accent",
            "accent-soft",
            "won-soft",
            "abandoned-soft",
            "cancelled-soft",
            "pending-soft",
            "danger-soft",
            "neutral-soft",
        ],
        "charts": range(1, 9),
        "icons": ["users", "handshake", "package", "list-filter", "workflow", "mail", "layout-dashboard", "settings"],
        "series": [3, 5, 4, 8, 7, 11, 9, 14, 12, 17],
        "columns": [
            column(label="Name", sort_url="?", sorted="ascending", css=""),
            column(label="Stage", sort_url="?", sorted="", css=""),
            column(label="Amount", sort_url="?", sorted="", css="table__number"),
        ],
        "page": column(first=26, last=50, total=1234, previous_url="?", next_url="?"),
        "cursor_page": column(first=1, last=25, total=None, previous_url="", next_url="?", label="Uncounted"),
        "tabs": [
            {"label": "All", "url": "?", "current": True, "count": 1234},
            {"label": "Open", "url": "?", "current": False, "count": 12},
        ],
        "stages": [
            {"label": "Checkout pending", "state": "passed", "at": now - timedelta(days=9)},
            {"label": "Checkout completed", "state": "passed", "at": now - timedelta(days=8)},
            {"label": "Processed", "state": "current", "tone": "won", "at": now - timedelta(days=2)},
            {"label": "Shipped", "state": "ahead"},
        ],
    }
