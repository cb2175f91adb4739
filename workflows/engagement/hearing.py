"""Opens and clicks, as they come in (SPEC E4)."""

from django.db import transaction
from django.db.models import Q

from workflows.email_filters.telling import tell_lists
from workflows.engagement.events import hear
from workflows.engagement.links import Link
from workflows.engagement.machines import (
    AT_ONCE,
    MANY_LINKS,
    TOO_SOON_TO_CLICK,
    TOO_SOON_TO_READ,
    Visit,
    is_by_machine,
)
from workflows.models import EmailEvent, LedgerEntry

# Of one e-mail: a link that somebody published, or a script, fills no disk (docs/security.md 14).
CLICKS_KEPT = 100
# What the outbox keeps went to nobody: who looks at it there is one of the portal's own people.
HAS_LEFT = Q(outbox__isnull=True)
CLICKS = Q(kind=EmailEvent.Kind.CLICK)


def opened(entry_id: int, visit: Visit) -> None:
    """The picture of an e-mail was asked for. One row for a person, one for machines, however often."""
    entry = LedgerEntry.objects.filter(HAS_LEFT, pk=entry_id).only("done_at").first()
    if entry:
        is_machine = is_by_machine(visit, entry.done_at, TOO_SOON_TO_READ)
        hear(entry_id, EmailEvent.Kind.OPEN, visit.at, is_machine=is_machine)


def clicked(link: Link, visit: Visit) -> None:
    """A link was followed. Again within moments is the same click; all links within moments are a machine's."""
    with transaction.atomic():
        # Those who follow all links at once do it side by side: one after the other they see each other.
        sent = LedgerEntry.objects.filter(HAS_LEFT, pk=link.entry_id)
        held = sent.select_for_update(no_key=True, of=("self",)).only("done_at").first()
        if held is None:
            return
        is_machine = is_by_machine(visit, held.done_at, TOO_SOON_TO_CLICK)
        just_now = EmailEvent.objects.filter(CLICKS, entry=held, happened_at__gt=visit.at - AT_ONCE)
        clicks = EmailEvent.objects.filter(CLICKS, entry=held)
        if not just_now.filter(url=link.url).exists() and clicks.count() < CLICKS_KEPT:
            EmailEvent.objects.create(
                entry=held, kind=EmailEvent.Kind.CLICK, happened_at=visit.at, url=link.url, is_machine=is_machine
            )
        followed = just_now.values("url").distinct().count()
        if followed > 1 and followed >= min(MANY_LINKS, link.links):
            just_now.filter(is_machine=False).update(is_machine=True)
        tell_lists([held.pk])
