"""What a contact's timeline tells of their address: opting out, and taking it back (SPEC T4)."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact, ObjectType
from crm.timeline import Event, Source, tell_of
from workflows.models import Kind, OptOut
from workflows.subscriptions.words import LABELS


def tell_of_opt_outs() -> None:
    """Let timelines of contacts have them."""
    label = gettext_lazy("Subscriptions")
    tell_of(ObjectType.CONTACT, Source("subscriptions", label, _opt_outs, _opted_out))
    tell_of(ObjectType.CONTACT, Source("subscriptions-back", label, _taken_back, _took_back, "subscriptions"))


def _opt_outs(contact: Contact) -> QuerySet[OptOut]:
    return _of_address(contact).annotate(at=F("opted_out_at"))


def _taken_back(contact: Contact) -> QuerySet[OptOut]:
    return _of_address(contact).filter(undone_at__isnull=False).annotate(at=F("undone_at"))


def _of_address(contact: Contact) -> QuerySet[OptOut]:
    theirs = OptOut.objects.filter(mailbox=contact.email.lower()) if contact.email else OptOut.objects.none()
    return theirs.select_related("email")


def _opted_out(opt_out: OptOut) -> Event:
    title = _("Unsubscribed from “%(type)s”") % {"type": LABELS[Kind(opt_out.kind)]} if opt_out.kind else ""
    return _event(opt_out, opt_out.opted_out_at, title or _("Unsubscribed from all e-mails"), "mail-x")


def _took_back(opt_out: OptOut) -> Event:
    title = _("Subscribed to “%(type)s” again") % {"type": LABELS[Kind(opt_out.kind)]} if opt_out.kind else ""
    return _event(opt_out, opt_out.undone_at or opt_out.opted_out_at, title or _("Subscribed again"), "mail-check")


def _event(opt_out: OptOut, at: datetime, title: str, icon: str) -> Event:
    source = _("By the e-mail “%(email)s”") % {"email": opt_out.email} if opt_out.email else ""
    return Event(opt_out.pk, at, title, icon, source=source)
