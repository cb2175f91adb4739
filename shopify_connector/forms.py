"""What a person fills in to connect a store."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shopify_connector.shop_address import ShopAddressError, parse_shop_address

SECRET = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class StoreAddressForm(forms.Form):
    """Which store. `cleaned_data["shop"]` is the shop domain."""

    shop = forms.CharField(
        label=_("Shopify store URL"),
        max_length=500,
        error_messages={"required": _("Enter the address of the store, for example acme.myshopify.com.")},
        widget=forms.TextInput(
            attrs={"placeholder": "acme.myshopify.com", "autocomplete": "url", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_shop(self) -> str:
        try:
            return parse_shop_address(self.cleaned_data["shop"])
        except ShopAddressError as error:
            raise forms.ValidationError(str(error)) from error


class AccessTokenForm(StoreAddressForm):
    """A custom app's fixed access token."""

    access_token = forms.CharField(
        label=_("Admin API access token"),
        max_length=500,
        widget=SECRET,
        help_text=_("Shown once in Shopify when the app is installed; it begins with shpat_."),
    )
    client_secret = forms.CharField(
        label=_("API secret key"),
        max_length=500,
        required=False,
        widget=SECRET,
        help_text=_("Proves that changes sent by the store are genuine. Empty: the one this server is set up with."),
    )


class ClientCredentialsForm(StoreAddressForm):
    """The key of an app that belongs to the store's own Shopify organisation."""

    client_id = forms.CharField(
        label=_("Client ID"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    client_secret = forms.CharField(label=_("Client secret"), max_length=500, required=False, widget=SECRET)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(cleaned.get(name)) for name in ("client_id", "client_secret")]
        if any(given) != all(given):
            self.add_error("client_secret" if given[0] else "client_id", _("Enter both, or neither."))
        elif not all(given) and not (settings.SHOPIFY_API_KEY and settings.SHOPIFY_API_SECRET):
            self.add_error("client_id", _("Enter the app's client ID and secret: this server has none of its own."))
        return cleaned
