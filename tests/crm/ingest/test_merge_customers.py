"""Customers become contacts (SPEC K1, K2; docs/ingest.md)."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.ingest import CustomerRecord, merge_customers
from crm.ingest.outcome import SkipReason
from crm.ingest.tombstones import address_key
from crm.models import Contact, CustomerLink, RecordChange, Tombstone
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import day

Make = Callable[..., CustomerRecord]
IMPORT, WEBHOOK = ChangeSource.IMPORT, ChangeSource.WEBHOOK


def test_new_customer_becomes_a_contact_from_offline_sources(customer: Make) -> None:
    outcome = merge_customers([customer(first_name="Ana", city="Lyon", orders_count=3)], IMPORT)

    contact = Contact.objects.get()
    assert outcome.created == [contact.pk]
    assert (contact.first_name, contact.city, contact.orders_count) == ("Ana", "Lyon", 3)
    assert (contact.source, contact.source_data_1, contact.source_data_2) == ("OFFLINE", "API", "integrations-sync")


def test_customer_that_comes_by_webhook_has_no_source_yet(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)

    assert Contact.objects.get().source == ""


def test_customer_without_email_makes_no_contact(customer: Make) -> None:
    outcome = merge_customers([customer(email="")], IMPORT)

    assert not Contact.objects.exists()
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.NO_EMAIL]


def test_contact_with_that_email_in_another_case_is_updated(customer: Make) -> None:
    now = timezone.now()
    mine = Contact.objects.create(email="Ana@Example.com", first_name="A.", phone="1", created_at=now, updated_at=now)

    outcome = merge_customers([customer(first_name="Ana", phone=None)], IMPORT)

    mine.refresh_from_db()
    assert outcome.updated == [mine.pk]
    assert (mine.first_name, mine.phone) == ("Ana", "1")


def test_empty_value_overwrites_nothing(customer: Make) -> None:
    merge_customers([customer(version=1, note="Likes oak", tags='{"vip"}', accepts_marketing=True)], WEBHOOK)
    merge_customers([customer(version=2, note="", tags="{}", accepts_marketing=None, city="Lyon")], WEBHOOK)

    contact = Contact.objects.get()
    assert (contact.note, contact.tags, contact.accepts_marketing, contact.city) == ("Likes oak", ["vip"], True, "Lyon")


def test_older_state_arriving_late_changes_nothing_that_is_newer(customer: Make) -> None:
    merge_customers([customer(version=2, first_name="Newer")], WEBHOOK)
    outcome = merge_customers([customer(version=1, first_name="Older")], WEBHOOK)

    assert Contact.objects.get().first_name == "Newer"
    assert outcome.unchanged == 1


def test_two_customers_with_one_email_are_one_contact(customer: Make) -> None:
    outcome = merge_customers(
        [customer(1, version=1, first_name="Ana", note="first"), customer(2, version=2, first_name="Anna")], IMPORT
    )

    contact = Contact.objects.get()
    assert len(outcome.created) == 1
    assert (contact.first_name, contact.note) == ("Anna", "first")
    assert set(contact.customers.values_list("customer_id", flat=True)) == {1, 2}


def test_customer_who_changes_email_stays_the_same_contact(customer: Make) -> None:
    merge_customers([customer(version=1)], WEBHOOK)
    merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK)

    assert Contact.objects.get().email == "ana@new.example"


def test_email_that_is_another_contacts_is_not_taken_from_it(customer: Make) -> None:
    merge_customers([customer(1, version=1), customer(2, version=1, email="ben@example.com")], WEBHOOK)
    merge_customers([customer(1, version=2, email="ben@example.com", city="Lyon")], WEBHOOK)

    assert set(Contact.objects.values_list("email", "city")) == {("ana@example.com", "Lyon"), ("ben@example.com", "")}


def test_one_batch_may_bring_a_contact_by_its_id_and_by_its_email(customer: Make) -> None:
    merge_customers([customer(1, version=1)], WEBHOOK)
    merge_customers(
        [customer(1, version=2, email="ana@new.example", city="Lyon"), customer(2, version=3, note="hi")], WEBHOOK
    )

    assert Contact.objects.get(customers=1).city == "Lyon"
    assert CustomerLink.objects.count() == 2


def test_contact_deleted_here_is_not_made_again(customer: Make) -> None:
    merge_customers([customer()], IMPORT)
    Contact.objects.update(deleted_at=timezone.now())
    outcome = merge_customers([customer(version=2)], WEBHOOK)
    Tombstone.objects.create(object_type="contacts", key=address_key("ben@example.com"), deleted_at=timezone.now())
    erased = merge_customers([customer(2, email="ben@example.com")], IMPORT)

    assert not Contact.objects.live().exists()
    assert [skip.reason for skip in outcome.skipped + erased.skipped] == [SkipReason.DELETED_HERE] * 2


def test_same_state_again_touches_no_row(customer: Make) -> None:
    merge_customers([customer(first_name="Ana", tags='{"vip"}')], IMPORT)
    before = list(Contact.objects.values())
    outcome = merge_customers([customer(first_name="Ana", tags='{"vip"}')], IMPORT)

    assert list(Contact.objects.values()) == before
    assert outcome.unchanged == 1
    assert not RecordChange.objects.exists()


def test_change_is_kept_with_old_and_new_value_and_source(customer: Make) -> None:
    merge_customers([customer(version=1, city="Lyon")], IMPORT)
    merge_customers([customer(version=2, city="Paris")], WEBHOOK)

    change = RecordChange.objects.get()
    assert (change.source, change.changes) == ("webhook", {"city": ["Lyon", "Paris"]})


_STATES = st.lists(
    st.tuples(
        st.integers(1, 2),  # customer
        st.integers(1, 28),  # version
        st.sampled_from(["", "Ana", "Anna", "A."]),
        st.sampled_from(["", "Likes oak", 'Line one\n\\.\nline "two", with\ttab']),
        st.sampled_from([None, True, False]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda state: state[1],
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=_STATES, data=st.data())
def test_any_order_of_arrival_ends_in_the_same_state(states: list[tuple[object, ...]], data: st.DataObject) -> None:
    records = [
        CustomerRecord(number, day(version), "ana@example.com", first_name=name, note=note, accepts_marketing=consent)
        for number, version, name, note, consent in states
    ]
    ends = []
    for arrival in itertools.islice(
        itertools.chain([records], iter(lambda: data.draw(st.permutations(records)), None)), 3
    ):
        Contact.objects.all().delete()
        CustomerLink.objects.all().delete()
        for record in [*arrival, arrival[0]]:
            merge_customers([record], WEBHOOK)
        ends.append(Contact.objects.values("first_name", "note", "accepts_marketing", "shopify_updated_at").get())

    newest_first = sorted(records, key=lambda one: one.updated_at, reverse=True)
    assert ends[0] == ends[1] == ends[2]
    assert ends[0]["first_name"] == next((one.first_name for one in newest_first if one.first_name), "")
    assert ends[0]["note"] == next((one.note for one in newest_first if one.note), "")
