"""Finding records by a few words: every word must be part of the record's own words, whatever its case.

Contacts: name, e-mail address (its domain is often the company), phone, city. Deals: name, order number, e-mail
address, and the contact's name. Products: title, vendor, type, SKU. One pass over the table, newest first, which ends
as soon as a page is full. Beside these stands what the search index finds (crm/finding), such as Élodie for "elodie",
up to the newest so many: what the search shows is in its table, too.
"""

import re
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Func

from crm.finding import lookup
from crm.finding.words import Query
from crm.models import Contact, Deal, LineItem, ObjectType, Product, Variant

CONTACT, DEAL, PRODUCT = ObjectType.CONTACT, ObjectType.DEAL, ObjectType.PRODUCT
MOST_WORDS = 6
MOST_FROM_INDEX = 1_000
PHONE = re.compile(r"[+\d][\d\s().\-/]{4,}")


class _Words(Func):
    """Text columns, none of them null, as one text."""

    arg_joiner = " || ' ' || "
    template = "(%(expressions)s)"
    output_field = TextField()


class _Holds(Func):
    """Whether a text holds another, whatever the case. Cheaper than icontains, which writes both in capitals."""

    arg_joiner = " ILIKE "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def find_contacts(contacts: QuerySet[Contact], query: str) -> QuerySet[Contact]:
    """Contacts in whose name, address, phone or city every word of the query stands."""
    text = _Words("first_name", "last_name", "email", "phone", "city")
    return contacts.filter(_every_word(query, lambda word: _holds(text, word)) | Q(pk__in=_indexed(CONTACT, query)))


def find_deals(deals: QuerySet[Deal], query: str) -> QuerySet[Deal]:
    """Deals in whose name, order number or address, or in whose contact's name, every word stands."""

    def matches(word: str) -> Q:
        number = word.removeprefix("#")
        by_number = Q(order_number=int(number)) if number.isdecimal() and len(number) < 18 else Q()
        of_contact = Contact.objects.live().filter(_holds(_Words("first_name", "last_name"), word)).values("id")
        return _holds(_Words("name", "email"), word) | by_number | Q(contact_id__in=of_contact)

    of_contact = Q(contact_id__in=_indexed(CONTACT, query))
    return deals.filter(_every_word(query, matches) | of_contact | Q(pk__in=_indexed(DEAL, query)))


def find_products(products: QuerySet[Product], query: str) -> QuerySet[Product]:
    """Products in whose title, vendor, type or SKUs every word stands."""

    def matches(word: str) -> Q:
        by_sku = Variant.objects.filter(product=OuterRef("pk")).filter(_holds(F("sku"), word))
        return _holds(_Words("title", "vendor", "product_type"), word) | Q(Exists(by_sku))

    return products.filter(_every_word(query, matches) | Q(pk__in=_indexed(PRODUCT, query)))


def find_line_items(lines: QuerySet[LineItem], query: str) -> QuerySet[LineItem]:
    """Line items in whose product name, variant, vendor or SKU every word stands."""
    text = _Words("title", "variant_title", "vendor", "sku")
    return lines.filter(_every_word(query, lambda word: _holds(text, word)))


def words_of(query: str) -> list[str]:
    """The words of a query; a phone number, however it is spaced, is one word of digits without its leading zero."""
    if PHONE.fullmatch(query.strip()):
        return [re.sub(r"\D", "", query).lstrip("0")]
    return query.split()[:MOST_WORDS]


def _indexed(object_type: ObjectType, query: str) -> list[int]:
    return list(lookup.find(object_type, Query.of(query), MOST_FROM_INDEX))


def _every_word(query: str, matches: Any) -> Q:
    condition = Q()
    for word in words_of(query):
        condition &= matches(word)
    return condition


def _holds(text: Func | F, word: str) -> Q:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return Q(_Holds(text, Value(f"%{escaped}%")))
