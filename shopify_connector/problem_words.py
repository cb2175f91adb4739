"""Reasons in words: why an object was not taken in, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.ingest.outcome import SkipReason
from shopify_connector.mapping.refusal import RefusalReason

REFUSALS: dict[str, str | Promise] = {
    RefusalReason.BAD_JSON: _("The line Shopify sent is not valid JSON. Retry once Shopify's data is in order."),
    RefusalReason.NO_ID: _("There is no usable id in “%(field)s”."),
    RefusalReason.MISSING: _("“%(field)s” is missing."),
    RefusalReason.BAD_DATE: _("“%(value)s” in “%(field)s” is not a date between 1970 and 2199. Correct it in Shopify."),
    RefusalReason.BAD_AMOUNT: _("“%(value)s” in “%(field)s” is not an amount."),
    RefusalReason.BAD_NUMBER: _("“%(value)s” in “%(field)s” is not a whole number, or is too large."),
    RefusalReason.BAD_CURRENCY: _("“%(value)s” in “%(field)s” is not an ISO 4217 currency."),
    RefusalReason.WRONG_SHAPE: _("The data is not in the shape that Shopify documents (%(value)s)."),
    RefusalReason.NO_PARENT: _("The object that this one belongs to is not in Shopify's file."),
    RefusalReason.CUT: _("“%(field)s” has %(value)s characters; the first 65,536 were kept."),
    RefusalReason.NOT_STORED: _("The database refused it: %(value)s"),
}

SKIPS: dict[str, str | Promise] = {
    SkipReason.NO_EMAIL: _("No e-mail address"),
    SkipReason.DELETED_HERE: _("Deleted in hubsync"),
    SkipReason.DELETED_IN_SHOPIFY: _("Deleted in Shopify"),
}


def refusal_in_words(reason: str, field: str, value: str) -> str:
    """A reason with its field and value, in the reader's language."""
    words = REFUSALS.get(reason)
    return str(words) % {"field": field, "value": value} if words else reason
