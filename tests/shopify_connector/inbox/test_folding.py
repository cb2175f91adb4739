"""Folding leaves out only what changes nothing in the end (docs/live-sync.md)."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.ingest import CustomerRecord, DealRecord, merge_customers, merge_deals
from crm.models import Contact, Deal, StageChange
from crm.models.history import ChangeSource
from crm.stages import ensure_pipeline
from shopify_connector.inbox.folding import fold_customers, fold_deals

START = datetime(2026, 5, 1, tzinfo=UTC)
NUMBERS = count(1)
text = st.sampled_from([None, "", "one", "two"])


def moment(number):
    return (START + timedelta(seconds=number)).isoformat()


# A state: its version in seconds, its moment in tenths of seconds, and what it says.
customer_state = st.tuples(st.integers(0, 3), st.integers(0, 9), text, text, st.sampled_from([None, True, False]))
deal_state = st.tuples(
    st.integers(0, 3),
    st.integers(0, 9),
    st.sampled_from(["pending", "paid", "refunded"]),
    text,
)


@pytest.fixture(autouse=True)
def _pipeline(db):
    ensure_pipeline()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(customer_state, min_size=1, max_size=8, unique_by=lambda one: one[:2]))
def test_customers_end_the_same_folded_or_not(states):
    ends = []
    for fold in (list, fold_customers):
        number = next(NUMBERS)
        records = [
            CustomerRecord(
                customer_id=number,
                updated_at=moment(version),
                as_of=moment(version + tenth / 10),
                email=f"c{number}@example.com",
                first_name=first_name,
                note=note,
                accepts_marketing=accepts,
            )
            for version, tenth, first_name, note, accepts in states
        ]
        merge_customers(fold(records), ChangeSource.WEBHOOK)
        ends.append(
            Contact.objects.values_list("first_name", "note", "accepts_marketing", "shopify_updated_at").get(
                customers__customer_id=number
            )
        )

    assert ends[0] == ends[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(deal_state, min_size=1, max_size=8, unique_by=lambda one: one[:2]))
def test_orders_end_the_same_folded_or_not(states):
    ends = []
    for fold in (list, fold_deals):
        number = next(NUMBERS)
        records = [
            DealRecord(
                version=moment(version),
                as_of=moment(version + tenth / 10),
                shopify_order_id=number,
                shopify_created_at=moment(-60),
                financial_status=status,
                note=note,
                lines=(),
            )
            for version, tenth, status, note in states
        ]
        merge_deals(fold(records), ChangeSource.WEBHOOK)
        deal = Deal.objects.get(shopify_order_id=number)
        history = StageChange.objects.filter(deal=deal).order_by("at", "id").values_list("at", "to_stage_id")
        ends.append((deal.financial_status, deal.note, deal.stage_id, deal.closed_at, list(history)))

    assert ends[0] == ends[1]
