"""E-mails that were sent, so that tests can answer them."""

from datetime import UTC, datetime
from uuid import uuid4

from django.utils import timezone

from crm.models import Contact
from workflows.models import Enrolment, LedgerEntry, MarketingEmail, Workflow

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_contact(email: str = "ana@example.com", **more: object) -> Contact:
    now = timezone.now()
    return Contact.objects.create(
        email=email, **{"accepts_marketing": True, "created_at": now, "updated_at": now, **more}
    )


def sent_email(contact: Contact, workflow: Workflow, place: int = 1, **more: object) -> LedgerEntry:
    """The e-mail of a step, as it stands in the ledger once it was sent."""
    enrolment, _made = Enrolment.objects.get_or_create(
        workflow=workflow,
        contact=contact,
        defaults={"occurrence": f"test:{uuid4()}", "triggered_at": SENT, "enrolled_at": SENT},
    )
    given = {
        "state": LedgerEntry.State.SENT,
        "since": SENT,
        "due_at": SENT,
        "done_at": SENT,
        "address": contact.email,
        "message_id": f"<{uuid4()}@maison.example.com>",
        "email": MarketingEmail.objects.get(steps__workflow=workflow, steps__place=place),
        **more,
    }
    return LedgerEntry.objects.create(enrolment=enrolment, workflow=workflow, place=place, **given)
