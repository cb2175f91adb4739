"""What was deleted and must not come back (SPEC K3, P2, D5), and the lock that keeps deletions and merges apart.

A tombstone's key is Shopify's id of a product or an order; `checkout:<id>` or `cart:<token>` of a checkout, which
Shopify deletes without naming its token; and of a contact a salted hash of the e-mail address, so that an erased
address is known again but not kept. `customer:<id>` (of a contact) and `person:<order id>` (of a deal) keep out no
object, but what deals that come later say of a person who was erased (crm/ingest/erased.py).
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db.backends.utils import CursorWrapper

from accounts.models import Portal
from crm.models.object_type import ObjectType

# One advisory lock: merges hold it together, a deletion alone. A merge that began before a deletion would write its
# record after it, and never see the tombstone.
_LOCK = 7_302
_SHARE = "SELECT pg_advisory_xact_lock_shared(%s)"
_CLOSE = "SELECT pg_advisory_xact_lock(%s)"

# The key of an e-mail address `i.email` in SQL (parameter: salt).
ADDRESS_KEY = "encode(sha256(convert_to(%(salt)s || i.email, 'UTF8')), 'hex')"

_WRITE = """
    INSERT INTO crm_tombstone (object_type, key, deleted_at) VALUES (%s, %s, %s)
        ON CONFLICT (object_type, key) DO NOTHING
"""


def wait_for_deletions(cursor: CursorWrapper) -> None:
    """Before a merge looks for its records: deletions under way are waited for, later ones wait for the merge."""
    cursor.execute(_SHARE, [_LOCK])


def wait_for_merges(cursor: CursorWrapper) -> None:
    """Before records are deleted: merges under way are waited for. Call it before anything of theirs is locked."""
    cursor.execute(_CLOSE, [_LOCK])


def bury(cursor: CursorWrapper, object_type: ObjectType, keys: Iterable[str], at: datetime) -> None:
    """Write tombstones; those that are there stay."""
    cursor.executemany(_WRITE, [(object_type.value, key, at) for key in keys])


def address_key(email: str) -> str:
    """The key of an e-mail address, whatever its case and the spaces around it."""
    return next(iter(address_keys([email])))


def address_keys(emails: Iterable[str]) -> dict[str, str]:
    """{key: address} of many e-mail addresses. One query."""
    salt = Portal.current().erasure_salt
    return {sha256((salt + email.strip().lower()).encode()).hexdigest(): email for email in emails}


def customer_key(customer_id: int) -> str:
    """The key of a customer whose person was erased: a contact's."""
    return f"customer:{customer_id}"


def person_key(order_id: int) -> str:
    """The key of an order whose person was erased: a deal's."""
    return f"person:{order_id}"


def checkout_keys(checkout_id: int | None, cart_token: str) -> list[str]:
    """The keys of a deleted checkout: its number, and its cart for states that do not tell their number."""
    number = [f"checkout:{checkout_id}"] if checkout_id is not None else []
    return number + ([f"cart:{cart_token}"] if cart_token else [])
