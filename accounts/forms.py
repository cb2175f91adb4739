"""Forms for logging in, the first set-up, and what accounts has settings for."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Portal, Tier, User
from accounts.scopes import READ_SCOPES, SCOPES


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


class ApiTokenForm(forms.Form):
    """A new token: what uses it, and what it may do."""

    EVERYTHING, READ, CHOSEN = "everything", "read", "chosen"

    name = forms.CharField(
        label=_("Name"),
        max_length=ApiToken.LONGEST_NAME,
        help_text=_("The program that uses it, so that you know later what stops when you revoke it."),
    )
    access = forms.ChoiceField(
        label=_("Access"),
        choices=[(READ, _("Read only")), (EVERYTHING, _("Everything")), (CHOSEN, _("Choose"))],
        initial=READ,
        widget=forms.RadioSelect,
    )
    scopes = forms.MultipleChoiceField(label=_("Scopes"), choices=list(SCOPES.items()), required=False)

    def clean_name(self) -> str:
        # Sent again (a page loaded anew), the same form would make a second token that nobody asked for.
        name = str(self.cleaned_data["name"])
        if ApiToken.objects.living().filter(name__iexact=name).exists():
            raise forms.ValidationError(_("A token has this name already. Choose another, or revoke that one first."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("access") == self.CHOSEN and not cleaned.get("scopes") and "scopes" not in self.errors:
            self.add_error("scopes", _("Choose at least one scope."))
        return cleaned

    def given_scopes(self) -> list[str]:
        """The scopes that the token is to have."""
        whole = {self.EVERYTHING: SCOPES, self.READ: READ_SCOPES}
        return list(whole.get(self.cleaned_data["access"], self.cleaned_data["scopes"]))
