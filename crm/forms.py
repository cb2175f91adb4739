"""What people set about records."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import ScoreThresholds
from crm.models.scoring import SCORES_SET

MEASURES = ("recency_days", "frequency_orders", "monetary_amounts")


class ScoreThresholdsForm(forms.Form):
    """Four thresholds for each of the three scores; fields are called `recency_days_5` … `monetary_amounts_2`."""

    def __init__(self, data: Any, thresholds: ScoreThresholds) -> None:
        super().__init__(data)
        self.thresholds = thresholds
        for measure in MEASURES:
            for score, value in zip(SCORES_SET, getattr(thresholds, measure), strict=True):
                self.fields[f"{measure}_{score}"] = _field(measure, score, value)

    def of(self, measure: str) -> list[forms.BoundField]:
        """The four inputs of a measure, that of score 5 first."""
        return [self[f"{measure}_{score}"] for score in SCORES_SET]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for measure in MEASURES:
            values = [cleaned.get(f"{measure}_{score}") for score in SCORES_SET]
            if None not in values and not _in_order(measure, values):
                self.add_error(f"{measure}_{SCORES_SET[0]}", _wrong_order(measure))
        return cleaned

    def save(self) -> None:
        """Keep the thresholds; scores follow at once, since none is kept."""
        for measure in MEASURES:
            setattr(self.thresholds, measure, [self.cleaned_data[f"{measure}_{score}"] for score in SCORES_SET])
        self.thresholds.save()


def _field(measure: str, score: int, value: Any) -> forms.Field:
    label = _label(measure, score)
    if measure == "monetary_amounts":
        amount = Decimal(value).normalize()
        return forms.DecimalField(label=label, initial=f"{amount:f}", min_value=0, max_digits=16, decimal_places=2)
    return forms.IntegerField(label=label, initial=value, min_value=0, max_value=100_000)


def _label(measure: str, score: int) -> str:
    if measure == "recency_days":
        words = gettext("Score %(score)s: up to")
    elif score == SCORES_SET[0]:
        words = gettext("Score %(score)s: more than")
    else:
        words = gettext("Score %(score)s: at least")
    return words % {"score": score}


def _in_order(measure: str, values: Sequence[Any]) -> bool:
    """Fewer days are better; more orders and more revenue are."""
    if measure == "recency_days":
        return all(better < worse for better, worse in pairwise(values))
    return all(better > worse for better, worse in pairwise(values))


def _wrong_order(measure: str) -> Any:
    if measure == "recency_days":
        return _("Days must grow from score 5 to score 2.")
    return _("Values must fall from score 5 to score 2.")
