"""What the owner does to records. Every change moves `updated_at` and is told; a refusal is a sentence for the page."""

from demo_store.back_office.actions.checkouts import (
    abandon_checkout,
    complete_checkout,
    delete_checkout,
    edit_checkout,
)
from demo_store.back_office.actions.customers import (
    CONSENTS,
    create_customer,
    delete_customer,
    edit_customer,
    merge_customers,
)
from demo_store.back_office.actions.orders import (
    CANCEL_REASONS,
    cancel,
    delete_order,
    edit_order,
    fulfil,
    mark_paid,
    place_order,
    refund,
    take_back,
)
from demo_store.back_office.actions.products import delete_product, duplicate_product, edit_product
from demo_store.back_office.actions.refusal import Refused
from demo_store.back_office.actions.shop import (
    change_scopes,
    redact_customer,
    redact_shop,
    rename_shop,
    request_data,
)
from demo_store.consent import change_consent

__all__ = [
    "CANCEL_REASONS",
    "CONSENTS",
    "Refused",
    "abandon_checkout",
    "cancel",
    "change_consent",
    "change_scopes",
    "complete_checkout",
    "create_customer",
    "delete_checkout",
    "delete_customer",
    "delete_order",
    "delete_product",
    "duplicate_product",
    "edit_checkout",
    "edit_customer",
    "edit_order",
    "edit_product",
    "fulfil",
    "mark_paid",
    "merge_customers",
    "place_order",
    "redact_customer",
    "redact_shop",
    "refund",
    "rename_shop",
    "request_data",
    "take_back",
]
