"""How workflows and e-mails are spoken of: triggers, ways out, states, delays."""

from datetime import time

from babel.dates import format_time, get_day_names
from babel.lists import format_list
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from workflows import durations
from workflows.enrolling.running import EXISTING_WITHIN
from workflows.models import Kind, MarketingEmail, TimeZoneOf, Workflow, WorkflowStep
from workflows.models.workflow import every_day

ICONS = {Kind.WELCOME: "party-popper", Kind.ABANDONED_CART: "shopping-cart", Kind.RE_ENGAGEMENT: "history"}


def icon_of(workflow: Workflow) -> str:
    """The icon a workflow is known by."""
    return ICONS[Kind(workflow.kind)]


def trigger_of(workflow: Workflow) -> str:
    """What enrols a contact, as a sentence (docs/automation.md)."""
    if workflow.kind == Kind.WELCOME:
        return _("A contact buys for the first time.")
    if workflow.kind == Kind.ABANDONED_CART:
        return _("A contact leaves a checkout unfinished for 24 hours: its deal enters “Checkout abandoned”.")
    days = workflow.lapse_days or 0
    return ngettext(
        "A contact who has bought before has not bought for %(days)d day.",
        "A contact who has bought before has not bought for %(days)d days.",
        days,
    ) % {"days": days}


def ways_out_of(workflow: Workflow) -> list[str]:
    """What takes a contact out before the next e-mail, whatever step they are at."""
    ways = {
        Kind.WELCOME: [_("Their first order is cancelled or fully refunded.")],
        Kind.ABANDONED_CART: [_("They complete that checkout, or buy anything after it.")],
        Kind.RE_ENGAGEMENT: [_("They buy anything. After the next lapse they may come in again.")],
    }
    return [*ways[Kind(workflow.kind)], _("They unsubscribe, or their address bounces.")]


def existing_of(workflow: Workflow) -> str:
    """Who counts as existing when it is turned on, as a sentence."""
    days = EXISTING_WITHIN[workflow.kind].days
    if workflow.kind == Kind.WELCOME:
        return _("Those who bought for the first time in the last %(days)d days.") % {"days": days}
    if workflow.kind == Kind.ABANDONED_CART:
        return _("Those who abandoned a cart in the last %(days)d days and bought nothing since.") % {"days": days}
    return _("Those who have not bought for %(lapse)d days or more, up to %(days)d.") % {
        "lapse": workflow.lapse_days or 0,
        "days": days + (workflow.lapse_days or 0),
    }


def delay_of(step: WorkflowStep) -> str:
    """How long a step waits, exactly."""
    return durations.in_words(step.delay_seconds) or _("No delay")


def counted_from(step: WorkflowStep) -> str:
    """What a step's delay is counted from."""
    if step.place == 1:
        return _("Counted from the moment the trigger is met.")
    return _("Counted from the previous e-mail.")


def window_of(workflow: Workflow) -> str:
    """When a workflow sends."""
    if sorted(workflow.window_days) == every_day() and workflow.window_start is None:
        return _("Any day, at any hour.")
    days = _days(workflow.window_days)
    zone = _("the store’s time") if workflow.time_zone_of == TimeZoneOf.STORE else _("the contact’s time")
    if workflow.window_start is None or workflow.window_end is None:
        return _("%(days)s, at any hour (%(zone)s).") % {"days": days, "zone": zone}
    between = {"from": _hour(workflow.window_start), "until": _hour(workflow.window_end)}
    return _("%(days)s, from %(from)s to %(until)s (%(zone)s).") % {"days": days, "zone": zone, **between}


def state_of(email: MarketingEmail) -> tuple[str, str]:
    """An e-mail's state in words, and its tone."""
    if email.saved_for_automation:
        return _("Saved for automation"), "won"
    if email.is_published:
        return _("Published"), "won"
    return (_("Automated draft") if email.made_for else _("Draft")), "neutral"


def _days(days: list[int]) -> str:
    locale = to_locale(get_language() or "en")
    if sorted(days) == every_day():
        return _("Any day")
    names = get_day_names("abbreviated", locale=locale)
    return format_list([names[day - 1] for day in sorted(days)], style="unit", locale=locale)


def _hour(hour: time) -> str:
    return format_time(hour, "short", locale=to_locale(get_language() or "en"))
