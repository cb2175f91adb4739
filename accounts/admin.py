"""Users, API tokens and the portal in the Django admin."""

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
from accounts.models import ApiToken, Portal, User

# Roles say what a user may do; Django's groups would be a second answer to the same question.
admin.site.unregister(Group)


class UserCreation(AdminUserCreationForm[User]):
    """A new user: address and password (or none, until they set one)."""

    class Meta:
        model = User
        fields = ["email"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users, found by address or name."""

    add_form = UserCreation
    list_display = ["email", "name", "role", "is_active", "last_login", "date_joined"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "language"]}),
        (_("Access"), {"fields": ["role", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "usable_password", "password1", "password2"]})]


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
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
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
        self.message_user(request, gettext("The chosen tokens are revoked."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
