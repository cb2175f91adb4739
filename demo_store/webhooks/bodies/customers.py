"""Bodies of the customer topics. Since 2025-01 a customer has no tags, consent, counts or sums in them."""

from __future__ import annotations

from demo_store.graphql_api.context import Context, gid
from demo_store.instants import now
from demo_store.money import SHOP_CURRENCY, price_text
from demo_store.records import Customer
from demo_store.webhooks.bodies.addresses import book_address
from demo_store.webhooks.bodies.wording import Json, utc_thousandths, zoned, zoned_or_none
from demo_store.webhooks.occurrences import Merge, TagChange


def customer(c: Customer, _: Context) -> Json:
    """customers/create and customers/update."""
    return {**nested_customer(c), "addresses": [book_address(a, c) for a in c.addresses]}


def nested_customer(c: Customer) -> Json:
    """A customer inside an order or a checkout: without the address book."""
    default = c.default_address
    return {
        "id": c.id,
        "created_at": zoned(c.created_at),
        "updated_at": zoned(c.updated_at),
        "first_name": c.first_name,
        "last_name": c.last_name,
        "state": c.state.lower(),
        "note": c.note,
        "verified_email": c.verified_email,
        "multipass_identifier": None,
        "tax_exempt": c.tax_exempt,
        "email": c.email,
        "phone": c.phone,
        "currency": SHOP_CURRENCY,
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", c.id),
        "default_address": book_address(default, c) if default else None,
    }


def deleted(c: Customer, _: Context) -> Json:
    """customers/delete."""
    return {"id": c.id, "tax_exemptions": [], "admin_graphql_api_id": gid("Customer", c.id)}


def merged(m: Merge, _: Context) -> Json:
    """customers/merge."""
    return {
        "admin_graphql_api_customer_kept_id": gid("Customer", m.kept.id),
        "admin_graphql_api_customer_deleted_id": gid("Customer", m.deleted.id),
        "admin_graphql_api_job_id": f"gid://shopify/Job/{m.job}",
        "status": "completed",
        "errors": [],
    }


def purchasing_summary(c: Customer, _: Context) -> Json:
    """customers/purchasing_summary (camelCase, as it is)."""
    return {
        "customerId": gid("Customer", c.id),
        "numberOfOrders": c.number_of_orders,
        "amountSpent": {"amount": price_text(c.amount_spent), "currencyCode": SHOP_CURRENCY},
        "lastOrderId": gid("Order", c.last_order.id) if c.last_order else None,
        "occurredAt": utc_thousandths(now()),
    }


def tag_change(change: TagChange, _: Context) -> Json:
    """customer.tags_added and customer.tags_removed."""
    return {
        "customerId": gid("Customer", change.customer.id),
        "tags": list(change.tags),
        "occurredAt": utc_thousandths(change.at),
    }


def email_consent(c: Customer, _: Context) -> Json:
    """customers_email_marketing_consent/update."""
    return {
        "customer_id": c.id,
        "email_address": c.email,
        "email_marketing_consent": {
            "state": c.consent.lower(),
            "opt_in_level": c.opt_in_level and c.opt_in_level.lower(),
            "consent_updated_at": zoned_or_none(c.consent_updated_at),
        },
    }
