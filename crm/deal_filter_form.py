"""The form that narrows deals: when they were created, how much they are worth, where they come from."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FROM_SHOPIFY, MADE_HERE = "shopify", "here"
FIRST_YEAR, LAST_YEAR = 1970, 2999


def check_year(day: date) -> None:
    """Raise ValidationError for a day that no deal was created on, nor can be."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Give a day between 1970 and 2999."))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"], validators=[check_year]
    )


def _amount(label: Any) -> forms.DecimalField:
    """A comma before the cents is read where the language writes one."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, widget=widget, localize=True, max_digits=20, decimal_places=4
    )


class DealFilterForm(forms.Form):
    """Days are those of the zone in force; amounts are compared in each deal's own currency. What is wrong is said
    beside its field and narrows nothing."""

    created_from = _day(_("Created from"))
    created_to = _day(_("Created until"))
    amount_min = _amount(_("Amount from"))
    amount_max = _amount(_("Amount up to"))
    origin = forms.ChoiceField(
        label=_("Origin"),
        required=False,
        choices=[("", _("All deals")), (FROM_SHOPIFY, _("From Shopify")), (MADE_HERE, _("Made here"))],
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("created_from"), cleaned.get("created_to")
        if first and last and last < first:
            self.add_error("created_to", gettext("The last day lies before the first."))
        least, most = cleaned.get("amount_min"), cleaned.get("amount_max")
        if least is not None and most is not None and most < least:
            self.add_error("amount_max", gettext("The highest amount is below the lowest."))
        return cleaned
