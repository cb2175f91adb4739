"""Whether a contact may be written to, for the page that shows them."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact
from workflows.models import LeftBecause
from workflows.sending import restored
from workflows.subscriptions.reachability import Standing, standing_of
from workflows.subscriptions.words import LABELS

register = template.Library()

WORDS = {
    LeftBecause.UNSUBSCRIBED: gettext_lazy("they unsubscribed"),
    LeftBecause.BOUNCED: gettext_lazy("the address bounces"),
    LeftBecause.COMPLAINED: gettext_lazy("they reported an e-mail as spam"),
    LeftBecause.NO_CONSENT: gettext_lazy("they do not accept marketing"),
    LeftBecause.NO_ADDRESS: gettext_lazy("there is no e-mail address"),
    LeftBecause.CONTACT_GONE: gettext_lazy("the contact was deleted"),
}


@register.inclusion_tag("workflows/_paused.html")
def sending_paused() -> dict[str, object]:
    """`{% sending_paused %}`: a banner while nothing is sent because the database looks restored."""
    return {"held": restored.held(timezone.now())}


@register.inclusion_tag("workflows/_standing.html")
def mail_standing(contact: Contact) -> dict[str, object]:
    """`{% mail_standing contact %}`: a line that says whether workflows may write to a contact, and why not."""
    standing = standing_of(contact)
    return {"sentence": _sentence(standing), "is_open": standing.reason is None}


def _sentence(standing: Standing) -> str:
    if standing.reason:
        return _("E-mails are not sent: %(reason)s.") % {"reason": WORDS[standing.reason]}
    if standing.closed_to:
        types = ", ".join(_("“%(type)s”") % {"type": LABELS[kind]} for kind in standing.closed_to)
        return _("E-mails may be sent, except %(types)s: they unsubscribed from these.") % {"types": types}
    return _("E-mails may be sent.")
