"""What mail a customer agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_store.instants import now
from demo_store.records import Customer
from demo_store.webhooks.telling import one_action

if TYPE_CHECKING:
    from demo_store.store import Store


@one_action
def change_consent(
    store: Store, customer: Customer, state: str, level: str | None = None, at: int | None = None
) -> None:
    """Set the e-mail consent (SUBSCRIBED, UNSUBSCRIBED …) as of an instant, now unless given (epoch seconds)."""
    customer.consent = state
    customer.opt_in_level = level or customer.opt_in_level
    customer.consent_updated_at = now() if at is None else at
    store.tell("customers_email_marketing_consent/update", customer)
    store.touch(customer)
