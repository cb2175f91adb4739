"""A file of e-mail addresses whose contacts are put into a static list (docs/lists.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from crm.importing.guessing import guess_mapping
from crm.importing.reading import Unreadable, read_table
from crm.lists import members
from crm.models import Contact, ContactList

# Rows told of by themselves; a longer file says how many more there are.
MOST_TOLD = 100
_ASKED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that put nobody in: its number as spreadsheets show it, what stands there, and why."""

    row: int
    text: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What became of a file: contacts put in, contacts that were in already, rows that put nobody in."""

    added: int = 0
    present: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def told(self) -> list[Refused]:
        """The rows that are told of by themselves."""
        return self.refused[:MOST_TOLD]

    @property
    def untold(self) -> int:
        """How many more there are."""
        return max(0, len(self.refused) - MOST_TOLD)


def add_from_file(contact_list: ContactList, data: bytes) -> Outcome:
    """Put the contacts of a file's addresses into a static list. Raises NotStatic, and Unreadable in words."""
    outcome = Outcome()
    addresses: dict[str, tuple[int, str]] = {}
    for row, text in _cells(data):
        if _is_address(text):
            addresses.setdefault(text.lower(), (row, text))
        else:
            outcome.refused.append(Refused(row, text, _("This is no e-mail address.") if text else _("Empty")))
    known = _contacts_of(addresses)
    unknown = [place for key, place in addresses.items() if key not in known]
    outcome.refused += [Refused(row, text, _("No contact has this address.")) for row, text in unknown]
    outcome.refused.sort(key=lambda one: one.row)
    outcome.added = len(members.add(contact_list, list(known.values()), members.How.FILE))
    outcome.present = len(known) - outcome.added
    return outcome


def _cells(data: bytes) -> Iterator[tuple[int, str]]:
    """The numbers of the rows, and what they have in the column of addresses."""
    table = read_table(data)
    mapping = guess_mapping(table.headings)
    if "email" in mapping:
        place = mapping.index("email")
    elif len(table.headings) == 1:
        place = 0
    else:
        raise Unreadable(_("No column is called “E-mail”. Write this name above the column of addresses."))
    for number, cells in table.rows:
        yield number, cells[place].strip() if place < len(cells) else ""


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _contacts_of(addresses: Iterable[str]) -> dict[str, int]:
    """The contact of each address that is known, by the address in lower case."""
    found: dict[str, int] = {}
    live = Contact.objects.live().exclude(email="").annotate(lower_email=Lower("email"))
    left = iter(addresses)
    while some := list(islice(left, _ASKED_AT_ONCE)):
        found |= dict(live.filter(lower_email__in=some).values_list("lower_email", "pk"))
    return found
