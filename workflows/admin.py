"""Workflows and e-mails in the Django admin. There are three workflows of three steps, no more and no fewer."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from workflows.models import (
    EmailEdit,
    EmailEvent,
    EmailTemplate,
    EmailVersion,
    Enrolment,
    LedgerEntry,
    Mailbox,
    MarketingEmail,
    OptOut,
    OutboxEmail,
    Sender,
    SendingWatch,
    Workflow,
    WorkflowStep,
)

if TYPE_CHECKING:
    WorkflowModelAdmin = admin.ModelAdmin[Workflow]
    StepInlineAdmin = admin.TabularInline[WorkflowStep, Workflow]
    StepModelAdmin = admin.ModelAdmin[WorkflowStep]
    EmailModelAdmin = admin.ModelAdmin[MarketingEmail]
    VersionModelAdmin = admin.ModelAdmin[EmailVersion]
    SenderModelAdmin = admin.ModelAdmin[Sender]
    EnrolmentModelAdmin = admin.ModelAdmin[Enrolment]
    LedgerModelAdmin = admin.ModelAdmin[LedgerEntry]
    MailboxModelAdmin = admin.ModelAdmin[Mailbox]
    OutboxModelAdmin = admin.ModelAdmin[OutboxEmail]
    OptOutModelAdmin = admin.ModelAdmin[OptOut]
    EventModelAdmin = admin.ModelAdmin[EmailEvent]
    EditModelAdmin = admin.ModelAdmin[EmailEdit]
    WatchModelAdmin = admin.ModelAdmin[SendingWatch]
    TemplateModelAdmin = admin.ModelAdmin[EmailTemplate]
else:
    WorkflowModelAdmin = StepModelAdmin = EmailModelAdmin = VersionModelAdmin = SenderModelAdmin = admin.ModelAdmin
    EnrolmentModelAdmin = LedgerModelAdmin = MailboxModelAdmin = OutboxModelAdmin = admin.ModelAdmin
    OptOutModelAdmin = EventModelAdmin = EditModelAdmin = TemplateModelAdmin = WatchModelAdmin = admin.ModelAdmin
    StepInlineAdmin = admin.TabularInline


class StepInline(StepInlineAdmin):
    """The three steps of a workflow."""

    model = WorkflowStep
    fields = ["place", "delay_seconds", "email"]
    readonly_fields = ["place"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Workflow | None = None) -> bool:
        return False


@admin.register(Workflow)
class WorkflowAdmin(WorkflowModelAdmin):
    """Delays, e-mails and the sending window. Switching on has rules of its own, so it is not done here."""

    list_display = ["__str__", "is_on", "lapse_days", "window_start", "window_end", "time_zone_of"]
    list_filter = ["is_on"]
    search_fields = ["kind"]
    readonly_fields = ["kind", "is_on"]
    inlines = [StepInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Workflow | None = None) -> bool:
        return False


@admin.register(WorkflowStep)
class WorkflowStepAdmin(StepModelAdmin):
    """Every step of every workflow, to look at; they are changed with their workflow."""

    list_display = ["workflow", "place", "delay", "email"]
    list_filter = ["workflow"]
    search_fields = ["email__name", "workflow__kind"]
    list_select_related = ["workflow", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WorkflowStep | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: WorkflowStep | None = None) -> bool:
        return False


@admin.register(MarketingEmail)
class MarketingEmailAdmin(EmailModelAdmin):
    """E-mails by name. Their state is not set here: publishing checks them first."""

    list_display = ["name", "language", "state", "saved_for_automation", "made_for", "updated_at"]
    list_filter = ["state", "saved_for_automation", "made_for", "language"]
    search_fields = ["name", "subject"]
    readonly_fields = ["state", "saved_for_automation", "created_at", "updated_at"]

    def has_delete_permission(self, request: HttpRequest, obj: MarketingEmail | None = None) -> bool:
        """Its own page deletes it, which looks whether a workflow or a list needs it."""
        return False


@admin.register(EmailTemplate)
class EmailTemplateAdmin(TemplateModelAdmin):
    """What e-mails are made from. They are written and published in the Design manager."""

    list_display = ["name", "language", "state", "made_for", "updated_at"]
    list_filter = ["state", "made_for", "language"]
    search_fields = ["name", "subject"]
    exclude = ["template", "saved_for_automation"]
    readonly_fields = ["state", "created_at", "updated_at"]


@admin.register(EmailEdit)
class EmailEditAdmin(EditModelAdmin):
    """What is being written and not published yet, to read."""

    list_display = ["email", "number", "subject", "made_at", "made_by"]
    search_fields = ["email__name", "subject"]
    list_select_related = ["email", "made_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: EmailEdit | None = None) -> bool:
        return False


@admin.register(EmailVersion)
class EmailVersionAdmin(VersionModelAdmin):
    """What e-mails once said, to read."""

    list_display = ["email", "number", "subject", "made_at", "made_by"]
    search_fields = ["email__name", "subject"]
    list_select_related = ["email", "made_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: EmailVersion | None = None) -> bool:
        return False


@admin.register(Sender)
class SenderAdmin(SenderModelAdmin):
    """The one sender. The store's address comes from the store."""

    list_display = ["__str__", "store_url", "postal_address"]
    readonly_fields = ["store_url"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Sender.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Sender | None = None) -> bool:
        return False


@admin.register(Enrolment)
class EnrolmentAdmin(EnrolmentModelAdmin):
    """Who is or was in a workflow, to look at: what is written here decides who is written to."""

    list_display = ["workflow", "contact", "state", "triggered_at", "enrolled_at", "left_because"]
    list_filter = ["workflow", "state", "left_because"]
    search_fields = ["contact__email"]
    list_select_related = ["workflow", "contact"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        return False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(LedgerModelAdmin):
    """What was sent or not, to look at: an entry that is changed could be sent twice."""

    list_display = ["enrolment", "place", "state", "due_at", "done_at", "address"]
    list_filter = ["workflow", "state"]
    search_fields = ["address", "message_id"]
    list_select_related = ["enrolment__workflow", "enrolment__contact"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False


@admin.register(Mailbox)
class MailboxAdmin(MailboxModelAdmin):
    """What holds for an address. Opting out is not taken back here."""

    list_display = ["address", "unsubscribed_at", "bounced_at", "complained_at", "last_email_at"]
    search_fields = ["address"]
    readonly_fields = ["address", "unsubscribed_at", "complained_at", "last_email_at"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mailbox | None = None) -> bool:
        return False


@admin.register(OutboxEmail)
class OutboxEmailAdmin(OutboxModelAdmin):
    """E-mails that were written while none are sent, to read."""

    list_display = ["subject", "recipient", "made_at"]
    search_fields = ["recipient", "subject"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutboxEmail | None = None) -> bool:
        return False


@admin.register(OptOut)
class OptOutAdmin(OptOutModelAdmin):
    """Who opted out of what, when and by which e-mail, to look at: only readers take it back."""

    list_display = ["mailbox", "kind", "opted_out_at", "undone_at", "email"]
    list_filter = ["kind"]
    search_fields = ["mailbox__address"]
    list_select_related = ["mailbox", "email"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OptOut | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OptOut | None = None) -> bool:
        return False


@admin.register(EmailEvent)
class EmailEventAdmin(EventModelAdmin):
    """What was heard of e-mails, to look at: rows are added, never changed."""

    list_display = ["entry", "kind", "happened_at", "is_machine", "url"]
    list_filter = ["kind", "is_machine"]
    search_fields = ["entry__address", "entry__message_id", "url"]
    list_select_related = ["entry"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: EmailEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: EmailEvent | None = None) -> bool:
        return False


@admin.register(SendingWatch)
class SendingWatchAdmin(WatchModelAdmin):
    """Where and when this database last sent, to look at."""

    list_display = ["identity", "number", "seen_at", "held_since", "held_because"]
    search_fields = ["identity"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SendingWatch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SendingWatch | None = None) -> bool:
        return False
