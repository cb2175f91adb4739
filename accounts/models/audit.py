"""The audit log: who did what, when, from where."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import User


class ActionKind(models.TextChoices):
    """What the log can be narrowed to."""

    LOG_IN = "log_in", _("Log-ins")
    USERS = "users", _("Users")
    TOKENS = "tokens", _("API tokens")
    SETTINGS = "settings", _("Settings")
    STORE = "store", _("Store and sync")
    RECORDS = "records", _("Records")
    LISTS = "lists", _("Lists")
    EMAILS = "emails", _("E-mails")
    DASHBOARDS = "dashboards", _("Dashboards")
    EXPORTS = "exports", _("Exports")
    PRIVACY = "privacy", _("Privacy")
    ADMIN = "admin", _("Administration")


class Action(models.TextChoices):
    """What people do that is worth remembering. What stands before the dot is its ActionKind."""

    LOGGED_IN = "log_in.done", _("Logged in")
    LOG_IN_FAILED = "log_in.failed", _("Log-in failed: wrong password")
    CODE_FAILED = "log_in.code_failed", _("Log-in failed: wrong code of the second step")
    LOCKED_OUT = "log_in.locked", _("Log-in paused after too many failures")
    LOGGED_OUT = "log_in.out", _("Logged out")

    USER_MADE = "users.made", _("Made an administrator at the first start")
    USER_INVITED = "users.invited", _("Invited somebody")
    USER_INVITED_AGAIN = "users.invited_again", _("Sent an invitation again")
    INVITATION_WITHDRAWN = "users.invitation_withdrawn", _("Withdrew an invitation")
    USER_JOINED = "users.joined", _("Accepted an invitation")
    ROLE_CHANGED = "users.role_changed", _("Changed a role")
    USER_DEACTIVATED = "users.deactivated", _("Deactivated a user")
    USER_REACTIVATED = "users.reactivated", _("Reactivated a user")
    PROFILE_CHANGED = "users.profile_changed", _("Changed their profile")
    PASSWORD_CHANGED = "users.password_changed", _("Changed their password")
    PASSWORD_LINK_MADE = "users.password_link", _("Made a link for a new password")
    PASSWORD_ASKED = "users.password_asked", _("Asked for a new password by e-mail")
    PASSWORD_SET = "users.password_set", _("Set a new password by a link")
    SECOND_FACTOR_ON = "users.second_factor_on", _("Turned two-factor log-in on")
    SECOND_FACTOR_OFF = "users.second_factor_off", _("Turned two-factor log-in off")
    SECOND_FACTOR_RESET = "users.second_factor_reset", _("Reset somebody’s two-factor log-in")
    BACKUP_CODES_MADE = "users.backup_codes", _("Made new backup codes")
    BACKUP_CODE_USED = "users.backup_code_used", _("Used a backup code")

    TOKEN_MADE = "tokens.made", _("Made an API token")
    TOKEN_REVOKED = "tokens.revoked", _("Revoked an API token")

    SETTINGS_CHANGED = "settings.changed", _("Changed settings")

    STORE_CONNECTED = "store.connected", _("Connected the store")
    STORE_DISCONNECTED = "store.disconnected", _("Disconnected the store")
    STORE_TOKEN_EXCHANGED = "store.token_exchanged", _("Exchanged the store’s access token")
    IMPORT_STARTED = "store.import_started", _("Started an import")
    IMPORT_CANCELLED = "store.import_cancelled", _("Cancelled the import")
    COMPARISON_STARTED = "store.comparison_started", _("Started a comparison with the store")
    COMPARISON_CANCELLED = "store.comparison_cancelled", _("Cancelled the comparison with the store")
    ERRORS_RETRIED = "store.errors_retried", _("Retried sync errors")
    ERRORS_DISMISSED = "store.errors_dismissed", _("Dismissed sync errors")
    ERRORS_BROUGHT_BACK = "store.errors_brought_back", _("Brought sync errors back")

    RECORD_MADE = "records.made", _("Made a record")
    RECORD_CHANGED = "records.changed", _("Changed a record")
    CHANGE_UNDONE = "records.change_undone", _("Undid a change")
    RECORDS_DELETED = "records.deleted", _("Deleted records")
    RECORDS_RESTORED = "records.restored", _("Restored records")
    RECORDS_IMPORTED = "records.imported", _("Imported a file of contacts")
    IMPORT_UNDONE = "records.import_undone", _("Undid the import of a file")
    CONTACTS_MERGED = "records.merged", _("Merged two contacts")
    CONTACTS_UNMERGED = "records.unmerged", _("Took a merge apart")

    LIST_MADE = "lists.made", _("Made a list")
    LIST_CHANGED = "lists.changed", _("Changed a list")
    LIST_DELETED = "lists.deleted", _("Deleted a list")
    LIST_RESTORED = "lists.restored", _("Restored a list")
    LIST_MEMBERS_CHANGED = "lists.members", _("Changed the members of a static list")

    EMAIL_MADE = "emails.made", _("Made an e-mail or a template")
    EMAIL_CHANGED = "emails.changed", _("Changed an e-mail or a template")
    EMAIL_PUBLISHED = "emails.published", _("Published an e-mail or a template")
    EMAIL_UNPUBLISHED = "emails.unpublished", _("Made an e-mail or a template a draft again")
    EMAIL_TESTED = "emails.tested", _("Sent a test e-mail")
    SENDING_RELEASED = "emails.released", _("Let sending go on after a restore")
    EMAIL_DELETED = "emails.deleted", _("Deleted an e-mail or a template")

    DASHBOARD_MADE = "dashboards.made", _("Made a dashboard")
    DASHBOARD_CHANGED = "dashboards.changed", _("Changed a dashboard")
    DASHBOARD_DELETED = "dashboards.deleted", _("Deleted a dashboard")
    REPORT_ADDED = "dashboards.report_added", _("Added a report to a dashboard")
    REPORT_CHANGED = "dashboards.report_changed", _("Changed a report")
    REPORT_REMOVED = "dashboards.report_removed", _("Took a report off a dashboard")
    REPORT_RESTORED = "dashboards.report_restored", _("Put a report back on a dashboard")

    EXPORTED = "exports.made", _("Exported")

    PRIVATE_DATA_SHOWN = "privacy.shown", _("Looked at what is held about a person")
    PRIVATE_DATA_TAKEN = "privacy.downloaded", _("Downloaded what is held about a person")
    PRIVACY_REQUEST_DONE = "privacy.done", _("Marked a privacy request as done")
    PRIVACY_REQUEST_REOPENED = "privacy.reopened", _("Reopened a privacy request")
    PERSON_ERASED = "privacy.erased", _("Erased a person")
    STORE_ERASED = "privacy.store_erased", _("Erased the store’s data")

    ADMIN_ADDED = "admin.added", _("Added in Administration")
    ADMIN_CHANGED = "admin.changed", _("Changed in Administration")
    ADMIN_DELETED = "admin.deleted", _("Deleted in Administration")

    @property
    def kind(self) -> ActionKind:
        return ActionKind(self.value.split(".")[0])


class AuditEntry(models.Model):
    """One thing that somebody did. Written by `accounts.audit.record`; the database refuses to change it afterwards.

    Neither names nor addresses of contacts stand in it: `target_type` and `target_id` lead to the record while there
    is one. `user` has no constraint in the database, so that an entry outlives the user without being changed.
    """

    at = models.DateTimeField(_("When"), default=timezone.now)
    user = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("Who"),
    )
    address = models.GenericIPAddressField(_("From where"), null=True, blank=True)
    kind = models.CharField(pgettext_lazy("of what was done", "Kind"), max_length=20)
    action = models.CharField(_("What"), max_length=50)
    target_type = models.CharField(max_length=100, blank=True, help_text="app_label.model")
    target_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(_("Details"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("Audit log entry")
        verbose_name_plural = _("Audit log")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["user", "-at", "-id"], name="audit_by_user"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_by_kind"),
        ]

    def __str__(self) -> str:
        return self.action
