"""What a contact's timeline tells of e-mails they got: opened, clicked, bounced (SPEC T4)."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact, ObjectType
from crm.timeline import Event, Source, tell_of
from workflows.models import EmailEvent

Kind = EmailEvent.Kind
ICONS = {
    Kind.OPEN: ("mail-open", ""),
    Kind.CLICK: ("mouse-pointer-click", ""),
    Kind.BOUNCE: ("mail-x", "cancelled"),
    Kind.SOFT_BOUNCE: ("mail-warning", ""),
    Kind.COMPLAINT: ("octagon-alert", "cancelled"),
}


def tell_of_events() -> None:
    """Let timelines of contacts have them."""
    tell_of(ObjectType.CONTACT, Source("email-activity", gettext_lazy("E-mail activity"), _events, _told))


def _events(contact: Contact) -> QuerySet[EmailEvent]:
    """What people did, and what went wrong; opt-outs have a source of their own."""
    theirs = EmailEvent.objects.filter(entry__enrolment__contact=contact, kind__in=list(ICONS), is_machine=False)
    return theirs.select_related("entry__email").annotate(at=F("happened_at"))


def _told(event: EmailEvent) -> Event:
    icon, tone = ICONS[Kind(event.kind)]
    email = event.entry.email
    source = str(email) if email else ""
    if event.url:
        source = f"{source} · {event.url}" if source else event.url
    return Event(event.pk, event.happened_at, _title(Kind(event.kind)), icon, tone, source)


def _title(kind: EmailEvent.Kind) -> str:
    titles = {
        Kind.OPEN: _("Opened an e-mail"),
        Kind.CLICK: _("Clicked in an e-mail"),
        Kind.BOUNCE: _("An e-mail bounced for good"),
        Kind.SOFT_BOUNCE: _("An e-mail bounced for now"),
        Kind.COMPLAINT: _("Reported an e-mail as spam"),
    }
    return titles[kind]
