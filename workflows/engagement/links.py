"""The signed addresses that e-mails carry (docs/security.md 17): the target stands in the signature, nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature

from workflows.reader_urls import reader_url
from workflows.signing import QuickSigner

_CLICK, _OPEN = "workflows.engagement.click", "workflows.engagement.open"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an e-mail: whose, where it leads, and of how many different links of that e-mail it is one."""

    entry_id: int
    url: str
    links: int


def click_urls(entry_id: int, urls: Iterable[str]) -> dict[str, str]:
    """The address by which a click on each of an e-mail's links is heard before it leads on."""
    different = set(urls)
    signer = _signer(_CLICK)
    return {url: reader_url("email-click", signer.sign_object([entry_id, len(different), url])) for url in different}


def open_url(entry_id: int) -> str:
    """The address of the picture by which an open is heard."""
    return reader_url("email-open", _signer(_OPEN).sign(str(entry_id)))


def read_click(token: str) -> Link | None:
    """The link that was signed; None for any other text."""
    try:
        entry_id, links, url = _signer(_CLICK).unsign_object(token)
    except BadSignature:
        return None
    return Link(entry_id, url, links)


def read_open(token: str) -> int | None:
    """The ledger entry whose picture it is; None for any other text."""
    try:
        return int(_signer(_OPEN).unsign(token))
    except BadSignature:
        return None


def is_ours(url: str) -> bool:
    """Whether an address is one of the links for readers: they are neither counted nor led through anything."""
    return url.startswith(f"{settings.APP_URL}/e/")


def _signer(salt: str) -> QuickSigner:
    return QuickSigner(salt)
