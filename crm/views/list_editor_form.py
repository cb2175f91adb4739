"""What a list is called, where it stands and how it gets its members, as a form."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.lists.editing import LONGEST_FOLDER, LONGEST_NAME
from crm.models import ProcessingType

KINDS = (
    (ProcessingType.DYNAMIC.value, pgettext_lazy("list", "Active")),
    (ProcessingType.SNAPSHOT.value, pgettext_lazy("list", "Static")),
)
KIND_WORDS = {
    ProcessingType.DYNAMIC.value: _(
        "Keeps itself up to date: contacts join and leave as they and their orders change."
    ),
    ProcessingType.SNAPSHOT.value: _(
        "Filled once, with the contacts that match now. Later you add and remove contacts by hand or from a file."
    ),
}


class ListForm(forms.Form):
    """A list's name, type and folder; the type of one that exists stays."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the list a name.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    processing_type = forms.ChoiceField(
        label=_("Type"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a type."), "invalid_choice": _("Choose a type.")},
    )
    folder = forms.CharField(
        label=_("Folder"),
        required=False,
        max_length=LONGEST_FOLDER,
        help_text=_("One that is there, or a new one."),
        widget=forms.TextInput({"autocomplete": "off", "list": "list-folders"}),
    )

    def kinds(self) -> list[tuple[str, object, object, bool]]:
        """The types to choose from: value, name, what it means, whether it is chosen."""
        chosen = self["processing_type"].value()
        return [(value, name, KIND_WORDS[value], value == chosen) for value, name in KINDS]
