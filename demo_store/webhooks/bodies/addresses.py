"""Postal addresses: on an order or a checkout, and in a customer's book."""

from __future__ import annotations

from demo_store.records import Address, Customer
from demo_store.webhooks.bodies.wording import Json


def full_name(first: str | None, last: str | None) -> str:
    return " ".join(part for part in (first, last) if part)


def postal_address(a: Address | None) -> Json | None:
    """Where an order or a checkout goes, or whom it is billed to."""
    if a is None:
        return None
    return {
        "first_name": a.first_name,
        "address1": a.address1,
        "phone": a.phone,
        "city": a.place.city,
        "zip": a.zip,
        "province": a.place.province,
        "country": a.place.country,
        "last_name": a.last_name,
        "address2": a.address2,
        "company": a.company,
        "latitude": None,
        "longitude": None,
        "name": full_name(a.first_name, a.last_name),
        "country_code": a.place.country_code,
        "province_code": a.place.province_code,
    }


def book_address(a: Address, c: Customer) -> Json:
    """An entry of a customer's address book."""
    return {
        "id": a.id,
        "customer_id": c.id,
        "first_name": a.first_name,
        "last_name": a.last_name,
        "company": a.company,
        "address1": a.address1,
        "address2": a.address2,
        "city": a.place.city,
        "province": a.place.province,
        "country": a.place.country,
        "zip": a.zip,
        "phone": a.phone,
        "name": full_name(a.first_name, a.last_name),
        "province_code": a.place.province_code,
        "country_code": a.place.country_code,
        "country_name": a.place.country,
        "default": a is c.default_address,
    }
