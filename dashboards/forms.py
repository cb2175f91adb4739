"""The forms of dashboards: names, and the sales goal of a month."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, get_currency_precision, parse_decimal
from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.figures import Asking
from dashboards.models import SalesGoal
from dashboards.periods import month_of, months_from
from dashboards.wording import month_name, reader_locale

MONTHS_AHEAD = 12
# More than any store sells, and less than the column holds.
LARGEST = Decimal(10) ** 15
# Not what else Decimal takes for a number: infinity, exponents.
NUMBER = re.compile(r"-?[0-9.,]+")


class NameForm(forms.Form):
    """What a dashboard or a report is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )


class SalesGoalForm(forms.Form):
    """The goal of this month or one of the eleven after it, as the reader's language writes numbers."""

    month = forms.ChoiceField(label=_("Month"))
    amount = forms.CharField(
        label=_("Goal"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Give an amount.")},
    )

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = asking.currency
        months = months_from(month_of(asking.at, asking.zone), MONTHS_AHEAD)
        month_field: Any = self.fields["month"]
        month_field.choices = [(month.isoformat(), month_name(month)) for month in months]
        self.fields["amount"].label = _("Goal in %(currency)s") % {"currency": self.currency}

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])

    def clean_amount(self) -> Decimal:
        amount = _read(self.cleaned_data["amount"])
        if amount <= 0:
            raise forms.ValidationError(_("A goal is more than zero."))
        if amount >= LARGEST:
            raise forms.ValidationError(_("This is more than a goal can be."))
        if amount != round(amount, get_currency_precision(self.currency)):
            raise forms.ValidationError(_("%(currency)s has no such small parts.") % {"currency": self.currency})
        return amount

    def save(self, at: datetime) -> SalesGoal:
        """Set the goal."""
        return SalesGoal.objects.set_for(self.cleaned_data["month"], self.cleaned_data["amount"], self.currency, at)


def _read(text: str) -> Decimal:
    """The number a person wrote, whichever space they put between thousands."""
    digits = "".join(text.split())
    try:
        if not NUMBER.fullmatch(digits):
            raise NumberFormatError(text)
        return parse_decimal(digits, locale=reader_locale(), strict=True)
    except NumberFormatError:
        example = format_decimal(Decimal("12500.5"), format="#,##0.00", locale=reader_locale())
        raise forms.ValidationError(_("Write an amount, such as %(example)s.") % {"example": example}) from None


def goal_form(asking: Asking) -> SalesGoalForm:
    """An empty form for this month, filled with the goal it has or else the last one set before it."""
    month = month_of(asking.at, asking.zone)
    last = SalesGoal.objects.filter(currency=asking.currency, month__lte=month).order_by("-month").first()
    initial = {"month": month.isoformat(), "amount": written(last.amount) if last else ""}
    return SalesGoalForm(initial=initial, asking=asking)


def written(amount: Decimal) -> str:
    """An amount as a person would type it."""
    return format_decimal(amount, format="#,##0.##", locale=reader_locale())
