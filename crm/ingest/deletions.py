"""What Shopify deletes (SPEC K3, P2, D5; docs/ingest.md). Each is one transaction; doing it twice is as once.

A deletion that comes before the object does leaves a tombstone, so that its late states bring nothing back. Moments are
UTC.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from crm.ingest.addresses import Settled, live_customers, move_customer, settle_addresses
from crm.ingest.contact_merge import merge_contacts
from crm.ingest.purchases import contacts_of, recompute_purchases
from crm.ingest.staging import ids
from crm.ingest.tombstones import bury, checkout_keys, wait_for_merges
from crm.models.contact import Contact, CustomerLink
from crm.models.deal import Deal
from crm.models.history import ChangeSource
from crm.models.object_type import ObjectType
from crm.signals import send_contacts_changed, send_customers_doubted, send_deals_changed, send_products_changed

# Version of a customer of whom no state was seen: whichever comes is newer.
_NO_STATE = datetime(1970, 1, 1, tzinfo=UTC)

_DELETE_PRODUCTS = """
    UPDATE crm_product SET deleted_at = %(at)s, updated_at = %(at)s
     WHERE shopify_product_id = ANY(%(ids)s) AND deleted_at IS NULL RETURNING id
"""
_DELETE_ORDERS = """
    UPDATE crm_deal SET deleted_at = %(at)s, updated_at = %(at)s
     WHERE shopify_order_id = ANY(%(ids)s) AND deleted_at IS NULL RETURNING id
"""
# Once there is an order, its checkout is no deal of its own any more.
_DELETE_CHECKOUT = """
    UPDATE crm_deal SET deleted_at = %(at)s, updated_at = %(at)s
     WHERE shopify_order_id IS NULL AND deleted_at IS NULL
           AND (shopify_checkout_id = %(checkout_id)s
                OR (shopify_checkout_id IS NULL AND cart_token = %(cart_token)s AND cart_token <> ''))
 RETURNING id
"""
_DELETE_CUSTOMERS = """
    INSERT INTO crm_customerlink AS l (customer_id, updated_at, deleted_at, email, waits_for_address, erased)
    SELECT customer_id, %(no_state)s, %(at)s, '', false, false FROM unnest(%(ids)s::bigint[]) AS customer_id
        ON CONFLICT (customer_id) DO UPDATE SET deleted_at = excluded.deleted_at, waits_for_address = false
     WHERE l.deleted_at IS NULL
"""


def delete_products(product_ids: Sequence[int], at: datetime) -> list[int]:
    """Delete products by Shopify's ids; the records that were there. Lines keep their words."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        bury(cursor, ObjectType.PRODUCT, map(str, product_ids), at)
        cursor.execute(_DELETE_PRODUCTS, {"ids": list(product_ids), "at": at})
        deleted = ids(cursor)
        send_products_changed([], deleted)
    return deleted


def delete_orders(order_ids: Sequence[int], at: datetime) -> list[int]:
    """Delete the deals of orders by Shopify's ids; the records that were there."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        bury(cursor, ObjectType.DEAL, map(str, order_ids), at)
        cursor.execute(_DELETE_ORDERS, {"ids": list(order_ids), "at": at})
        return _deals_are_gone(cursor, ids(cursor))


def delete_checkout(checkout_id: int | None, cart_token: str, at: datetime) -> list[int]:
    """Delete the deal of a checkout that has no order, by its number, else by its cart."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_merges(cursor)
        bury(cursor, ObjectType.DEAL, checkout_keys(checkout_id, cart_token), at)
        cursor.execute(_DELETE_CHECKOUT, {"checkout_id": checkout_id, "cart_token": cart_token, "at": at})
        return _deals_are_gone(cursor, ids(cursor))


def delete_customers(customer_ids: Sequence[int], at: datetime, source: ChangeSource) -> None:
    """Note that Shopify deleted customers: their contacts stay (SPEC K3), their addresses are free."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DELETE_CUSTOMERS, {"ids": list(customer_ids), "at": at, "no_state": _NO_STATE})
        settled = settle_addresses([], source)
        send_contacts_changed([], sorted(settled.changed))
        send_customers_doubted(settled.doubted)


def merge_customers_at_shopify(kept_id: int, deleted_id: int, at: datetime, source: ChangeSource) -> None:
    """Shopify merged two customers: so are their contacts. The kept one should be read again.

    Told of late, the deleted one's contact may be another customer's by now, who came to the address that it left: that
    contact stays as it is, and the deleted customer leaves it.
    """
    settled = Settled(doubted={kept_id})
    with transaction.atomic():
        kept, deleted = _contact_of(kept_id), _contact_of(deleted_id)
        is_others = deleted is not None and live_customers(deleted).exclude(pk=deleted_id).exists()
        if kept and deleted and kept != deleted:
            if is_others:
                move_customer(CustomerLink.objects.get(pk=deleted_id), kept, settled)
            else:
                merge_contacts(kept, deleted, source)
        contact = kept or (None if is_others else deleted)
        if contact:
            _link(kept_id, contact)
            _link(deleted_id, contact)
            _adopt_deals(contact)
        delete_customers([deleted_id], at, source)
        send_contacts_changed([], sorted(settled.changed))
        send_customers_doubted(settled.doubted)


def _link(customer_id: int, contact: Contact) -> None:
    """Let a customer who has no contact, and was not erased, have this one: its states may come later."""
    CustomerLink.objects.get_or_create(customer_id=customer_id, defaults={"updated_at": _NO_STATE})
    CustomerLink.objects.filter(customer_id=customer_id, contact=None, erased=False).update(contact=contact)


def _adopt_deals(contact: Contact) -> None:
    deals = Deal.objects.filter(contact=None, customer_id__in=contact.customers.values("customer_id"))
    adopted = list(deals.values_list("pk", flat=True))
    deals.update(contact=contact, updated_at=timezone.now())
    with connection.cursor() as cursor:
        recompute_purchases(cursor, [contact.pk])
    send_deals_changed([], adopted)
    send_contacts_changed([], [contact.pk])


def _contact_of(customer_id: int) -> Contact | None:
    return Contact.objects.live().select_for_update(of=("self",)).filter(customers__customer_id=customer_id).first()


def _deals_are_gone(cursor: CursorWrapper, deal_ids: list[int]) -> list[int]:
    contacts = sorted(contacts_of(cursor, deal_ids))
    recompute_purchases(cursor, contacts)
    send_deals_changed([], deal_ids)
    send_contacts_changed([], contacts)
    return deal_ids
