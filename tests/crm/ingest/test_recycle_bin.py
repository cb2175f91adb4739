"""Contacts that a person deletes, and brings back (SPEC K3; docs/data-model.md, "Deletion")."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from crm.ingest import CustomerRecord, DealRecord, merge_customers, merge_deals
from crm.ingest.outcome import SkipReason
from crm.models import Contact, CustomerLink, Deal, RecordChange, Tombstone
from crm.models.history import ChangeSource
from crm.recycle_bin import AddressTaken, delete_contacts, empty, restore_contact

Make = Callable[..., CustomerRecord]
MakeDeal = Callable[..., DealRecord]
WEBHOOK, IMPORT = ChangeSource.WEBHOOK, ChangeSource.IMPORT


@pytest.fixture
def mia(db: None) -> Any:
    return get_user_model().objects.create_user("mia@example.com", name="Mia", role="marketer")


@pytest.fixture
def ana(customer: Make, order: MakeDeal) -> Contact:
    """A contact with an order."""
    merge_customers([customer(first_name="Ana")], IMPORT)
    merge_deals([order()], IMPORT)
    return Contact.objects.get()


def test_a_deleted_contact_leaves_the_tables_and_its_deals_stay(ana: Contact, mia: Any) -> None:
    assert delete_contacts([ana.pk], mia) == [ana.pk]

    assert not Contact.objects.live().exists()
    assert Contact.objects.in_recycle_bin().get() == ana
    assert Deal.objects.live().count() == 1
    change = RecordChange.objects.get()
    assert (change.changes, change.source, change.user) == ({"deleted": [False, True]}, "person", mia)


def test_deleting_it_again_does_nothing(ana: Contact) -> None:
    delete_contacts([ana.pk], None)

    assert delete_contacts([ana.pk, 999], None) == []
    assert RecordChange.objects.count() == 1


@pytest.mark.parametrize("source", [WEBHOOK, IMPORT])
def test_it_is_not_made_again_by_its_customer(ana: Contact, customer: Make, source: ChangeSource) -> None:
    delete_contacts([ana.pk], None)
    outcome = merge_customers([customer(version=9, city="Lyon")], source)
    moved = merge_customers([customer(version=10, email="ana@new.example")], source)

    assert not Contact.objects.live().exists()
    assert [skip.reason for skip in outcome.skipped + moved.skipped] == [SkipReason.DELETED_HERE] * 2


def test_it_is_not_made_again_by_its_address(ana: Contact, customer: Make) -> None:
    delete_contacts([ana.pk], None)
    outcome = merge_customers([customer(2, version=9, email="ana@example.com")], WEBHOOK)

    assert not Contact.objects.live().exists()
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_HERE]


def test_a_new_order_is_a_deal_without_contact_until_it_is_restored(ana: Contact, order: MakeDeal) -> None:
    delete_contacts([ana.pk], None)
    merge_deals([order(2)], WEBHOOK)
    assert Deal.objects.get(name="#2").contact is None

    restore_contact(ana, None)
    assert set(ana.deals.values_list("name", flat=True)) == {"#1", "#2"}
    assert (ana.purchases.number_of_orders, ana.purchases.total_revenue) == (2, 20)


def test_a_restored_contact_is_as_it_was_and_follows_its_customer_again(ana: Contact, mia: Any, customer: Make) -> None:
    delete_contacts([ana.pk], mia)
    restore_contact(ana, mia)
    assert not Tombstone.objects.exists()
    merge_customers([customer(version=9, city="Lyon")], WEBHOOK)

    contact = Contact.objects.live().get()
    assert (contact, contact.first_name, contact.city) == (ana, "Ana", "Lyon")
    changes = [change.changes for change in RecordChange.objects.order_by("id")]
    assert changes[:2] == [{"deleted": [False, True]}, {"deleted": [True, False]}]


def test_its_customers_are_read_again(
    ana: Contact, doubted: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    delete_contacts([ana.pk], None)
    with django_capture_on_commit_callbacks(execute=True):
        restore_contact(ana, None)

    assert doubted == [1]


def test_it_is_not_restored_beside_another_contact_with_its_address(ana: Contact, customer: Make) -> None:
    merge_customers([customer(2, email="ben@example.com")], WEBHOOK)
    delete_contacts([ana.pk], None)
    merge_customers([customer(2, version=9, email="ANA@example.com".lower())], WEBHOOK)
    with pytest.raises(AddressTaken, match=r"ana@example\.com"):
        restore_contact(ana, None)

    assert Contact.objects.live().get().customers.get().customer_id == 2


def test_what_is_not_in_the_bin_cannot_be_restored(ana: Contact) -> None:
    with pytest.raises(Contact.DoesNotExist):
        restore_contact(ana, None)


def test_a_contact_that_went_into_another_is_not_in_the_bin(ana: Contact, customer: Make) -> None:
    at = timezone.now()
    other = Contact.objects.create(email="ana@new.example", created_at=at, updated_at=at)
    merge_customers([customer(version=9, email="ana@new.example")], WEBHOOK)
    other.refresh_from_db()

    assert other.merged_into == ana
    assert not Contact.objects.in_recycle_bin().exists()
    with pytest.raises(Contact.DoesNotExist):
        restore_contact(other, None)


# --- After ninety days --------------------------------------------------------------------------------------------
def test_the_bin_is_emptied_after_ninety_days_and_not_before(ana: Contact, customer: Make, order: MakeDeal) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        delete_contacts([ana.pk], None)

    assert empty(now + timedelta(days=89, hours=23)) == 0
    assert empty(now + timedelta(days=90)) == 1
    assert not Contact.objects.exists()
    assert not RecordChange.objects.exists()
    assert Deal.objects.live().get().contact is None

    outcome = merge_customers(
        [customer(version=9), customer(2, version=9, email="ana@example.com"), customer(3, email="new@example.com")],
        IMPORT,
    )
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_HERE] * 2
    assert Contact.objects.get().email == "new@example.com"


def test_an_emptied_contact_takes_those_that_went_into_it_along(ana: Contact, customer: Make) -> None:
    now = timezone.now()
    Contact.objects.create(email="ana@new.example", first_name="Anna", created_at=now, updated_at=now)
    merge_customers([customer(version=9, email="ana@new.example")], WEBHOOK)
    later = now + timedelta(days=10)
    with time_machine.travel(later, tick=False):
        delete_contacts([ana.pk], None)
    empty(later + timedelta(days=90))

    assert not Contact.objects.exists()


def test_a_contact_that_went_into_a_live_one_is_forgotten_without_harm_to_it(ana: Contact, customer: Make) -> None:
    now = timezone.now()
    other = Contact.objects.create(email="ana@new.example", created_at=now, updated_at=now)
    merge_customers([customer(version=9, email="ana@new.example")], WEBHOOK)
    assert empty(timezone.now() + timedelta(days=91)) == 1

    assert not Contact.objects.filter(pk=other.pk).exists()
    assert (Contact.objects.get(), CustomerLink.objects.get().contact) == (ana, ana)
    # The address is free for others once Ana has left it: no tombstone keeps them out.
    merge_customers([customer(version=10, email="ana@third.example")], WEBHOOK)
    merge_customers([customer(2, version=11, email="ana@new.example")], WEBHOOK)
    assert Contact.objects.live().count() == 2


def test_an_empty_bin_takes_nothing(db: None) -> None:
    assert empty(timezone.now()) == 0
