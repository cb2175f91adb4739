"""Which property a column is, and how days and numbers are written in a file: guesses that a person looks at."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language, override

from crm.catalogue import properties_of
from crm.locks import lock_of
from crm.models import ContactImport, ObjectType
from crm.properties import Kind, Property

# Other names of properties: of Shopify's customer export, of HubSpot, of address books and of French spreadsheets.
_ALIASES: dict[str, tuple[str, ...]] = {
    "email": ("email address", "e-mail address", "mail", "courriel", "adresse e-mail", "adresse mail", "email 1 value"),
    "first_name": ("first", "given name", "forename", "prénom", "prenom"),
    "last_name": ("last", "surname", "family name", "nom", "nom de famille"),
    "phone": (
        *("phone number", "telephone", "mobile", "mobile phone", "mobile phone number", "téléphone", "tél", "portable"),
        *("numéro de téléphone", "default address phone"),
    ),
    "address": ("address 1", "address1", "street", "adresse", "rue", "default address address1"),
    "city": ("town", "ville", "default address city"),
    "state": (
        *("province", "region", "région", "state/region", "province code", "département", "county"),
        "default address province code",
    ),
    "zip": ("zip code", "postcode", "postal code", "code postal", "cp", "default address zip"),
    "country": ("country/region", "country code", "pays", "default address country code"),
    "accepts_marketing": (
        *("accepts email marketing", "accepts marketing", "email marketing", "newsletter", "opt-in", "optin"),
        *("marketing consent", "accepte le marketing", "consentement"),
    ),
    "note": ("notes", "comment", "comments", "remarque", "commentaire", "message"),
    "orders_count": ("total orders", "nombre de commandes"),
    "total_revenue": ("total spent", "total dépensé"),
    "tags": ("tag", "labels", "étiquettes", "mots-clés"),
    "tax_exempt": ("exonéré de taxes",),
    "source": ("original traffic source", "latest source", "source d’origine"),
    "record_id": ("hubsync id",),
}
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_COMMA_DECIMALS = re.compile(r"[-+]?\d[\d\s.’']*,\d{1,2}$|[-+]?\d+,\d+$")
_MANY_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?$")


def importable() -> dict[str, Property]:
    """The properties of contacts that a file can set, by name; `record_id` finds the contact. One query."""
    known = properties_of(ObjectType.CONTACT).values()
    return {one.name: one for one in known if one.name == "record_id" or not lock_of(one, None)}


def guess_mapping(headings: Sequence[str]) -> list[str]:
    """A property's name for each column, empty where none is like it; no property twice.

    The number of a record is another one in other systems: it is taken for hubsync's only in a file that hubsync wrote.
    """
    names = _names()
    guessed = [names.get(_plain(heading), "") for heading in headings]
    is_ours = all(guessed) and len(headings) > 3
    can, taken = importable(), set[str]()
    for position, name in enumerate(guessed):
        if name not in can or name in taken or (name == "record_id" and not is_ours):
            guessed[position] = ""
        taken.add(name)
    return guessed


def worked_out(headings: Sequence[str]) -> list[bool]:
    """Which columns are of properties that hubsync works out itself."""
    names, can = _names(), importable()
    return [(name := names.get(_plain(heading), "")) != "" and name not in can for heading in headings]


def guess_date_form(texts: Iterable[str]) -> str:
    """How days are written; where they can be read in two ways, as the language has it."""
    forms = ContactImport.DateForm
    days = [[int(part) for part in match.groups()] for text in texts if (match := _DAY.match(text.strip()))]
    days = [day for day in days if day[0] < 1000]
    if not days:
        return forms.ISO
    if any(first > 12 for first, _second, _third in days):
        return forms.DAY_FIRST
    if any(second > 12 for _first, second, _third in days):
        return forms.MONTH_FIRST
    return forms.MONTH_FIRST if (get_language() or "").startswith("en") else forms.DAY_FIRST


def guess_decimal_mark(texts: Iterable[str]) -> str:
    """What stands before the decimals of a file's numbers."""
    marks = ContactImport.DecimalMark
    stripped = [text.strip() for text in texts]
    is_comma = any(_COMMA_DECIMALS.match(text) and not _MANY_COMMAS.match(text) for text in stripped)
    return marks.COMMA if is_comma else marks.POINT


def texts_of(kinds: set[Kind], mapping: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The cells of the columns whose property is of one of these kinds, or is not known yet."""
    can = importable()
    columns = [n for n, name in enumerate(mapping) if name not in can or can[name].kind in kinds]
    return [cells[n] for cells in rows for n in columns if n < len(cells) and cells[n].strip()]


def _names() -> Mapping[str, str]:
    """{a name as it may stand above a column: the property's name}; the catalogue's own words come first."""
    properties = properties_of(ObjectType.CONTACT).values()
    names: dict[str, str] = {}
    for language in (get_language() or "en", "en", "fr"):
        with override(language):
            for one in properties:
                names.setdefault(_plain(str(one.label)), one.name)
    for one in properties:
        for name in (one.api_name, one.name, one.api_name.rpartition("__")[2], *_ALIASES.get(one.name, ())):
            names.setdefault(_plain(name), one.name)
    names.pop("", None)
    return names


def _plain(text: str) -> str:
    """Letters and digits only, without accents and case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())
