"""All that came from a store is erased (SPEC C8), and comes back whole when it is connected again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm import store_erasure
from crm.erasure import erase_person
from crm.ingest import CustomerRecord, DealRecord, merge_customers, merge_deals, merge_products
from crm.ingest.outcome import SkipReason
from crm.ingest.records import ProductRecord
from crm.models import Contact, CustomerLink, Deal, LineItem, Product, RecordChange, StageChange, Tombstone
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from crm.stages import PIPELINE_ID, StageId
from crm.store_erasure import erase_store
from tests.crm.ingest.conftest import day

Make = Callable[..., CustomerRecord]
MakeDeal = Callable[..., DealRecord]
WEBHOOK, IMPORT = ChangeSource.WEBHOOK, ChangeSource.IMPORT
FROM_STORES = (Contact, CustomerLink, Deal, LineItem, Product, RecordChange, StageChange)


@pytest.fixture
def take_in(customer: Make, order: MakeDeal) -> Callable[[], None]:
    """Take in two customers, each with an order, a customer without address, and a product."""

    def take() -> None:
        ben = customer(2, email="ben@example.com", first_name="Ben")
        merge_customers([customer(first_name="Ana"), ben, customer(3, email="")], IMPORT)
        merge_customers([customer(version=3, first_name="Anastasia")], WEBHOOK)
        merge_products([ProductRecord(7, day(1), title="Lamp", variants=())], IMPORT)
        merge_deals([order(1), order(2, customer_id=2, email="ben@example.com", note="Ben rings")], IMPORT)

    return take


def counts() -> list[int]:
    return [model.objects.count() for model in FROM_STORES]


def test_all_that_came_from_the_store_goes(take_in: Callable[[], None]) -> None:
    take_in()
    assert erase_store() == (2, 2, 1)

    assert counts() == [0] * len(FROM_STORES)


def test_who_is_in_the_recycle_bin_or_went_into_another_contact_goes_too(
    take_in: Callable[[], None], customer: Make
) -> None:
    take_in()
    now = timezone.now()
    Contact.objects.create(email="ana@new.example", created_at=now, updated_at=now)
    merge_customers([customer(version=9, email="ana@new.example")], WEBHOOK)
    delete_contacts([Contact.objects.get(first_name="Ben").pk], None)
    erase_store()

    assert counts() == [0] * len(FROM_STORES)


def test_what_was_made_here_alone_stays(take_in: Callable[[], None]) -> None:
    take_in()
    now = timezone.now()
    zoe = Contact.objects.create(email="zoe@example.com", created_at=now, updated_at=now)
    deal = Deal.objects.create(
        name="By hand", contact=zoe, pipeline_id=PIPELINE_ID, stage_id=StageId.PROCESSED, created_at=now, updated_at=now
    )
    erase_store()

    assert (Contact.objects.get(), Deal.objects.get()) == (zoe, deal)


def test_the_store_comes_back_whole_when_it_is_connected_again(take_in: Callable[[], None]) -> None:
    take_in()
    whole = counts()
    erase_store()
    take_in()

    assert counts() == whole
    assert Deal.objects.get(name="#2").contact == Contact.objects.get(first_name="Ben")


def test_what_was_kept_out_before_stays_out(take_in: Callable[[], None], customer: Make, order: MakeDeal) -> None:
    take_in()
    erase_person(1, "ana@example.com", [])
    erase_store()
    outcome = merge_customers([customer(version=9, first_name="Ana")], IMPORT)
    merge_deals([order(1, note="Ana rings")], IMPORT)

    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_HERE]
    assert (Deal.objects.get().note, Deal.objects.get().erased) == ("", True)
    assert Tombstone.objects.exists()


def test_many_go_in_several_steps(customer: Make, order: MakeDeal, monkeypatch: Any) -> None:
    monkeypatch.setattr(store_erasure, "_BATCH", 2)
    merge_customers([customer(n, email=f"c{n}@example.com") for n in range(1, 6)], IMPORT)
    merge_deals([order(n, customer_id=n) for n in range(1, 6)], IMPORT)

    assert erase_store() == (5, 5, 0)
    assert not Contact.objects.exists()


# --- Where another store is connected by now ----------------------------------------------------------------------
def test_what_came_with_another_store_stays(take_in: Callable[[], None], customer: Make, order: MakeDeal) -> None:
    take_in()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    for model in (Contact, Deal, Product):
        model.objects.update(created_at=an_hour_ago, updated_at=an_hour_ago)
    moved = an_hour_ago + timedelta(minutes=30)
    # Ben is a customer of both; Zoe is the new store's.
    merge_customers([customer(12, version=9, email="ben@example.com"), customer(13, email="zoe@example.com")], IMPORT)
    merge_deals([order(12, customer_id=12)], IMPORT)
    assert erase_store(moved) == (1, 2, 1)

    assert set(Contact.objects.values_list("email", flat=True)) == {"ben@example.com", "zoe@example.com"}
    assert Deal.objects.get().name == "#12"
    assert Contact.objects.get(email="ben@example.com").purchases.number_of_orders == 1
