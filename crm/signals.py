"""What the CRM tells the rooms above, after commit, in ids."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.dispatch import Signal

from crm.lists.checks import note_contacts, note_deals, note_events, note_products

# Arguments: created: list[int], updated: list[int] (ids of contacts).
contacts_changed = Signal()
# Arguments: created: list[int], updated: list[int] (ids of deals).
deals_changed = Signal()
# Arguments: created: list[int], updated: list[int] (ids of products).
products_changed = Signal()
# Argument: customer_ids: list[int] (Shopify's). What is known of them contradicts what came: they should be read again.
customers_doubted = Signal()
# Argument: addresses: list[str]. They are erased for good; sent within the transaction that does it.
addresses_erased = Signal()
# Arguments: list_id: int, at: datetime (UTC). Contacts joined or left a list at that moment.
list_members_changed = Signal()


def _send(signal: Signal, created: Sequence[int], updated: Sequence[int]) -> None:
    if created or updated:
        transaction.on_commit(lambda: signal.send(sender=None, created=list(created), updated=list(updated)))


def send_contacts_changed(created: Sequence[int], updated: Sequence[int]) -> None:
    """Tell, once this transaction is committed, which contacts were made and changed. Call it in the transaction."""
    note_contacts([*created, *updated])
    _send(contacts_changed, created, updated)


def send_deals_changed(created: Sequence[int], updated: Sequence[int]) -> None:
    """Tell, once this transaction is committed, which deals were made and changed. Call it in the transaction."""
    note_deals([*created, *updated])
    _send(deals_changed, created, updated)


def send_products_changed(created: Sequence[int], updated: Sequence[int]) -> None:
    """Tell, once this transaction is committed, which products were made and changed. Call it in the transaction."""
    note_products([*created, *updated])
    _send(products_changed, created, updated)


def send_events_happened(family: str, contact_ids: Sequence[int]) -> None:
    """Tell lists, in the transaction that writes it down, that something happened to contacts which a family of events
    tells of (crm.filters.events). They are looked at within ten seconds; `lists.following.sort_soon` asks at once.
    """
    note_events(family, contact_ids)


def send_customers_doubted(customer_ids: Iterable[int]) -> None:
    """Ask, once this transaction is committed, for these customers to be read again at their source."""
    doubted = sorted(customer_ids)
    if doubted:
        transaction.on_commit(lambda: customers_doubted.send(sender=None, customer_ids=doubted))


def send_addresses_erased(addresses: Iterable[str]) -> None:
    """Have the rooms above forget e-mail addresses, now: what they keep of a person goes with the person."""
    erased = sorted(filter(None, addresses))
    if erased:
        addresses_erased.send(sender=None, addresses=erased)
