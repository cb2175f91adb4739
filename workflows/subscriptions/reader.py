"""Who follows a link: the address that an e-mail went to, and what it wants."""

from dataclasses import dataclass

from django.db.models import Q

from crm.ingest.tombstones import address_key
from workflows.defaults import portal_language
from workflows.models import Kind, LedgerEntry, Mailbox, OptOut
from workflows.subscriptions.links import Place


@dataclass(frozen=True, slots=True)
class Reader:
    """`address` is empty where it is not known any more: then `key`, its salted hash, stands for it."""

    key: str
    address: str
    language: str
    entry: LedgerEntry | None = None

    @property
    def addresses(self) -> list[str]:
        """Under which its mailboxes are kept."""
        return [self.address, self.key] if self.address else [self.key]

    @property
    def masked(self) -> str:
        """The address as only its owner recognises it: a•••@example.com; empty where it is not known."""
        name, at, host = self.address.rpartition("@")
        return f"{name[:1]}•••{at}{host}" if at else ""


def reader_of(place: Place) -> Reader:
    """The reader that a token names. Two or three queries."""
    found = LedgerEntry.objects.filter(pk=place.entry_id).select_related("email").first()
    # An entry that is another's by now (a restored database counts anew) says nothing of this reader.
    entry = found if found and found.address and address_key(found.address) == place.key else None
    language = entry.email.language if entry and entry.email else portal_language()
    return Reader(place.key, entry.address.lower() if entry else "", language, entry)


def types_wanted(reader: Reader) -> set[Kind]:
    """The types of e-mail that the address has not opted out of."""
    mine = Q(mailbox__in=reader.addresses, undone_at__isnull=True)
    refused = set(OptOut.objects.filter(mine).values_list("kind", flat=True))
    return set() if "" in refused or is_unsubscribed(reader) else {kind for kind in Kind if kind not in refused}


def is_unsubscribed(reader: Reader) -> bool:
    """Whether the address opted out of every e-mail."""
    return Mailbox.objects.filter(pk__in=reader.addresses, unsubscribed_at__isnull=False).exists()
