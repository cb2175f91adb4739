"""What the CRM knows of what is in the store now, by Shopify's ids, so that two ways to it can be compared.

Left out is what a latecomer cannot know: hubsync's own numbers and moments, what a checkout said before its order came,
when a payment was first seen, and contacts whose customers are gone (SPEC K3 keeps them).
"""

from typing import Any

from django.db import connection
from django.db.models import Q

from crm.models import Contact, CustomerLink, Deal, LineItem, Product, PurchaseSummary, Variant

OWN = {"id", "created_at", "updated_at", "stale_properties", "shopify_as_of", "consent_as_of", "order_as_of",
       "checkout_as_of", "custom"}  # fmt: skip
OF_CONTACTS = OWN | {"merged_into_id", "source", "source_data_1", "source_data_2"}
OF_PAST_CHECKOUTS = {"abandoned_checkout_url", "shopify_checkout_id", "token", "cart_token", "checkout_token",
                     "checkout_created_at", "checkout_updated_at", "completed_at", "abandoned_at", "recovered_at",
                     "buyer_accepts_marketing", "note", "contact_id"}  # fmt: skip
OF_FIRST_SIGHT = {"paid_seen_at", "was_seen_unpaid", "closed_at", "stage_entered_at",
                  "landing_site", "referring_site", "journey"}  # fmt: skip
# What the Admin API does not say of an abandoned checkout.
OF_WEBHOOKS = {"email", "token", "cart_token", "contact_id", "source_name", "total_weight", "presentment_currency",
               "presentment_money", "buyer_accepts_marketing"}  # fmt: skip

Rows = dict[Any, Any]


def mirror() -> dict[str, Rows]:
    """Everything, by kind and Shopify's id."""
    return {
        "products": _by("shopify_product_id", Product.objects.filter(deleted_at=None), OWN | {"published_scope"}),
        "variants": _by("shopify_variant_id", Variant.objects.filter(product__deleted_at=None), OWN | {"product_id"}),
        "customers": dict(_customers()),
        "orders": _by("shopify_order_id", _orders(), OWN | OF_PAST_CHECKOUTS | OF_FIRST_SIGHT),
        "buyers": dict(_orders().values_list("shopify_order_id", "contact__email")),
        "checkouts": _by("shopify_checkout_id", _checkouts(), OWN | OF_FIRST_SIGHT | OF_WEBHOOKS),
        "lines": dict(_lines()),
        "purchases": _purchases(),
    }


def wipe() -> None:
    """Forget all that came from the store."""
    with connection.cursor() as cursor:
        tables = ", ".join(
            model._meta.db_table for model in (Contact, CustomerLink, Deal, LineItem, Product, PurchaseSummary, Variant)
        )
        cursor.execute(f"TRUNCATE {tables}, crm_tombstone, crm_recordchange CASCADE")


def _orders() -> Any:
    return Deal.objects.live().filter(shopify_order_id__isnull=False)


def _checkouts() -> Any:
    # A completed one belongs to an order; where that was deleted, a latecomer only sees the checkout.
    return Deal.objects.live().filter(shopify_order_id=None, completed_at=None)


def _customers() -> Any:
    of_contact: dict[int, list[int]] = {}
    links = CustomerLink.objects.filter(deleted_at=None, contact__deleted_at=None).exclude(contact=None)
    for customer, contact in links.values_list("customer_id", "contact_id"):
        of_contact.setdefault(contact, []).append(customer)
    for row in Contact.objects.filter(pk__in=of_contact).values():
        yield (
            tuple(sorted(of_contact[row["id"]])),
            {name: value for name, value in row.items() if name not in OF_CONTACTS},
        )


def _purchases() -> Rows:
    rows = PurchaseSummary.objects.filter(number_of_orders__gt=0, contact__customers__deleted_at=None)
    names = ("first_order_at", "last_order_at", "number_of_orders", "total_revenue", "last_product")
    return {row[0]: row[1:] for row in rows.values_list("contact__email", *names)}


def _lines() -> Any:
    rows: Rows = {}
    sold = set(Product.objects.filter(deleted_at=None).values_list("shopify_product_id", flat=True))
    for line in LineItem.objects.filter(Q(deal__in=_orders()) | Q(deal__in=_checkouts())).order_by("position"):
        of = line.deal.shopify_order_id or -(line.deal.shopify_checkout_id or 0)
        fields = (line.title, line.quantity, line.current_quantity, line.price, line.total, line.total_discount,
                  line.sku, line.variant_title)  # fmt: skip
        # Of a product that is gone the store says no more than its title; hubsync remembers which it was.
        product = (line.shopify_product_id, line.shopify_variant_id, line.vendor)
        rows.setdefault(of, []).append((*fields, *(product if line.shopify_product_id in sold else ())))
    return rows.items()


def _by(key: str, rows: Any, without: set[str]) -> Rows:
    return {row[key]: {name: row[name] for name in row if name not in without} for row in rows.values()}


def with_past_customers() -> set[tuple[int, ...]]:
    """Contacts that are the contact of a customer who is gone too, or of two that became one by sharing an address for
    a time: they keep what only the other one had said (SPEC K3, K4)."""
    gone, merged = Q(contact__customers__deleted_at__isnull=False), Q(contact__merges__isnull=False)
    links = CustomerLink.objects.filter(gone | merged, deleted_at=None).select_related("contact")
    present = [link.contact.customers.filter(deleted_at=None) for link in links if link.contact]
    return {tuple(sorted(customers.values_list("pk", flat=True))) for customers in present}


def differences(ours: dict[str, Rows], theirs: dict[str, Rows], forgiven: set[Any]) -> list[str]:
    """In words, for a failing test. Of the contacts that are `forgiven`, only their being there is compared."""
    found = []
    for kind, rows in ours.items():
        others = theirs[kind]
        for key in rows.keys() | others.keys():
            one, other = rows.get(key), others.get(key)
            if one == other or (key in forgiven and one and other):
                continue
            if isinstance(one, dict) and isinstance(other, dict):
                # What the store has empty clears nothing here (SPEC K1).
                cleared = ("", [], None) if kind == "customers" else ()
                fields = {n: (one[n], other[n]) for n in one if one[n] != other[n] and other[n] not in cleared}
                if fields:
                    found.append(f"{kind} {key}: {fields}")
            else:
                found.append(f"{kind} {key}: {one} / {other}")
    return found
