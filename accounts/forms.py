"""Forms for logging in, the first set-up, and a user's own settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal, Tier, User


class LogInForm(AuthenticationForm):
    """E-mail and password."""

    error_messages = {
        "invalid_login": _("No account has this e-mail address and password. Check both; capitals count."),
        "inactive": _("This account is switched off. An administrator can switch it on again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})


class FirstAdministratorForm(forms.ModelForm[User]):
    """Who the first administrator is."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, and not one that many people use."),
    )

    class Meta:
        model = User
        fields = ["name", "email"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
            "email": forms.EmailInput(attrs={"autocomplete": "username"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            somebody = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, somebody)
            except forms.ValidationError as errors:
                self.add_error("password", errors)
        return cleaned


class ProfileForm(forms.ModelForm[User]):
    """A user's own name, address and language."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("The browser's language")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["name", "email", "language"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another user has this e-mail address."))
        return email


class PortalForm(forms.ModelForm[Portal]):
    """The portal's name and tier."""

    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=forms.RadioSelect)

    class Meta:
        model = Portal
        fields = ["name", "tier"]
        help_texts = {"name": _("Shown to you and your colleagues. Usually the name of the shop.")}
