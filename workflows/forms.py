"""What a person may change of a workflow: delays, e-mails, when it sends, when a customer counts as past."""

from collections.abc import Mapping
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.db.models import Q
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from workflows import durations
from workflows.models import Kind, MarketingEmail, Sender, Workflow, WorkflowStep
from workflows.models.workflow import DELAY_MOST, LAPSE_DAYS_MOST, every_day


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


class WindowForm(forms.ModelForm[Workflow]):
    """When a workflow sends: on which days, between which hours, by whose clock."""

    window_days = forms.TypedMultipleChoiceField(
        label=_("Days on which it sends"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    window_start = forms.TimeField(
        label=_("Sends from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    window_end = forms.TimeField(
        label=_("Sends until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    class Meta:
        model = Workflow
        fields = ["window_days", "window_start", "window_end", "time_zone_of"]
        widgets = {"time_zone_of": forms.RadioSelect}

    def __init__(self, data: Mapping[str, Any] | None = None, *, instance: Workflow) -> None:
        super().__init__(data, instance=instance)
        days = get_day_names("wide", locale=to_locale(get_language() or "en"))
        choices = [(number, days[number - 1].capitalize()) for number in every_day()]
        self.fields["window_days"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("window_start"), given.get("window_end")
        if (start is None) != (end is None) and not self.errors:
            raise forms.ValidationError(_("Give both hours, or neither."))
        if start is not None and end is not None and start >= end:
            self.add_error("window_end", _("The last hour comes after the first."))
        return given


class StepEmailForm(forms.ModelForm[WorkflowStep]):
    """Which e-mail a step sends: one of those that are saved for automation, or the one it has."""

    class Meta:
        model = WorkflowStep
        fields = ["email"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, instance: WorkflowStep) -> None:
        super().__init__(data, instance=instance)
        offered = Q(saved_for_automation=True) | Q(pk=instance.email_id)
        emails = MarketingEmail.objects.filter(offered).order_by("name")
        if instance.workflow.kind != Kind.ABANDONED_CART:
            # Cart content works only there (SPEC E2).
            emails = emails.exclude(made_for=Kind.ABANDONED_CART)
        field = self.fields["email"]
        field.queryset = emails  # type: ignore[attr-defined]
        field.required = True
        field.empty_label = None  # type: ignore[attr-defined]
        field.label = _("E-mail")


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
