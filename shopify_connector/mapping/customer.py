"""Shopify's customers → crm records (SPEC K1, K2; docs/mapping.md)."""

from typing import Any

from crm.ingest import CustomerRecord
from crm.ingest.records import text_array
from shopify_connector.mapping.values import email_key, gid_number, integer, moment, required_moment, tag_list


def customer_from_node(node: dict[str, Any], as_of: str | None = None) -> CustomerRecord:
    """A Customer of the GraphQL Admin API. Raises Refusal."""
    email = node.get("defaultEmailAddress") or {}
    phone = node.get("defaultPhoneNumber") or {}
    address = node.get("defaultAddress") or {}
    return CustomerRecord(
        customer_id=gid_number(node.get("id"), "id"),
        updated_at=required_moment(node.get("updatedAt"), "updated_at"),
        email=email_key(email.get("emailAddress")),
        first_name=node.get("firstName"),
        last_name=node.get("lastName"),
        phone=phone.get("phoneNumber"),
        address=street(address),
        city=address.get("city"),
        state=address.get("province"),
        zip=address.get("zip"),
        country=address.get("country"),
        accepts_marketing=is_subscribed(email.get("marketingState")),
        shopify_created_at=moment(node.get("createdAt"), "created_at"),
        note=node.get("note"),
        orders_count=integer(node.get("numberOfOrders"), "orders_count"),
        tags=text_array(tag_list(node.get("tags"))),
        tax_exempt=node.get("taxExempt"),
        verified_email=node.get("verifiedEmail"),
        as_of=as_of,
    )


def customer_from_webhook(body: dict[str, Any], as_of: str | None = None) -> CustomerRecord:
    """A customer of REST's shape, as webhooks carry it: without consent, tags or order count. Raises Refusal."""
    address = body.get("default_address") or {}
    return CustomerRecord(
        customer_id=gid_number(f"/{body.get('id')}", "id"),
        updated_at=required_moment(body.get("updated_at"), "updated_at"),
        email=email_key(body.get("email")),
        first_name=body.get("first_name"),
        last_name=body.get("last_name"),
        phone=body.get("phone"),
        address=street(address),
        city=address.get("city"),
        state=address.get("province"),
        zip=address.get("zip"),
        country=address.get("country"),
        accepts_marketing=_consent_of_webhook(body),
        shopify_created_at=moment(body.get("created_at"), "created_at"),
        note=body.get("note"),
        orders_count=integer(body.get("orders_count"), "orders_count"),
        tags=text_array(tag_list(body.get("tags"))),
        tax_exempt=body.get("tax_exempt"),
        verified_email=body.get("verified_email"),
        as_of=as_of,
    )


def street(address: dict[str, Any]) -> str:
    """Both lines of an address in one."""
    return ", ".join(line for line in (address.get("address1"), address.get("address2")) if line)


def is_subscribed(state: str | None) -> bool | None:
    """Whether a marketing state of Shopify's, in either case, is consent; None for none."""
    return state.upper() == "SUBSCRIBED" if state else None


def _consent_of_webhook(body: dict[str, Any]) -> bool | None:
    """Consent, where an older API version still sends it."""
    consent = body.get("email_marketing_consent")
    if consent:
        return is_subscribed(consent.get("state"))
    accepts: bool | None = body.get("accepts_marketing")
    return accepts
