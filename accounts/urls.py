"""Log-in, first-run set-up, users, the audit log and the user's own settings."""

from django.urls import path

from accounts import (
    audit_pages,
    invitation_pages,
    password_pages,
    second_factor_pages,
    second_step,
    settings_pages,
    token_pages,
    user_pages,
    views,
)
from accounts.appearance import set_appearance
from accounts.first_run import set_up

urlpatterns = [
    path("log-in/", views.LogIn.as_view(), name="log-in"),
    path("log-in/code/", second_step.log_in_code, name="log-in-code"),
    path("log-out/", views.LogOut.as_view(), name="log-out"),
    path("password/", password_pages.forgot_password, name="forgot-password"),
    path("password/<uidb64>/<token>/", password_pages.NewPassword.as_view(), name="new-password"),
    path("invitation/", invitation_pages.accept, name="invitation"),
    path("setup", set_up, name="set-up"),
    path("language/", views.set_language, name="set-language"),
    path("appearance/", set_appearance, name="set-appearance"),
    path("settings/", settings_pages.settings_index, name="settings"),
    path("settings/profile/", settings_pages.profile, name="settings-profile"),
    path("settings/password/", settings_pages.ChangePassword.as_view(), name="settings-password"),
    path("settings/two-factor/", second_factor_pages.show, name="settings-two-factor"),
    path("settings/two-factor/begin/", second_factor_pages.begin, name="begin-two-factor"),
    path("settings/two-factor/set-up/", second_factor_pages.set_up, name="set-up-two-factor"),
    path("settings/two-factor/backup-codes/", second_factor_pages.make_backup_codes, name="backup-codes"),
    path("settings/two-factor/off/", second_factor_pages.turn_off, name="turn-off-two-factor"),
    path("settings/portal/", settings_pages.portal, name="settings-portal"),
    path("settings/users/", user_pages.show_users, name="settings-users"),
    path("settings/users/invite/", invitation_pages.invite, name="invite-user"),
    path("settings/users/two-factor/", user_pages.require_second_factor, name="require-two-factor"),
    path("settings/users/invitations/<int:invitation_id>/again/", invitation_pages.invite_again, name="invite-again"),
    path(
        "settings/users/invitations/<int:invitation_id>/withdraw/",
        invitation_pages.withdraw,
        name="withdraw-invitation",
    ),
    path("settings/users/<int:user_id>/", user_pages.show_user, name="settings-user"),
    path("settings/users/<int:user_id>/role/", user_pages.change_role, name="change-role"),
    path("settings/users/<int:user_id>/deactivate/", user_pages.deactivate, name="deactivate-user"),
    path("settings/users/<int:user_id>/reactivate/", user_pages.reactivate, name="reactivate-user"),
    path("settings/users/<int:user_id>/two-factor/", user_pages.reset_second_factor, name="reset-two-factor"),
    path("settings/users/<int:user_id>/password/", user_pages.make_password_link, name="make-password-link"),
    path("settings/api-tokens/", token_pages.api_tokens, name="settings-api-tokens"),
    path("settings/api-tokens/<int:token_id>/revoke/", token_pages.revoke_api_token, name="revoke-api-token"),
    path("settings/audit-log/", audit_pages.show, name="settings-audit-log"),
    path("settings/audit-log/export.csv", audit_pages.export, name="export-audit-log"),
]
