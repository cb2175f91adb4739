"""The 24-hour rule by the clock (SPEC D6)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from crm.ingest import CustomerRecord, DealRecord, delete_checkout, merge_customers, merge_deals, sweep_abandoned
from crm.ingest import abandonment as rule
from crm.models import Deal, PurchaseSummary, StageChange
from crm.models.history import ChangeSource
from crm.signals import deals_changed
from crm.stages import ensure_pipeline
from tests.crm.ingest.conftest import day, moment

Make = Callable[..., DealRecord]
WEBHOOK = ChangeSource.WEBHOOK
MADE = moment(2)  # when the fixture's checkout was made at Shopify


@pytest.fixture
def pending(checkout: Make) -> Callable[..., Deal]:
    """A checkout that came when it was made."""

    def make(token: str = "t1", **fields: Any) -> Deal:
        with time_machine.travel(MADE, tick=False):
            merge_deals([checkout(token, **fields)], WEBHOOK)
        return Deal.objects.get(checkout_token=token)

    return make


def sweep_at(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return sweep_abandoned()


def test_a_checkout_is_not_abandoned_a_second_early(pending: Callable[..., Deal]) -> None:
    deal = pending()

    assert sweep_at(MADE + timedelta(hours=23, minutes=59, seconds=59)) == 0
    deal.refresh_from_db()
    assert (deal.stage_id, deal.abandoned_at) == ("checkout_pending", None)


def test_it_is_abandoned_exactly_at_the_moment_and_never_twice(pending: Callable[..., Deal]) -> None:
    deal = pending()
    due = MADE + timedelta(hours=24)

    assert sweep_at(due) == 1
    deal.refresh_from_db()
    assert (deal.stage_id, deal.abandoned_at, deal.stage_entered_at) == ("checkout_abandoned", due, due)
    assert [(one.from_stage_id, one.to_stage_id, one.at) for one in deal.stage_changes.order_by("at")] == [
        (None, "checkout_pending", MADE),
        ("checkout_pending", "checkout_abandoned", due),
    ]
    assert sweep_at(due) == 0
    assert sweep_at(due + timedelta(days=1)) == 0
    assert StageChange.objects.count() == 2


def test_a_machine_that_stood_still_for_days_catches_up(pending: Callable[..., Deal], monkeypatch: Any) -> None:
    monkeypatch.setattr(rule, "_BATCH", 2)
    for n in range(5):
        pending(f"t{n}")

    assert sweep_at(MADE + timedelta(days=9)) == 5
    assert set(Deal.objects.values_list("stage_id", "abandoned_at")) == {
        ("checkout_abandoned", MADE + timedelta(hours=24))
    }


def test_the_contacts_last_abandoned_cart_follows(
    pending: Callable[..., Deal], customer: Callable[..., CustomerRecord]
) -> None:
    merge_customers([customer()], WEBHOOK)
    pending()
    sweep_at(MADE + timedelta(hours=24))

    summary = PurchaseSummary.objects.get()
    assert (summary.last_abandoned_at, summary.last_abandoned_amount) == (MADE + timedelta(hours=24), 10)
    assert (summary.last_abandoned_products, summary.last_abandoned_url != "") == ("Lamp 1", True)


def test_those_who_listen_hear_of_it(
    pending: Callable[..., Deal], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    deal, heard = pending(), []
    deals_changed.connect(hear := lambda updated, **_: heard.extend(updated), weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_at(MADE + timedelta(hours=24))
    deals_changed.disconnect(hear)

    assert heard == [deal.pk]


def test_an_order_brings_it_out_again_as_recovered(pending: Callable[..., Deal], order: Make) -> None:
    deal = pending()
    sweep_at(MADE + timedelta(hours=24))
    merge_deals([order(checkout_token="t1")], WEBHOOK)

    deal.refresh_from_db()
    assert (deal.stage_id, deal.abandoned_at, deal.recovered_at) == ("processed", moment(3), moment(4))
    assert sweep_at(moment(20)) == 0


@pytest.mark.parametrize("way_out", ["order", "completed", "deleted"])
def test_a_checkout_that_ended_before_is_never_abandoned(
    pending: Callable[..., Deal], order: Make, checkout: Make, way_out: str
) -> None:
    pending(shopify_checkout_id=9)
    with time_machine.travel(MADE + timedelta(hours=1), tick=False):
        if way_out == "order":
            merge_deals([order(checkout_token="t1", shopify_created_at=day(2, 1), processed_at=day(2, 1))], WEBHOOK)
        elif way_out == "completed":
            merge_deals([checkout(version=3, completed_at=day(2, 1))], WEBHOOK)
        else:
            delete_checkout(9, "", MADE)

    assert sweep_at(MADE + timedelta(days=3)) == 0
    assert Deal.objects.get().abandoned_at is None


def test_the_time_is_a_setting(pending: Callable[..., Deal], settings: Any) -> None:
    settings.CHECKOUT_ABANDONED_AFTER_HOURS = 0.5
    deal = pending()

    assert sweep_at(MADE + timedelta(minutes=29, seconds=59)) == 0
    assert sweep_at(MADE + timedelta(minutes=30)) == 1
    deal.refresh_from_db()
    assert deal.abandoned_at == MADE + timedelta(minutes=30)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_share_the_work(checkout: Make, monkeypatch: Any) -> None:
    """One holds its batch, uncommitted, while the other sweeps the rest."""
    monkeypatch.setattr(rule, "_BATCH", 3)
    ensure_pipeline()
    now = datetime.now(UTC).replace(microsecond=0)
    made = (now - timedelta(hours=23)).isoformat()
    records = [checkout(f"t{n}", shopify_created_at=made)._replace(version=made) for n in range(5)]
    merge_deals(records, WEBHOOK)
    moved: list[int] = []

    def other() -> None:
        moved.append(sweep_abandoned())
        connection.close()

    with time_machine.travel(now + timedelta(hours=2)):
        with transaction.atomic():
            moved.append(rule._sweep_batch(datetime.now(UTC)))
            thread = Thread(target=other)
            thread.start()
            thread.join(20)
        assert not thread.is_alive()

    assert moved == [3, 2]
    assert set(Deal.objects.values_list("stage_id", flat=True)) == {"checkout_abandoned"}
    assert StageChange.objects.filter(to_stage="checkout_abandoned").count() == 5
