"""What a contact's timeline tells of workflows: enrolled, sent to, gone through or left (SPEC T4)."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact, ObjectType
from crm.timeline import Event, Source, tell_of
from workflows.models import Enrolment, LedgerEntry, LeftBecause
from workflows.people_words import enrolled_because

WORKFLOWS = gettext_lazy("Workflows")


def tell_of_workflows() -> None:
    """Let timelines of contacts have them."""
    tell_of(ObjectType.CONTACT, Source("emails", gettext_lazy("E-mails"), _sent, _was_sent))
    tell_of(ObjectType.CONTACT, Source("workflows", WORKFLOWS, _enrolments, _enrolled))
    tell_of(ObjectType.CONTACT, Source("workflows-ended", WORKFLOWS, _ended, _ends, "workflows"))


def _sent(contact: Contact) -> QuerySet[LedgerEntry]:
    theirs = LedgerEntry.objects.filter(enrolment__contact=contact, state=LedgerEntry.State.SENT)
    return theirs.select_related("email", "enrolment__workflow").annotate(at=F("done_at"))


def _enrolments(contact: Contact) -> QuerySet[Enrolment]:
    """Those that went into another one are told by that."""
    theirs = Enrolment.objects.filter(contact=contact).exclude(state=Enrolment.State.JOINED)
    return theirs.select_related("workflow", "deal").annotate(at=F("enrolled_at"))


def _ended(contact: Contact) -> QuerySet[Enrolment]:
    return _enrolments(contact).filter(ended_at__isnull=False).annotate(at=F("ended_at"))


def _was_sent(entry: LedgerEntry) -> Event:
    workflow = entry.enrolment.workflow
    name = str(entry.email) if entry.email else _("e-mail %(place)s") % {"place": entry.place}
    at = entry.done_at or entry.due_at
    return Event(
        entry.pk, at, _("Got “%(email)s”") % {"email": name}, "mail", "", str(workflow), url=_page(entry.enrolment)
    )


def _enrolled(enrolment: Enrolment) -> Event:
    title = _("Came into “%(workflow)s”") % {"workflow": enrolment.workflow}
    source = enrolled_because(enrolment)
    return Event(enrolment.pk, enrolment.enrolled_at, title, "workflow", "", source, url=_page(enrolment))


def _ends(enrolment: Enrolment) -> Event:
    name = {"workflow": enrolment.workflow}
    at, url = enrolment.ended_at or enrolment.enrolled_at, _page(enrolment)
    if enrolment.state == Enrolment.State.LEFT:
        because = str(LeftBecause(enrolment.left_because).label)
        return Event(enrolment.pk, at, _("Left “%(workflow)s”") % name, "log-out", "", because, url=url)
    return Event(enrolment.pk, at, _("Went through “%(workflow)s”") % name, "flag", "won", url=url)


def _page(enrolment: Enrolment) -> str:
    return reverse("enrolment", args=[enrolment.workflow.kind, enrolment.pk])
