"""What the CRM knows of what is in the store now, by Shopify's ids, so that two ways to it can be compared.

Left out is what a latecomer cannot know: hubsync's own numbers and moments, what a checkout said before its order came,
when a payment was first seen, and contacts whose customers are gone (SPEC K3 keeps them).
"""

from typing import Any

from django.db import connection

from crm.models import Contact, CustomerLink, Deal, LineItem, Product, PurchaseSummary, Variant

OWN = {"id", "created_at", "updated_at", "stale_properties", "shopify_as_of", "consent_as_of", "order_as_of",
       "checkout_as_of", "custom"}  # fmt: skip
OF_CONTACTS = OWN | {"merged_into_id", "source", "source_data_1", "source_data_2"}
OF_PAST_CHECKOUTS = {"abandoned_checkout_url", "shopify_checkout_id", "token", "cart_token", "checkout_token",
                     "checkout_created_at", "checkout_updated_at", "completed_at", "abandoned_at", "recovered_at",
                     "buyer_accepts_marketing", "note", "contact_id"}  # fmt: skip
OF_FIRST_SIGHT = {"paid_seen_at", "was_seen_unpaid", "closed_at", "stage_entered_at"}

Rows = dict[Any, Any]


def mirror() -> dict[str, Rows]:
    """Everything, by kind and Shopify's id."""
    return {
        "products": _by("shopify_product_id", Product.objects.filter(deleted_at=None), OWN),
        "variants": _by("shopify_variant_id", Variant.objects.filter(product__deleted_at=None), OWN | {"product_id"}),
        "customers": dict(_customers()),
        "orders": _by("shopify_order_id", _orders(), OWN | OF_PAST_CHECKOUTS | OF_FIRST_SIGHT),
        "buyers": dict(_orders().values_list("shopify_order_id", "contact__email")),
        "checkouts": _by("shopify_checkout_id", _checkouts(), OWN | OF_FIRST_SIGHT | {"contact_id"} | OF_TOKENS),
        "lines": dict(_lines()),
        "purchases": _purchases(),
    }


OF_TOKENS = {"token", "cart_token"}


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
    return Deal.objects.live().filter(shopify_order_id=None)


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
    for line in LineItem.objects.filter(deal__deleted_at=None).select_related("deal").order_by("position"):
        of = line.deal.shopify_order_id or -(line.deal.shopify_checkout_id or 0)
        fields = (line.title, line.quantity, line.current_quantity, line.price, line.total, line.total_discount,
                  line.shopify_product_id, line.shopify_variant_id, line.sku, line.vendor, line.variant_title)  # fmt: skip
        rows.setdefault(of, []).append(fields)
    return rows.items()


def _by(key: str, rows: Any, without: set[str]) -> Rows:
    return {row[key]: {name: row[name] for name in row if name not in without} for row in rows.values()}


def differences(one: dict[str, Rows], other: dict[str, Rows]) -> list[str]:
    """In words, for a failing test."""
    found = []
    for kind in one:
        for key in one[kind].keys() | other[kind].keys():
            ours, theirs = one[kind].get(key), other[kind].get(key)
            if ours == theirs:
                continue
            if isinstance(ours, dict) and isinstance(theirs, dict):
                fields = {n: (ours[n], theirs[n]) for n in ours if ours[n] != theirs[n]}
                found.append(f"{kind} {key}: {fields}")
            else:
                found.append(f"{kind} {key}: {ours} / {theirs}")
    return found
