"""Privacy requests in plain words, for their page."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopify_connector.models import PrivacyRequest

Kind, Status = PrivacyRequest.Kind, PrivacyRequest.Status
# Of a term's last days.
SOON = 7


def about(request: PrivacyRequest) -> str:
    """Whom it is about: the address while it is known, else Shopify's number; or the store."""
    if request.kind == Kind.SHOP_REDACT:
        return request.store.shop
    if request.email:
        return request.email
    if request.customer_id:
        return _("Customer %(number)s") % {"number": request.customer_id}
    return _("Somebody without an account")


def term(request: PrivacyRequest, now: datetime) -> tuple[str, str]:
    """How long there is to answer it, and the tone of the badge that says so."""
    left = request.days_left(now)
    if not left:
        return _("Overdue"), "danger"
    words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return words, "abandoned" if left <= SOON else "neutral"


def outcome(request: PrivacyRequest) -> str:
    """What was done."""
    if request.status == Status.NOT_NEEDED:
        return _("Nothing was erased: the store is connected.")
    if request.kind == Kind.DATA_REQUEST:
        return _("The data was handed over.")
    erased = [words(request.counts[kind]) for kind, words in _COUNTED.items() if request.counts.get(kind)]
    if not erased:
        return _("There was nothing to erase.")
    return _("Erased: %(what)s.") % {"what": ", ".join(erased)}


# In the order in which they are told.
_COUNTED: dict[str, Callable[[int], str]] = {
    "contacts": lambda n: ngettext("%(number)d contact", "%(number)d contacts", n) % {"number": n},
    "deals": lambda n: ngettext("%(number)d deal", "%(number)d deals", n) % {"number": n},
    "products": lambda n: ngettext("%(number)d product", "%(number)d products", n) % {"number": n},
    "errors": lambda n: ngettext("%(number)d sync error", "%(number)d sync errors", n) % {"number": n},
    "deliveries": lambda n: ngettext("%(number)d delivery", "%(number)d deliveries", n) % {"number": n},
}
