"""Properties of a record as a form that people fill in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.catalogue import options_of
from crm.editing.values import InvalidValues
from crm.properties import Kind, Property
from crm.property_values import as_text, value_of

_TYPES = {
    Kind.EMAIL: {"type": "email", "autocomplete": "off", "spellcheck": "false"},
    Kind.URL: {"type": "url", "spellcheck": "false"},
    Kind.INTEGER: {"inputmode": "numeric"},
    Kind.NUMBER: {"inputmode": "decimal"},
    Kind.MONEY: {"inputmode": "decimal"},
    Kind.DATETIME: {"type": "datetime-local"},
}
_LONG = {Kind.LONG_TEXT, Kind.HTML, Kind.IMAGES}
_HELP = {
    Kind.TAGS: _("Separated by commas"),
    Kind.IMAGES: _("Addresses of pictures, separated by semicolons"),
}
_LOCAL = "%Y-%m-%dT%H:%M"


class RecordForm(forms.Form):
    """One field a property, under the property's name. What is wrong is found where it is written (crm.editing)."""

    def __init__(
        self, properties: Iterable[Property], record: Any = None, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.properties = {one.name: one for one in properties}
        for name, one in self.properties.items():
            self.fields[name] = _field(one, _shown(one, record))

    def given(self) -> dict[str, str]:
        """What was filled in, by API name, in the API's form; moments were meant in the zone in force."""
        return {one.api_name: _given(self.cleaned_data[name], one) for name, one in self.properties.items()}

    def refuse(self, error: InvalidValues) -> None:
        """Show what was wrong beside its field; above the form where there is none."""
        names = {one.api_name: name for name, one in self.properties.items()}
        for fault in error.faults:
            message = fault.message.removeprefix(f"{fault.property}: ")
            self.add_error(names.get(fault.property), message)


def _field(one: Property, initial: str) -> forms.Field:
    label: Any = one.label
    if one.kind == Kind.BOOL:
        choices: list[tuple[str, Any]] = [("", "—"), ("true", _("Yes")), ("false", _("No"))]
        return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
    if one.kind == Kind.ENUMERATION:
        choices = [("", "—"), *options_of(one).items()]
        return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
    attributes = _TYPES.get(one.kind, {})
    widget = forms.Textarea({"rows": 4}) if one.kind in _LONG else forms.TextInput(attributes)
    return forms.CharField(
        label=label, initial=initial, required=False, widget=widget, help_text=_HELP.get(one.kind, "")
    )


def _shown(one: Property, record: Any) -> str:
    value = value_of(record, one) if record is not None else None
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime(_LOCAL)
    return as_text(value, one.kind) or ""


def _given(text: str, one: Property) -> str:
    if one.kind != Kind.DATETIME or not text:
        return text
    try:
        return timezone.make_aware(datetime.fromisoformat(text)).isoformat()
    except ValueError:
        return text
