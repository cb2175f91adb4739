"""What a reader chooses is written down: since when, and by which e-mail (SPEC E4, W7)."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from workflows.engagement.events import hear
from workflows.models import EmailEvent, Kind, Mailbox, OptOut
from workflows.subscriptions.reader import Reader

logger = logging.getLogger(__name__)

# Who changes their mind and back within it has said nothing new; whoever keeps pressing writes no rows.
WAVERING = timedelta(hours=1)


def unsubscribe(reader: Reader, now: datetime) -> None:
    """Opt the address out of every e-mail. Twice is as once."""
    with transaction.atomic():
        mailbox = _mailbox(reader)
        since = Coalesce(F("unsubscribed_at"), Value(now))
        Mailbox.objects.filter(pk=mailbox.pk).update(unsubscribed_at=since)
        _opt_out(reader, mailbox, "", now)
    logger.info("unsubscribed entry=%s", reader.entry.pk if reader.entry else None)


def subscribe_again(reader: Reader, now: datetime) -> None:
    """Take back that the address opted out of every e-mail; types that it opted out of before stay so."""
    with transaction.atomic():
        Mailbox.objects.select_for_update().filter(pk__in=reader.addresses).update(unsubscribed_at=None)
        _take_back(reader, [""], now)
    logger.info("subscribed_again entry=%s", reader.entry.pk if reader.entry else None)


def choose(reader: Reader, wanted: Collection[Kind], now: datetime) -> None:
    """Let the address get these types of e-mail and no others. Whoever wants one wants to be written to again."""
    with transaction.atomic():
        mailbox = _mailbox(reader)
        if wanted:
            subscribe_again(reader, now)
            _take_back(reader, wanted, now)
        for kind in Kind:
            if kind not in wanted:
                _opt_out(reader, mailbox, kind, now)
    logger.info("types_chosen entry=%s types=%d", reader.entry.pk if reader.entry else None, len(wanted))


def _mailbox(reader: Reader) -> Mailbox:
    """The reader's mailbox, held: what one reader chooses in two windows is done one by one."""
    address = reader.address or reader.key
    Mailbox.objects.bulk_create([Mailbox(address=address)], ignore_conflicts=True)
    return Mailbox.objects.select_for_update().get(pk=address)


def _opt_out(reader: Reader, mailbox: Mailbox, kind: str, now: datetime) -> None:
    theirs = OptOut.objects.filter(mailbox__in=reader.addresses, kind=kind)
    if theirs.filter(undone_at__isnull=True).exists():
        return
    wavered = theirs.filter(mailbox=mailbox, undone_at__gt=now - WAVERING).first()
    if wavered:
        OptOut.objects.filter(pk=wavered.pk).update(undone_at=None)
        return
    email = reader.entry.email if reader.entry else None
    OptOut.objects.create(mailbox=mailbox, kind=kind, opted_out_at=now, entry=reader.entry, email=email)
    if reader.entry:
        hear(reader.entry.pk, EmailEvent.Kind.UNSUBSCRIBE, now)


def _take_back(reader: Reader, kinds: Collection[str], now: datetime) -> None:
    theirs = OptOut.objects.filter(mailbox__in=reader.addresses, kind__in=list(kinds), undone_at__isnull=True)
    theirs.update(undone_at=now)
