"""Lists are told of what happens to e-mails, in the transaction that writes it down."""

from collections.abc import Collection

from django.db import transaction

from crm.lists.following import sort_soon
from crm.signals import send_events_happened
from workflows.email_filters.family import EMAIL_EVENTS
from workflows.models import Enrolment


def tell_lists(entry_ids: Collection[int]) -> None:
    """Something was heard of these entries of the ledger: lists look at their contacts at once. In a transaction."""
    contacts = Enrolment.objects.filter(entries__in=entry_ids).order_by().values_list("contact_id", flat=True)
    send_events_happened(EMAIL_EVENTS, list(contacts.distinct()))
    transaction.on_commit(sort_soon)


def tell_lists_of(contact_ids: Collection[int]) -> None:
    """What these contacts were sent changed: lists look at them in some seconds. In a transaction."""
    send_events_happened(EMAIL_EVENTS, list(contact_ids))
