"""What e-mail services tell of e-mails that they took (django-anymail's events; docs/automation.md).

Opens and clicks are heard by our own links; a service that counts them too is not listened to.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from crm.ingest.tombstones import address_key
from workflows.engagement.bounces import bounced, complained
from workflows.engagement.events import hear
from workflows.models import EmailEvent, LedgerEntry
from workflows.subscriptions.choosing import unsubscribe
from workflows.subscriptions.links import Place
from workflows.subscriptions.reader import reader_of

# Services give e-mails numbers of their own; what they are told to carry along comes back with every event.
METADATA = "hubsync_entry"


def metadata_of(entry_id: int) -> dict[str, str]:
    """What sending puts into `message.metadata`, so that events find their ledger entry."""
    return {METADATA: str(entry_id)}


@receiver(tracking)
def hear_of_service(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """Take one event of a service. What is about no e-mail of ours is passed over."""
    entry = _entry_of(event)
    if entry is None:
        return
    at: datetime = event.timestamp or timezone.now()
    match event.event_type:
        case EventType.DELIVERED:
            hear(entry.pk, EmailEvent.Kind.DELIVERED, at)
        case EventType.COMPLAINED:
            complained(entry, at)
        case EventType.UNSUBSCRIBED:
            unsubscribe(reader_of(Place(entry.pk, address_key(entry.address))), at)
        case EventType.BOUNCED | EventType.REJECTED if _is_for_good(event, esp_name):
            bounced(entry, at)
        case EventType.BOUNCED:
            hear(entry.pk, EmailEvent.Kind.SOFT_BOUNCE, at)


def _entry_of(event: AnymailTrackingEvent) -> LedgerEntry | None:
    """By what was carried along, else by the Message-ID, with and without its brackets."""
    carried = str((event.metadata or {}).get(METADATA, ""))
    known = Q(pk=int(carried)) if carried.isascii() and carried.isdigit() and len(carried) < 19 else Q()
    if event.message_id:
        bare = str(event.message_id).strip("<>")
        known |= Q(message_id__in=[bare, f"<{bare}>"])
    if not known:
        return None
    found = LedgerEntry.objects.filter(known).exclude(message_id="").first()
    recipient = (event.recipient or "").strip().lower()
    return found if found and (not recipient or recipient == found.address.lower()) else None


# Services that call a bounce what passes: anymail gives both one name, their own words tell them apart.
_PASSES: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "Postmark": lambda told: told.get("Type") in ("SoftBounce", "VirusNotification"),
    "Brevo": lambda told: told.get("event") == "soft_bounce",
    "SendGrid": lambda told: told.get("type") == "blocked",
    "Amazon SES": lambda told: (told.get("bounce") or {}).get("bounceType") != "Permanent",
}


def _is_for_good(event: AnymailTrackingEvent, service: str) -> bool:
    if event.event_type == EventType.REJECTED:
        return event.reject_reason in (RejectReason.INVALID, RejectReason.BOUNCED)
    told = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    passes = _PASSES.get(service)
    return passes is None or not passes(told)
