"""Settings → Purchase scores: from when on a contact scores 5, 4, 3, 2."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.audit import Action
from accounts.models import Portal
from accounts.permissions import admins_only
from crm.forms import MEASURES, ScoreThresholdsForm
from crm.models import ScoreThresholds
from crm.properties import TextLike


@dataclass(frozen=True, slots=True)
class Measure:
    """One score with its four inputs and the unit that they are in."""

    label: TextLike
    explained: TextLike
    unit: TextLike
    fields: list[BoundField]


@admins_only
def purchase_scores(request: HttpRequest) -> HttpResponse:
    """The thresholds of the three scores."""
    former = ScoreThresholds.current()
    form = ScoreThresholdsForm(request.POST or None, ScoreThresholds.current())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit.record(request, Action.SETTINGS_CHANGED, form.thresholds, **_changes(former, form.thresholds))
        messages.success(
            request, gettext("The purchase scores are saved. Every contact is scored by them from now on.")
        )
        return redirect("settings-scores")
    return render(request, "crm/scores.html", {"measures": measures(form, Portal.current().currency)})


def _changes(former: ScoreThresholds, present: ScoreThresholds) -> dict[str, Any]:
    """For the audit log: each measure that changed, with its four thresholds."""
    both = {name: (getattr(former, name), getattr(present, name)) for name in MEASURES}
    return {name: audit.change(old, new) for name, (old, new) in both.items() if old != new}


def measures(form: ScoreThresholdsForm, currency: str) -> list[Measure]:
    """The form's inputs by score."""
    return [
        Measure(_("Recency"), _("How long ago the last order was"), _("days"), form.of("recency_days")),
        Measure(_("Frequency"), _("How many orders there were"), _("orders"), form.of("frequency_orders")),
        Measure(_("Monetary"), _("Total revenue, net of refunds"), currency, form.of("monetary_amounts")),
    ]
