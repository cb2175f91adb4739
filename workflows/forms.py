"""What a person may change of a workflow: its delays, and the days until a customer counts as past."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import durations
from workflows.models import Sender, Workflow, WorkflowStep
from workflows.models.workflow import DELAY_MOST, LAPSE_DAYS_MOST


class DelayForm(forms.Form):
    """Days, hours and minutes; an empty field counts as none."""

    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=DELAY_MOST.days, required=False)
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=23, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, required=False)

    def __init__(self, step: WorkflowStep, data: Mapping[str, Any] | None = None) -> None:
        self.step = step
        super().__init__(data, initial=durations.split(step.delay_seconds))
        for field in self.fields.values():
            field.widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, int]:
        given: dict[str, int | None] = super().clean() or self.cleaned_data
        parts = {unit: given.get(unit) or 0 for unit in ("days", "hours", "minutes")}
        if not self.errors and durations.join(parts) > DELAY_MOST.total_seconds():
            raise forms.ValidationError(_("A delay is 365 days at the most."))
        return parts

    def save(self) -> WorkflowStep:
        """Keep the delay."""
        self.step.delay_seconds = durations.join(self.cleaned_data)
        self.step.save(update_fields=["delay_seconds"])
        return self.step


class LapseForm(forms.ModelForm[Workflow]):
    """After how many days without a purchase a customer counts as past."""

    lapse_days = forms.IntegerField(
        label=_("Days without a purchase"),
        min_value=1,
        max_value=LAPSE_DAYS_MOST,
        help_text=_("After so many days without a purchase, a customer enters the workflow."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = Workflow
        fields = ["lapse_days"]


class SenderForm(forms.ModelForm[Sender]):
    """Who e-mails come from. An empty name, from or reply-to address stands for the one that is used then."""

    class Meta:
        model = Sender
        fields = ["from_name", "from_address", "reply_to", "postal_address", "pause_hours"]
        widgets = {
            "from_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "from_address": forms.EmailInput(attrs={"autocomplete": "off"}),
            "reply_to": forms.EmailInput(attrs={"autocomplete": "off"}),
            "postal_address": forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
            "pause_hours": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
