"""Why somebody is in a workflow, what they wait for, and why they got an e-mail or not: in sentences."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from workflows.models import Enrolment, Kind, LedgerEntry, LeftBecause, SkippedBecause, WaitsFor

State = LedgerEntry.State


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the tone it is said in."""

    text: str
    tone: str = "neutral"


def enrolled_because(enrolment: Enrolment) -> str:
    """What set it off. `deal` is loaded."""
    day = _day(enrolment.triggered_at)
    deal = enrolment.deal
    match enrolment.workflow.kind:
        case Kind.WELCOME:
            return _("First purchase: %(deal)s, %(day)s") % {"deal": deal or "—", "day": day}
        case Kind.ABANDONED_CART:
            return _("Abandoned cart: %(deal)s, %(day)s") % {"deal": deal or "—", "day": day}
    return _("No purchase for %(days)d days on %(day)s") % {"days": enrolment.workflow.lapse_days or 0, "day": day}


def now_of(enrolment: Enrolment, entries: list[LedgerEntry]) -> Said:
    """Where somebody is in the workflow now."""
    match enrolment.state:
        case Enrolment.State.LEFT:
            return Said(_("Left: %(because)s") % {"because": LeftBecause(enrolment.left_because).label})
        case Enrolment.State.FINISHED:
            return Said(_("Went through it"), "won")
        case Enrolment.State.JOINED:
            return Said(_("Went into a running enrolment"))
    open_entries = [one for one in entries if one.state not in (State.SENT, State.BOUNCED, State.SKIPPED)]
    return email_of(open_entries[-1]) if open_entries else Said(_("In the workflow"))


def email_of(entry: LedgerEntry) -> Said:
    """What became of the e-mail of a step, or what it waits for."""
    place = {"place": entry.place}
    match entry.state:
        case State.PLANNED:
            return Said(_waits(entry), "warning" if entry.waits_for == WaitsFor.REPAIR else "pending")
        case State.CLAIMED | State.HANDING_OVER:
            return Said(_("E-mail %(place)d is being sent") % place, "pending")
        case State.SENT:
            return Said(_("E-mail %(place)d was sent") % place, "won")
        case State.BOUNCED:
            return Said(_("E-mail %(place)d bounced") % place, "danger")
        case State.LATE:
            return Said(_("E-mail %(place)d is late and waits for you") % place, "warning")
        case State.UNKNOWN:
            return Said(_("Nobody knows whether e-mail %(place)d was sent") % place, "warning")
    because = SkippedBecause(entry.skipped_because).label
    return Said(_("E-mail %(place)d was not sent: %(because)s") % {**place, "because": because})


def _waits(entry: LedgerEntry) -> str:
    until = {"place": entry.place, "until": _moment(entry.due_at)}
    match entry.waits_for:
        case WaitsFor.WINDOW:
            return _("E-mail %(place)d waits until %(until)s: outside the hours in which the workflow sends") % until
        case WaitsFor.PAUSE:
            return _("E-mail %(place)d waits until %(until)s: they got another e-mail just before") % until
        case WaitsFor.RETRY:
            return _("E-mail %(place)d is tried again at %(until)s: the mail server did not take it") % until
        case WaitsFor.REPAIR:
            return _("E-mail %(place)d waits until it is put right") % until
    return _("E-mail %(place)d waits until %(until)s") % until


def _day(moment: datetime) -> str:
    return format_date(timezone.localtime(moment), "medium", locale=to_locale(get_language() or "en"))


def _moment(moment: datetime) -> str:
    local, locale = timezone.localtime(moment), to_locale(get_language() or "en")
    return f"{format_date(local, 'medium', locale=locale)}, {format_time(local, 'short', locale=locale)}"
