"""What is held of a person about e-mails, to be handed over to them (SPEC C8; docs/privacy.md)."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.held_data import HeldPart, part_of
from crm.ingest.tombstones import address_keys
from crm.models import Contact
from workflows.models import EmailEvent, Enrolment, LedgerEntry, Mailbox, OptOut


def held_of_emails(contacts: Sequence[Contact], email: str) -> list[HeldPart]:
    """Workflows that the contacts were in, e-mails sent and what was heard of them, and what their addresses want.

    Three queries and the salt; two more where there is something that they hang on.
    """
    addresses = {address.strip().lower() for address in (email, *(one.email for one in contacts))} - {""}
    known = [*addresses, *(address_keys(addresses) if addresses else ())]
    enrolments = Enrolment.objects.filter(contact__in=contacts).select_related("workflow", "contact", "deal")
    ledger = LedgerEntry.objects.alias(lower=Lower("address"))
    entries = ledger.filter(Q(enrolment__contact__in=contacts) | Q(lower__in=addresses))
    sent = list(entries.select_related("enrolment", "workflow", "email").order_by("pk"))
    mailboxes = list(Mailbox.objects.filter(pk__in=known))
    return [
        part_of("mailboxes", _("Mailboxes"), mailboxes),
        part_of("opt_outs", _("Opt-outs"), _opt_outs(mailboxes)),
        part_of("enrolments", _("Enrolments"), enrolments.order_by("pk")),
        part_of("emails", _("E-mails"), sent),
        part_of("email_events", _("E-mail events"), _events(sent)),
    ]


def _opt_outs(mailboxes: Sequence[Mailbox]) -> Iterable[OptOut]:
    theirs = OptOut.objects.filter(mailbox__in=mailboxes).select_related("mailbox", "entry", "email")
    return theirs.order_by("pk") if mailboxes else ()


def _events(entries: Sequence[LedgerEntry]) -> Iterable[EmailEvent]:
    heard = EmailEvent.objects.filter(entry__in=entries).select_related("entry")
    return heard.order_by("happened_at", "pk") if entries else ()
