"""What people say of a file of contacts: which it is, what its columns are, how it is imported."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm.importing.guessing import importable, worked_out
from crm.models import ContactImport
from crm.properties import GROUP_LABELS, Property

# Without one of them nobody could tell who a contact is.
_NAMES = {"email", "first_name", "last_name", "record_id"}


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("CSV file"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        help_text=_("Up to 50 MB and 200,000 rows. The first row has the names of the columns."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"}),
    )


class MappingForm(forms.ModelForm[ContactImport]):
    """A property for each column (fields `column_0`, `column_1`, …), and how days and numbers are written."""

    class Meta:
        model = ContactImport
        fields = ["date_form", "decimal_mark"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._known = importable()
        choices = _choices(list(self._known.values()))
        for position, heading in enumerate(self.instance.headings):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=heading or gettext("Column %(number)s") % {"number": position + 1},
                choices=choices,
                required=False,
                initial=self._of(position),
            )

    def columns(self, rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """Each column with its field, a few of its values, and whether hubsync works its property out itself."""
        own = worked_out(self.instance.headings)
        return [
            {"field": self[f"column_{n}"], "samples": _samples(n, rows), "is_worked_out": own[n]}
            for n in range(len(self.instance.headings))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: set[str] = set()
        for position in range(len(self.instance.headings)):
            name = cleaned.get(f"column_{position}", "")
            if name and name in taken:
                message = gettext("Another column is %(property)s already.")
                self.add_error(f"column_{position}", message % {"property": self._known[name].label})
            taken.add(name)
        if not taken & _NAMES:
            raise forms.ValidationError(gettext("Choose the column of the e-mail address, or that of a name."))
        return cleaned

    def mapping(self) -> list[str]:
        """The property's name of each column."""
        return [self.cleaned_data[f"column_{n}"] for n in range(len(self.instance.headings))]

    def _of(self, position: int) -> str:
        name = self.instance.mapping[position]
        return name if name in self._known else ""


class OptionsForm(forms.ModelForm[ContactImport]):
    """What is done with those who are there, a tag for all, and what they agreed to."""

    updates = forms.TypedChoiceField(
        label=_("Contacts that are there already"),
        choices=[
            ("yes", _("Update them: empty cells leave what they have")),
            ("no", _("Leave them as they are")),
        ],
        coerce=lambda text: text == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    consent = forms.TypedChoiceField(
        label=_("Accepts marketing"),
        choices=[
            ("yes", _("These people agreed to receive marketing e-mails: import yes and no")),
            ("no", _("I cannot say that for all of them: import only no")),
        ],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether these people agreed.")},
    )

    class Meta:
        model = ContactImport
        fields = ["updates", "tag", "consent"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.pop("consent", None)
        self.initial["updates"] = "yes"
        self.fields["tag"].label = _("Tag for all of them")
        self.fields["tag"].help_text = _("Contacts that come from Shopify keep the tags they have there.")
        if "accepts_marketing" not in self.instance.mapping:
            del self.fields["consent"]

    def clean_tag(self) -> str:
        tag: str = self.cleaned_data["tag"].strip()
        if "," in tag:
            raise forms.ValidationError(gettext("A tag has no comma."))
        return tag


def _choices(known: Sequence[Property]) -> list[tuple[Any, Any]]:
    groups: dict[str, list[tuple[str, Any]]] = {}
    for one in known:
        label = _("Record ID (finds the contact)") if one.name == "record_id" else one.label
        groups.setdefault(one.group, []).append((one.name, label))
    named = [(GROUP_LABELS.get(group, group), members) for group, members in groups.items()]
    return [("", pgettext_lazy("column", "Do not import")), *named]


def _samples(position: int, rows: Sequence[Sequence[str]]) -> list[str]:
    """The first three different values of a column."""
    values = (cells[position].strip()[:60] for cells in rows if position < len(cells))
    return list(dict.fromkeys(filter(None, values)))[:3]
