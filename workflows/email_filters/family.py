"""The family of filters on e-mails, which contacts can be asked for by (docs/filters.md)."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.filters.events import EventFamily, EventKind, HangingTable
from crm.filters.families import register
from crm.models import ObjectType
from crm.properties import Kind, Owner, Property, TextLike
from workflows.email_filters.words import WORDS
from workflows.models import EmailEvent, LedgerEntry, MarketingEmail

EMAIL_EVENTS = "email_events"
_BY_PERSON = Q(is_machine=False)


def register_email_events() -> None:
    """Let contacts be asked for by them."""
    kinds = (
        _of_ledger("SENT", pgettext_lazy("e-mail", "Sent"), [LedgerEntry.State.SENT, LedgerEntry.State.BOUNCED]),
        # As in figures: sent and not come back.
        _of_ledger("RECEIVED", _("Delivered"), [LedgerEntry.State.SENT]),
        # Who clicked has opened, seen pictures or not.
        _heard(
            "OPENED", pgettext_lazy("e-mail", "Opened"), [EmailEvent.Kind.OPEN, EmailEvent.Kind.CLICK], by_person=True
        ),
        _heard("LINK_CLICKED", _("Clicked"), [EmailEvent.Kind.CLICK], by_person=True),
        _heard("BOUNCED", _("Bounced"), [EmailEvent.Kind.BOUNCE]),
        _heard("UNSUBSCRIBED", _("Unsubscribed"), [EmailEvent.Kind.UNSUBSCRIBE]),
        _heard("MARKED_SPAM", _("Reported as spam"), [EmailEvent.Kind.COMPLAINT]),
    )
    by_name = {one.property.api_name: one for one in kinds}
    register(
        EventFamily(
            EMAIL_EVENTS,
            _("E-mails"),
            ObjectType.CONTACT.value,
            lambda: {name: one.property for name, one in by_name.items()},
            offer=_("E-mails"),
            icon="mail",
            kinds=by_name,
            sources=email_names,
            sources_label=_("Which e-mail"),
            any_source=_("Any e-mail, unless you choose some"),
            source_is_gone=_("An e-mail in this filter does not exist any more. Choose another one."),
            gone_source=_("deleted e-mail %(id)s"),
            filter_type="EMAIL_EVENT",
            source_key="emailId",
            tables=(
                HangingTable("workflows_enrolment", "contact_id", "crm_contact"),
                HangingTable("workflows_ledgerentry", "enrolment_id", "workflows_enrolment"),
                HangingTable("workflows_emailevent", "entry_id", "workflows_ledgerentry"),
            ),
        )
    )


def email_names() -> dict[str, str]:
    """The e-mails by id, by name. One query."""
    return {str(pk): name for pk, name in MarketingEmail.objects.order_by("name", "pk").values_list("pk", "name")}


def _of_ledger(name: str, label: TextLike, states: Collection[str]) -> EventKind:
    def records() -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.filter(state__in=states).order_by()

    about = _property(name, label, "done_at")
    return EventKind(about, records, "enrolment__contact_id", "email_id", "email", WORDS[name])


def _heard(name: str, label: TextLike, kinds: Collection[str], *, by_person: bool = False) -> EventKind:
    def records() -> QuerySet[EmailEvent]:
        return EmailEvent.objects.filter(_BY_PERSON if by_person else Q(), kind__in=kinds).order_by()

    about = _property(name, label, "happened_at")
    return EventKind(about, records, "entry__enrolment__contact_id", "entry__email_id", "entry__email", WORDS[name])


def _property(name: str, label: TextLike, moment: str) -> Property:
    return Property(name.lower(), label, Kind.EVENT, "emails", Owner.HUBSYNC, name, path=moment)
