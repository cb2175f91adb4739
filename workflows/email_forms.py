"""Forms about an e-mail or a template as a whole: made, named, tested."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from workflows.models import EmailState, EmailTemplate, Kind, MarketingEmail

TESTS_MOST = 5


class NewEmailForm(forms.Form):
    """A name, and the published template that it begins with."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Shown to you and your colleagues only"))
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=EmailTemplate.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        published = EmailTemplate.objects.filter(state=EmailState.PUBLISHED).order_by("name")
        self.fields["template"].queryset = published  # type: ignore[attr-defined]


class NewTemplateForm(forms.Form):
    """A name, and which e-mails are made from it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    made_for = forms.ChoiceField(
        label=_("For"),
        choices=[("", _("Any e-mail")), *((kind.value, kind.label) for kind in Kind)],
        required=False,
        help_text=_("Cart content works only in e-mails of the abandoned-cart workflow."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class DetailsForm(forms.ModelForm[MarketingEmail]):
    """Name, language and template."""

    class Meta:
        model = MarketingEmail
        fields = ["name", "language", "template"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, instance: MarketingEmail) -> None:
        super().__init__(data, instance=instance)
        if instance.is_template:
            del self.fields["template"]
            return
        published = EmailTemplate.objects.filter(state=EmailState.PUBLISHED) | EmailTemplate.objects.filter(
            pk=instance.template_id or 0
        )
        field = self.fields["template"]
        field.queryset = published.order_by("name")  # type: ignore[attr-defined]
        field.empty_label = _("None (hubsync’s own style)")  # type: ignore[attr-defined]
        field.help_text = _("The e-mail looks as it says. What is written in the e-mail stays.")


class TestForm(forms.Form):
    """Whom a test goes to."""

    addresses = forms.CharField(
        label=_("To"), max_length=1_000, help_text=_("Up to five e-mail addresses, with commas between them")
    )

    def clean_addresses(self) -> list[str]:
        """The addresses, each once."""
        found = dict.fromkeys(part.strip() for part in self.cleaned_data["addresses"].replace(";", ",").split(","))
        addresses = [one for one in found if one]
        if len(addresses) > TESTS_MOST:
            raise forms.ValidationError(_("A test goes to five addresses at the most."))
        for address in addresses:
            try:
                validate_email(address)
            except forms.ValidationError as error:
                raise forms.ValidationError(_("“%(address)s” is no e-mail address.") % {"address": address}) from error
        return addresses
