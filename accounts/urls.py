"""Log-in, first-run set-up and the user's own settings."""

from django.urls import path

from accounts import settings_pages, token_pages, views
from accounts.appearance import set_appearance
from accounts.first_run import set_up

urlpatterns = [
    path("log-in/", views.LogIn.as_view(), name="log-in"),
    path("log-out/", views.LogOut.as_view(), name="log-out"),
    path("setup", set_up, name="set-up"),
    path("language/", views.set_language, name="set-language"),
    path("appearance/", set_appearance, name="set-appearance"),
    path("settings/", settings_pages.settings_index, name="settings"),
    path("settings/profile/", settings_pages.profile, name="settings-profile"),
    path("settings/password/", settings_pages.ChangePassword.as_view(), name="settings-password"),
    path("settings/portal/", settings_pages.portal, name="settings-portal"),
    path("settings/api-tokens/", token_pages.api_tokens, name="settings-api-tokens"),
    path("settings/api-tokens/<int:token_id>/revoke/", token_pages.revoke_api_token, name="revoke-api-token"),
]
