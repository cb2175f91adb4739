"""Links by which a reader unsubscribes and chooses (SPEC E4; docs/security.md 16): signed, and good for ever.

A token names the ledger entry and the salted hash of the address, never the address: a link is copied, logged and
passed on. The hash is also what is written down where the entry is gone by then.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.signing import BadSignature

from crm.ingest.tombstones import address_key, address_keys
from workflows.reader_urls import reader_url
from workflows.signing import QuickSigner

_SALT = "workflows.subscriptions"
_PLACE = re.compile(r"(\d{1,18})-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Place:
    """What a token names: a ledger entry, which may be gone, and the key of an address."""

    entry_id: int
    key: str


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one e-mail, absolute, and its two headers of RFC 8058."""

    unsubscribe: str
    preferences: str

    @property
    def headers(self) -> dict[str, str]:
        """List-Unsubscribe and List-Unsubscribe-Post."""
        return {"List-Unsubscribe": f"<{self.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def links_of(entry_id: int, address: str) -> Links:
    """All links of an e-mail that a ledger entry sends to an address. One query."""
    return links_of_many({entry_id: address})[entry_id]


def links_of_many(addresses: Mapping[int, str]) -> dict[int, Links]:
    """The links of many e-mails, by ledger entry; `addresses` is what each is sent to. One query."""
    keys = {address: key for key, address in address_keys(set(addresses.values())).items()}
    signer = QuickSigner(_SALT)
    tokens = {entry_id: signer.sign(f"{entry_id}-{keys[address]}") for entry_id, address in addresses.items()}
    return {
        entry_id: Links(reader_url("unsubscribe", token), reader_url("email-preferences", token))
        for entry_id, token in tokens.items()
    }


def unsubscribe_url(entry_id: int, address: str) -> str:
    """Where a reader unsubscribes: a page that asks, and the door of RFC 8058."""
    return links_of(entry_id, address).unsubscribe


def preferences_url(entry_id: int, address: str) -> str:
    """Where a reader chooses what they are written about."""
    return links_of(entry_id, address).preferences


def list_unsubscribe_headers(entry_id: int, address: str) -> dict[str, str]:
    """The headers by which mail programs show a button of their own (RFC 8058)."""
    return links_of(entry_id, address).headers


def token_for(entry_id: int, address: str) -> str:
    """The token of the links of one e-mail to one address."""
    return _token(entry_id, address_key(address))


def read_token(token: str) -> Place | None:
    """What a token names; None where it is not one that was signed here, for this."""
    try:
        signed = _PLACE.fullmatch(QuickSigner(_SALT).unsign(token))
    except BadSignature:
        return None
    return Place(int(signed[1]), signed[2]) if signed else None


def _token(entry_id: int, key: str) -> str:
    return QuickSigner(_SALT).sign(f"{entry_id}-{key}")
