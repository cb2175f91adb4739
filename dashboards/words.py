"""What the figures of a report are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.definitions import Counted, Measure

_NUMBER: Mapping[Counted, Promise] = {
    Counted.DEALS_CREATED: _("Deals"),
    Counted.SALES: _("Sales"),
    Counted.SALES_PROCESSED: _("Sales"),
    Counted.CARTS_ABANDONED: _("Carts"),
    Counted.CONTACTS_CREATED: _("Contacts"),
    Counted.NEW_CUSTOMERS: _("New customers"),
    Counted.LINE_ITEMS_SOLD: _("Lines"),
    Counted.EMAILS_SENT: pgettext_lazy("e-mails", "Sent"),
}
_SALES = frozenset({Counted.SALES, Counted.SALES_PROCESSED})


def measure_words(counted: Counted, measure: Measure) -> str | Promise:
    """What a figure of what is counted is called, over its column."""
    if measure == Measure.COUNT:
        return _NUMBER[counted]
    if measure == Measure.AVERAGE and counted in _SALES:
        return _("Average order value")
    return measure.label
