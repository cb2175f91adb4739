"""An address that is not there, and a reader who reports spam: nobody writes to either again (SPEC W7)."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from workflows.email_filters.telling import tell_lists
from workflows.engagement.events import hear
from workflows.models import EmailEvent, LedgerEntry, Mailbox

logger = logging.getLogger(__name__)


def bounced(entry: LedgerEntry, at: datetime) -> None:
    """An e-mail came back for good, at a moment (UTC). Twice is as once."""
    with transaction.atomic():
        _mark(entry.address, "bounced_at", at)
        sent = LedgerEntry.objects.filter(
            pk=entry.pk, state__in=[LedgerEntry.State.SENT, LedgerEntry.State.UNKNOWN]
        ).exclude(message_id="")
        if sent.update(state=LedgerEntry.State.BOUNCED):
            tell_lists([entry.pk])
        hear(entry.pk, EmailEvent.Kind.BOUNCE, at)
    logger.info("email_bounced entry=%d", entry.pk)


def complained(entry: LedgerEntry, at: datetime) -> None:
    """A reader reported an e-mail as spam."""
    with transaction.atomic():
        _mark(entry.address, "complained_at", at)
        hear(entry.pk, EmailEvent.Kind.COMPLAINT, at)
    logger.info("email_reported_as_spam entry=%d", entry.pk)


def close_mailbox(address: str, at: datetime) -> None:
    """Nobody is at an address: it is not written to again."""
    _mark(address, "bounced_at", at)


def _mark(address: str, field: str, at: datetime) -> None:
    """The first time counts."""
    if address:
        Mailbox.objects.bulk_create([Mailbox(address=address.lower())], ignore_conflicts=True)
        Mailbox.objects.filter(pk=address.lower()).update(**{field: Coalesce(field, Value(at))})
