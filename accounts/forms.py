"""Forms for logging in, the first set-up, and what accounts has settings for."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Invitation, Portal, Role, Tier, User
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


class NewPasswordField(forms.CharField):
    """A password that somebody chooses; the form checks it by `check_password_of`."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("At least 10 characters, and not one that many people use."),
        )


def check_password_of(form: forms.BaseForm, somebody: User) -> None:
    """Say at the field why a chosen password is refused."""
    password = form.cleaned_data.get("password")
    if password:
        try:
            password_validation.validate_password(password, somebody)
        except forms.ValidationError as errors:
            form.add_error("password", errors)


class FirstAdministratorForm(forms.ModelForm[User]):
    """Who the first administrator is."""

    password = NewPasswordField()

    class Meta:
        model = User
        fields = ["name", "email"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
            "email": forms.EmailInput(attrs={"autocomplete": "username"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_password_of(self, User(email=cleaned.get("email", ""), name=cleaned.get("name", "")))
        return cleaned


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom to invite, and what they will be able to do."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MARKETER, widget=forms.RadioSelect)

    class Meta:
        model = Invitation
        fields = ["email", "name", "role"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True})}
        help_texts = {"name": _("They can change it when they accept.")}


class AcceptInvitationForm(forms.Form):
    """What somebody who was invited says of themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    password = NewPasswordField()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data, initial={"name": invitation.name, "language": get_language()})
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_password_of(self, User(email=self.invitation.email, name=cleaned.get("name", "")))
        return cleaned


class RoleForm(forms.Form):
    """Another role for a user."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class ForgottenPasswordForm(forms.Form):
    """Where to send a link for a new password."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )


class CodeForm(forms.Form):
    """A code of the second step."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class OwnPasswordForm(forms.Form):
    """The user's password, asked for before something that matters."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


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
