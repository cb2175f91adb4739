"""Orders and checkouts become deals (SPEC D1–D4, D7; docs/ingest.md)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.ingest import (
    UNKNOWN,
    CustomerRecord,
    DealRecord,
    LineRecord,
    ProductRecord,
    merge_customers,
    merge_deals,
    merge_products,
    recompute_all_purchases,
)
from crm.models import Deal, LineItem, Product, PurchaseSummary, RecordChange, StageChange, Tombstone
from crm.models.history import ChangeSource
from crm.stages import DealFacts, stage_of
from tests.crm.ingest.conftest import day

Make = Callable[..., DealRecord]
IMPORT, WEBHOOK = ChangeSource.IMPORT, ChangeSource.WEBHOOK


def history() -> list[tuple[str | None, str, int]]:
    """From, to, day of January."""
    return [(c.from_stage_id, c.to_stage_id, c.at.day) for c in StageChange.objects.order_by("at", "id")]


def test_order_becomes_a_deal_with_its_contact_lines_and_mark(
    order: Make, line: Callable[..., LineRecord], customer: Callable[..., CustomerRecord]
) -> None:
    merge_customers([customer()], IMPORT)
    merge_deals([order(lines=(line(1), line(2, quantity=2)))], IMPORT)

    deal = Deal.objects.get()
    assert deal.contact is not None
    assert (deal.contact.email, deal.name, deal.amount, deal.currency) == ("ana@example.com", "#1", 10, "EUR")
    assert (deal.stage_id, deal.ecomm_synced) == ("processed", True)
    assert list(deal.line_items.order_by("position").values_list("title", "quantity")) == [("Lamp 1", 1), ("Lamp 2", 2)]


def test_order_of_an_unknown_customer_finds_its_contact_when_it_comes(
    order: Make, customer: Callable[..., CustomerRecord]
) -> None:
    merge_deals([order()], WEBHOOK)
    assert Deal.objects.get().contact is None
    merge_customers([customer()], WEBHOOK)

    deal = Deal.objects.get()
    assert deal.contact is not None
    assert PurchaseSummary.objects.get(contact=deal.contact).number_of_orders == 1


def test_line_of_an_unknown_product_finds_it_when_it_comes(order: Make) -> None:
    merge_deals([order()], WEBHOOK)
    assert LineItem.objects.get().product is None
    merge_products([ProductRecord(7, day(1), title="Lamp", variants=())], WEBHOOK)

    assert LineItem.objects.get().product == Product.objects.get()


def test_checkout_and_its_order_are_one_deal_whichever_comes_first(order: Make, checkout: Make) -> None:
    merge_deals([checkout()], WEBHOOK)
    merge_deals([order(checkout_token="t1")], WEBHOOK)
    merge_deals([order(2, checkout_token="t2")], WEBHOOK)
    merge_deals([checkout("t2", shopify_checkout_id=5)], WEBHOOK)

    first, second = Deal.objects.order_by("id")
    assert (first.name, second.name) == ("#1", "#2")
    for deal in (first, second):
        assert deal.stage_id == "processed"
        assert deal.abandoned_checkout_url
        assert deal.line_items.count() == 1


def test_checkout_whose_order_came_after_a_day_was_abandoned_and_is_recovered(order: Make, checkout: Make) -> None:
    merge_deals([checkout(), order(checkout_token="t1", shopify_created_at=day(4), processed_at=day(4))], WEBHOOK)

    deal = Deal.objects.get()
    assert deal.abandoned_at == datetime(2026, 1, 3, tzinfo=UTC)
    assert deal.recovered_at == datetime(2026, 1, 4, tzinfo=UTC)
    assert history() == [
        (None, "checkout_pending", 2),
        ("checkout_pending", "checkout_abandoned", 3),
        ("checkout_abandoned", "processed", 4),
    ]


@pytest.mark.parametrize(
    ("moment", "stage"),
    [("2026-01-02T23:59:59Z", "checkout_pending"), ("2026-01-03T00:00:00Z", "checkout_abandoned")],
)
def test_checkout_is_abandoned_a_day_after_it_was_made(checkout: Make, moment: str, stage: str) -> None:
    with time_machine.travel(moment, tick=False):
        merge_deals([checkout()], WEBHOOK)

    assert Deal.objects.get().stage_id == stage


def test_payment_seen_to_come_later_is_dated_by_it(order: Make) -> None:
    merge_deals([order(version=5, financial_status="pending")], WEBHOOK)
    merge_deals([order(version=9, financial_status="paid")], WEBHOOK)

    assert Deal.objects.get().closed_at == datetime(2026, 1, 9, tzinfo=UTC)
    assert history() == [(None, "checkout_completed", 4), ("checkout_completed", "processed", 9)]


def test_cancelled_order_is_lost_and_its_sale_is_gone(order: Make, customer: Callable[..., CustomerRecord]) -> None:
    merge_customers([customer()], IMPORT)
    merge_deals([order()], WEBHOOK)
    merge_deals([order(version=6, cancelled_at=day(6), cancel_reason="customer")], WEBHOOK)

    assert history() == [(None, "processed", 4), ("processed", "cancelled", 6)]
    assert PurchaseSummary.objects.get().number_of_orders == 0


def test_line_taken_off_an_order_goes(order: Make, line: Callable[..., LineRecord]) -> None:
    merge_deals([order(lines=(line(1), line(2)))], IMPORT)
    kept = LineItem.objects.get(line_key="2").pk
    merge_deals([order(version=6, lines=(line(2, quantity=3),))], WEBHOOK)

    assert list(LineItem.objects.values_list("pk", "quantity")) == [(kept, 3)]


def test_older_order_arriving_late_brings_back_no_line(order: Make, line: Callable[..., LineRecord]) -> None:
    merge_deals([order(version=6, lines=(line(2),))], WEBHOOK)
    merge_deals([order(version=5, lines=(line(1), line(2)), note="old")], WEBHOOK)

    assert LineItem.objects.get().line_key == "2"
    assert Deal.objects.get().note == ""


def test_field_the_source_does_not_speak_of_stays(order: Make) -> None:
    merge_deals([order(version=5, note="Leave at the door")], WEBHOOK)
    without_note = DealRecord(version=day(6), shopify_order_id=1, amount=Decimal(11), financial_status="paid")
    merge_deals([without_note], WEBHOOK)

    deal = Deal.objects.get()
    assert (deal.note, deal.amount, deal.line_items.count()) == ("Leave at the door", 11, 1)


def test_partial_refund_lowers_the_net_amount(order: Make) -> None:
    merge_deals([order(total_refunded=Decimal("2.50"), financial_status="partially_refunded")], WEBHOOK)

    deal = Deal.objects.get()
    assert (deal.amount, deal.net_amount, deal.stage_id) == (10, Decimal("7.50"), "processed")


def test_deleted_order_does_not_come_back(order: Make) -> None:
    Tombstone.objects.create(object_type="deals", key="1", deleted_at=timezone.now())
    outcome = merge_deals([order()], WEBHOOK)

    assert not Deal.objects.exists()
    assert len(outcome.skipped) == 1


def test_same_orders_again_touch_no_row(order: Make, customer: Callable[..., CustomerRecord]) -> None:
    merge_customers([customer()], IMPORT)
    merge_deals([order(n, tags='{"gift"}', journey='{"first": null}') for n in range(1, 6)], IMPORT)
    tables = (Deal, LineItem, StageChange, PurchaseSummary)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    outcome = merge_deals([order(n, tags='{"gift"}', journey='{"first": null}') for n in range(1, 6)], IMPORT)
    recompute_all_purchases()

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert (outcome.unchanged, RecordChange.objects.count()) == (5, 0)


_DEAL_STATES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["order", "checkout"]),
            "version": st.integers(4, 28),
            "financial_status": st.sampled_from(["pending", "paid", "partially_refunded", "refunded", "voided"]),
            "fulfillment_status": st.sampled_from(["", "partial", "fulfilled"]),
            "cancelled_at": st.sampled_from([None, day(20)]),
            "note": st.sampled_from([None, "a", "b"]),
            "lines": st.sets(st.integers(1, 3), max_size=3),
        }
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda state: (state["kind"], state["version"]),
)


def _record(state: dict[str, object], order: Make, checkout: Make, line: Callable[..., LineRecord]) -> DealRecord:
    lines = tuple(line(key) for key in sorted(state["lines"]))  # type: ignore[call-overload]
    if state["kind"] == "checkout":
        return checkout(version=state["version"], note=state["note"], lines=lines, landing_site="/lamps")
    names = ("financial_status", "fulfillment_status", "cancelled_at", "note")
    facts = {name: state[name] for name in names}
    return order(version=state["version"], checkout_token="t1", landing_site="", lines=lines, **facts)


@settings(max_examples=60, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=_DEAL_STATES, data=st.data())
def test_any_order_of_arrival_ends_in_the_same_deal(
    states: list[dict[str, object]], data: st.DataObject, order: Make, checkout: Make, line: Callable[..., LineRecord]
) -> None:
    records = [_record(state, order, checkout, line) for state in states]
    ends = []
    with time_machine.travel("2026-02-01", tick=False):
        for arrival in (records, data.draw(st.permutations(records))):
            Deal.objects.all().delete()
            for record in [*arrival, arrival[0]]:
                merge_deals([record], WEBHOOK)
            lines = set(LineItem.objects.values_list("line_key", flat=True))
            ends.append((Deal.objects.values().get() | {"id": 0}, history(), lines))

    assert ends[0] == ends[1]
    deal, steps, _lines = ends[0]
    assert steps[-1][1] == deal["stage_id"]
    assert [step[0] for step in steps[1:]] == [step[1] for step in steps[:-1]]


_AMOUNTS = st.decimals(0, 30, places=2)


@settings(max_examples=80, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    is_order=st.booleans(),
    completed_at=st.sampled_from([None, day(3)]),
    cancelled_at=st.sampled_from([None, day(6)]),
    financial=st.sampled_from(
        ["", "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided", "expired"]
    ),
    fulfillment=st.sampled_from(["", "partial", "fulfilled", "restocked"]),
    amount=_AMOUNTS,
    refunded=_AMOUNTS,
    now=st.datetimes(datetime(2026, 1, 2), datetime(2026, 1, 4)),
)
def test_stage_in_sql_is_the_stage_of_the_rule(
    is_order, completed_at, cancelled_at, financial, fulfillment, amount, refunded, now, order, checkout
) -> None:
    Deal.objects.all().delete()
    at = now.replace(tzinfo=UTC)
    facts = {
        "amount": amount,
        "total_refunded": refunded,
        "cancelled_at": cancelled_at,
        "financial_status": financial,
        "fulfillment_status": fulfillment,
    }
    with time_machine.travel(at, tick=False):
        merge_deals([order(**facts) if is_order else checkout(completed_at=completed_at, **facts)], WEBHOOK)

    read = datetime.fromisoformat
    expected = stage_of(
        DealFacts(
            is_order=is_order,
            created_at=read(day(2)),
            completed_at=read(completed_at) if completed_at and not is_order else None,
            cancelled_at=read(cancelled_at) if cancelled_at else None,
            financial_status=financial,
            fulfillment_status=fulfillment,
            amount=amount,
            total_refunded=refunded,
        ),
        at,
    )
    assert Deal.objects.get().stage_id == expected


@settings(max_examples=25, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sales=st.lists(
        st.tuples(st.integers(1, 2), _AMOUNTS, st.sampled_from(["paid", "pending", "partially_refunded", "voided"])),
        min_size=1,
        max_size=8,
    )
)
def test_purchases_are_what_the_deals_say(sales, order, customer) -> None:
    Deal.objects.all().delete()
    PurchaseSummary.objects.all().delete()
    merge_customers([customer(1), customer(2, email="ben@example.com")], IMPORT)
    for n, (number, amount, status) in enumerate(sales, 1):
        merge_deals([order(n, customer_id=number, amount=amount, financial_status=status)], WEBHOOK)

    for number in (1, 2):
        won = [amount for who, amount, status in sales if who == number and status in ("paid", "partially_refunded")]
        summary = PurchaseSummary.objects.filter(contact__customers=number).first()
        assert (summary.number_of_orders if summary else 0) == len(won)
        assert ((summary.total_revenue if summary else None) or 0) == sum(won)


def test_state_that_does_not_speak_of_money_is_taken_in(order: Make) -> None:
    merge_deals([order(financial_status=UNKNOWN)], WEBHOOK)
    merge_deals([order(version=6, financial_status=UNKNOWN)], WEBHOOK)

    assert Deal.objects.get().was_seen_unpaid is False
