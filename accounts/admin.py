"""Users, API tokens and the portal in the Django admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.api_tokens import revoke
from accounts.audit import Action, record
from accounts.audit_signals import delete_and_note
from accounts.models import ApiToken, AuditEntry, Authenticator, BackupCode, Invitation, Portal, Role, User

if TYPE_CHECKING:
    AuthenticatorAdminBase = admin.ModelAdmin[Authenticator]
else:
    AuthenticatorAdminBase = admin.ModelAdmin

# Roles say what a user may do; Django's groups would be a second answer to the same question.
admin.site.unregister(Group)
admin.site.add_action(delete_and_note, "delete_selected")


class LookOnly:
    """Mixin: rows that are written elsewhere, by rules of their own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserCreation(AdminUserCreationForm[User]):
    """A new user: address and password (or none, until they set one)."""

    class Meta:
        model = User
        fields = ["email"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users, found by address or name. Role and access are changed under Settings → Users, which sees to the rules."""

    add_form = UserCreation
    list_display = ["email", "name", "role", "is_active", "second_factor_since", "last_login", "date_joined"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["role", "is_active", "second_factor_since", "last_login", "date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "language"]}),
        (_("Access"), {"fields": ["role", "is_active", "second_factor_since"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "usable_password", "password1", "password2"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.readonly_fields if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Administrators are deactivated first: so one is always left."""
        is_administrating = obj is not None and obj.is_active and obj.role == Role.ADMIN
        return super().has_delete_permission(request, obj) and not is_administrating


@admin.register(Invitation)
class InvitationAdmin(LookOnly, admin.ModelAdmin[Invitation]):
    """Invitations and what became of them; they are made and withdrawn under Settings → Users."""

    list_display = ["email", "name", "role", "invited_by", "sent_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["invited_by"]
    search_fields = ["email", "name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(LookOnly, AuthenticatorAdminBase):
    """Who has an authenticator app; its key is never shown."""

    fields = ["user", "confirmed", "created_at", "last_used_at", "throttling_failure_count"]
    list_display = ["user", "confirmed", "created_at", "last_used_at", "throttling_failure_count"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]


@admin.register(BackupCode)
class BackupCodeAdmin(LookOnly, admin.ModelAdmin[BackupCode]):
    """Backup codes by who has them and whether they are used."""

    fields = ["user", "used_at"]
    list_display = ["pk", "user", "used_at"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly, admin.ModelAdmin[AuditEntry]):
    """The audit log, as it is kept."""

    list_display = ["at", "user", "address", "action", "target_type", "target_id"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["action", "=target_id", "=address"]
    show_full_result_count = False


@admin.register(Portal)
class PortalAdmin(admin.ModelAdmin[Portal]):
    """The one portal. Currency and time zone are the store's own."""

    list_display = ["__str__", "tier", "currency", "time_zone", "salesforce_enabled"]
    readonly_fields = ["currency", "time_zone"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Portal.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Portal | None = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(LookOnly, admin.ModelAdmin[ApiToken]):
    """Tokens as they are: made on the settings page, where they are shown once; here they can be revoked."""

    list_display = ["name", "shown_as", "created_by", "created_at", "last_used_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["created_by"]
    search_fields = ["name", "hint", "created_by__email"]
    actions = ["revoke_chosen"]

    @admin.action(description=_("Revoke the chosen tokens"))
    def revoke_chosen(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        """Those that were revoked before stay as they are."""
        at = timezone.now()
        for token in chosen:
            revoke(token, at)
            record(request, Action.TOKEN_REVOKED, token)
        self.message_user(request, gettext("The chosen tokens are revoked."))
