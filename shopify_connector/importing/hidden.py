"""Fields that Shopify hides from an app: asked about before the import, since a bulk file only has null for them.

Apps need Shopify's approval for protected customer data (names, e-mail addresses, phones, addresses). A null beside an
access error is not a value (SPEC K2): such fields are unknown to the import, and the health page says so.
"""

from typing import TypedDict

from shopify_connector.admin_api import AdminApi
from shopify_connector.errors import AccessDenied, QueryRefused
from shopify_connector.models import ImportedObject

_PROBES = {
    ImportedObject.CUSTOMERS: "customers_page",
    ImportedObject.ORDERS: "orders_page",
    ImportedObject.CHECKOUTS: "abandoned_checkouts_page",
}
# What a record cannot know when a field of Shopify's is hidden.
_DEAL_FIELDS = {
    "customer": ("customer_id",),
    "email": ("email",),
    "note": ("note",),
    "customerJourneySummary": ("journey", "landing_site", "referring_site"),
}
_RECORD_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    ImportedObject.ORDERS: _DEAL_FIELDS,
    ImportedObject.CHECKOUTS: {**_DEAL_FIELDS, "customer": ("customer_id", "email", "buyer_accepts_marketing")},
}


class HiddenField(TypedDict):
    """A field of a kind of object (a value of ImportedObject), and Shopify's words for why it is hidden."""

    object: str
    field: str
    why: str


def hidden_fields(api: AdminApi) -> list[HiddenField]:
    """The fields that the store denies this app, found by reading one object of each kind."""
    found: list[HiddenField] = []
    for kind, query in _PROBES.items():
        try:
            answer = api.run(query, {"first": 1})
        except AccessDenied as denied:
            found.append({"object": kind.value, "field": "", "why": str(denied)})
        except QueryRefused:
            continue
        else:
            found += [
                {"object": kind.value, "field": field_of(error.path), "why": error.message}
                for error in answer.errors
                if error.is_access_denied
            ]
    return found


def field_of(path: tuple[str | int, ...]) -> str:
    """The object's own field that a path into an answer leads to: orders.nodes.0.customer.id → customer."""
    below_object = [step for step in path[1:] if isinstance(step, str) and step not in ("nodes", "edges", "node")]
    return below_object[0] if below_object else ""


def unknown_fields(hidden: list[HiddenField], kind: str) -> tuple[str, ...]:
    """The record's fields that cannot be known of a kind of object."""
    fields = _RECORD_FIELDS.get(kind, {})
    return tuple(name for one in hidden if one["object"] == kind for name in fields.get(one["field"], ()))


def hides_email(hidden: list[HiddenField]) -> bool:
    """Whether customers' e-mail addresses are hidden: without them no contact can be known."""
    return any(
        one["object"] == ImportedObject.CUSTOMERS and one["field"] in ("", "defaultEmailAddress") for one in hidden
    )
