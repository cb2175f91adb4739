"""Contacts follow their customers to new addresses (SPEC K4; docs/ingest.md, "Who is who")."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from crm.ingest import (
    CustomerRecord,
    DealRecord,
    delete_customers,
    merge_customers,
    merge_customers_at_shopify,
    merge_deals,
)
from crm.models import Contact, ContactMerge, CustomerLink, Deal, ObjectType, RecordChange
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import day, moment

Make = Callable[..., CustomerRecord]
MakeDeal = Callable[..., DealRecord]
WEBHOOK = ChangeSource.WEBHOOK


def addresses() -> dict[int, str]:
    """The address of each customer's contact."""
    return dict(
        CustomerLink.objects.filter(contact__deleted_at=None, contact__isnull=False).values_list(
            "customer_id", "contact__email"
        )
    )


def test_a_contact_follows_its_customer_to_a_free_address(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)
    contact = Contact.objects.get()
    merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK)

    assert Contact.objects.get() == contact
    assert Contact.objects.get().email == "ana@new.example"
    change = RecordChange.objects.get()
    assert (change.changes, change.source) == ({"email": ["ana@example.com", "ana@new.example"]}, "webhook")


def test_an_older_address_that_comes_late_is_not_followed(customer: Make) -> None:
    merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK)
    merge_customers([customer(version=1)], WEBHOOK)

    assert Contact.objects.get().email == "ana@new.example"


# --- A contact that nobody at Shopify holds -----------------------------------------------------------------------
@pytest.fixture
def made_by_hand() -> Contact:
    """A contact with the address that Ana moves to: with properties of its own, an order and a story."""
    at = moment(1)
    contact = Contact.objects.create(
        email="Ana@New.example",
        first_name="Anna",
        phone="+331",
        custom={"shoe_size": 41, "vip": True},
        source="DIRECT_TRAFFIC",
        source_data_1="/lamps",
        created_at=at - timedelta(days=30),
        updated_at=at,
    )
    RecordChange.objects.create(
        object_type=ObjectType.CONTACT, record_id=contact.pk, at=at, source="person", changes={"phone": ["", "+331"]}
    )
    return contact


def test_a_contact_that_nobody_at_shopify_holds_goes_into_the_one_that_comes(
    customer: Make, order: MakeDeal, made_by_hand: Contact
) -> None:
    merge_customers([customer(first_name="Ana")], WEBHOOK)
    contact = Contact.objects.get(first_name="Ana")
    Contact.objects.filter(pk=contact.pk).update(custom={"vip": False})
    merge_deals([order(1), order(2, customer_id=None)], WEBHOOK)
    Deal.objects.filter(name="#2").update(contact=made_by_hand)
    merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK)

    kept = Contact.objects.live().get()
    assert kept.pk == contact.pk
    assert (kept.email, kept.first_name, kept.phone, kept.source) == (
        "ana@new.example",
        "Ana",
        "+331",
        "DIRECT_TRAFFIC",
    )
    assert kept.custom == {"vip": False, "shoe_size": 41}
    assert kept.created_at == made_by_hand.created_at
    assert {deal.name for deal in kept.deals.all()} == {"#1", "#2"}
    assert (kept.purchases.number_of_orders, kept.purchases.total_revenue) == (2, 20)
    assert RecordChange.objects.filter(record_id=kept.pk, changes__has_key="phone").exists()
    made_by_hand.refresh_from_db()
    assert made_by_hand.merged_into == kept


def test_what_a_merge_moved_and_filled_is_kept(customer: Make, made_by_hand: Contact) -> None:
    merge_customers([customer()], WEBHOOK)
    merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK)

    merge = ContactMerge.objects.get()
    assert (merge.merged, merge.source, merge.user) == (made_by_hand, "webhook", None)
    assert len(merge.moved["changes"]) == 1
    assert merge.filled["phone"] == ""


def test_a_value_that_a_merge_filled_gives_way_to_what_shopify_says(customer: Make, made_by_hand: Contact) -> None:
    merge_customers([customer(version=3)], WEBHOOK)
    merge_customers([customer(version=4, email="ana@new.example")], WEBHOOK)
    merge_customers([customer(version=5, email="ana@new.example", phone="+332")], WEBHOOK)

    assert Contact.objects.live().get().phone == "+332"


def test_the_contact_of_a_deleted_customer_goes_into_the_one_that_comes_to_its_address(
    customer: Make, order: MakeDeal
) -> None:
    merge_customers([customer(1), customer(2, email="ben@example.com", first_name="Ben")], WEBHOOK)
    merge_deals([order(1, customer_id=2)], WEBHOOK)
    delete_customers([2], moment(2), WEBHOOK)
    merge_customers([customer(1, version=3, email="ben@example.com")], WEBHOOK)

    contact = Contact.objects.live().get()
    assert (contact.email, contact.first_name) == ("ben@example.com", "Ben")
    assert contact.purchases.number_of_orders == 1
    assert contact.customers.count() == 2


# --- An address by which another customer is known ----------------------------------------------------------------
@pytest.fixture
def ana_waits(customer: Make) -> Callable[[], None]:
    """Ana has moved to the address by which Ben is known."""

    def deliver() -> None:
        merge_customers([customer(1), customer(2, email="ben@example.com", first_name="Ben")], WEBHOOK)
        merge_customers([customer(1, version=3, email="ben@example.com", city="Lyon")], WEBHOOK)

    return deliver


def test_an_address_by_which_another_customer_is_known_is_waited_for(
    ana_waits: Callable[[], None], doubted: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ana_waits()

    assert addresses() == {1: "ana@example.com", 2: "ben@example.com"}
    assert Contact.objects.get(customers=1).city == "Lyon"
    assert CustomerLink.objects.get(waits_for_address=True).customer_id == 1
    assert doubted == [2]


def test_it_is_given_when_the_other_one_moves(ana_waits: Callable[[], None], customer: Make) -> None:
    ana_waits()
    merge_customers([customer(2, version=2, email="ben@new.example")], WEBHOOK)

    assert addresses() == {1: "ben@example.com", 2: "ben@new.example"}
    assert Contact.objects.get(customers=2).first_name == "Ben"
    assert not CustomerLink.objects.filter(waits_for_address=True).exists()


def test_it_is_given_when_the_other_one_is_deleted(ana_waits: Callable[[], None]) -> None:
    ana_waits()
    delete_customers([2], moment(4), WEBHOOK)

    contact = Contact.objects.live().get()
    assert (contact.email, contact.city, contact.first_name) == ("ben@example.com", "Lyon", "Ben")


def test_it_is_given_when_the_other_one_has_no_address_any_more(ana_waits: Callable[[], None], customer: Make) -> None:
    ana_waits()
    merge_customers([customer(2, version=2, email="")], WEBHOOK)

    assert addresses() == {1: "ben@example.com", 2: "ben@example.com"}


def test_it_is_given_when_a_person_deletes_the_other_contact(ana_waits: Callable[[], None]) -> None:
    from crm.recycle_bin import delete_contacts

    ana_waits()
    delete_contacts([Contact.objects.get(customers=2).pk], None)

    assert addresses() == {1: "ben@example.com"}


def test_two_customers_swap_their_addresses_in_every_order_of_arrival(customer: Make, order: MakeDeal) -> None:
    a, b, spare = "ana@example.com", "ben@example.com", "spare@example.com"
    states = [
        customer(1, version=1, email=a, first_name="Ana"),
        customer(2, version=1, email=b, first_name="Ben"),
        customer(1, version=2, email=spare, first_name="Ana"),
        customer(2, version=3, email=a, first_name="Ben"),
        customer(1, version=4, email=b, first_name="Ana"),
    ]
    newest = [states[4], states[3]]
    for lost in (None, 2):
        for arrival in itertools.permutations(state for n, state in enumerate(states) if n != lost):
            Contact.objects.all().delete()
            CustomerLink.objects.all().delete()
            Deal.objects.all().delete()
            merge_deals([order(1, customer_id=1), order(2, customer_id=2)], WEBHOOK)
            for state in [*arrival, *newest]:
                merge_customers([state], WEBHOOK)
            assert addresses() == {1: b, 2: a}, arrival
            ana, ben = Contact.objects.get(customers=1), Contact.objects.get(customers=2)
            assert (ana.first_name, ben.first_name) == ("Ana", "Ben"), arrival
            assert [list(one.deals.values_list("name", flat=True)) for one in (ana, ben)] == [["#1"], ["#2"]], arrival


def test_a_swap_without_a_step_between_keeps_both_contacts(customer: Make) -> None:
    merge_customers([customer(1, first_name="Ana"), customer(2, email="ben@example.com", first_name="Ben")], WEBHOOK)
    ana, ben = Contact.objects.get(customers=1), Contact.objects.get(customers=2)
    merge_customers([customer(1, version=2, email="ben@example.com")], WEBHOOK)
    merge_customers([customer(2, version=2)], WEBHOOK)

    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.email, ben.email) == ("ben@example.com", "ana@example.com")
    assert (ana.first_name, ben.first_name) == ("Ana", "Ben")
    assert not ContactMerge.objects.exists()
    changes = {one.record_id: one.changes["email"] for one in RecordChange.objects.filter(changes__has_key="email")}
    assert changes == {ana.pk: ["ana@example.com", "ben@example.com"], ben.pk: ["ben@example.com", "ana@example.com"]}


# --- Any history --------------------------------------------------------------------------------------------------
_ADDRESSES = [f"{name}@example.com" for name in "abcd"]
# Customers who go: deleted, or merged into another one.
_GOING = {"deleted": None, "into 1": 1, "into 2": 2, "into 3": 3}
_STEPS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([*_ADDRESSES, *_GOING])), min_size=2, max_size=9)


def lives(steps: list[tuple[int, str]]) -> Iterator[tuple[int, str, int]]:
    """A history that Shopify allows, as (customer, address or how it went, when): no two have one address at a time."""
    now: dict[int, str] = {}
    gone: set[int] = set()
    for at, (number, address) in enumerate(steps, 1):
        if number in gone or address in now.values():
            continue
        if address not in _GOING:
            now[number] = address
        elif number in now and _GOING[address] in (None, *now) and _GOING[address] != number:
            gone.add(number)
            del now[number]
        else:
            continue
        yield number, address, at


def deliver(event: tuple[int, str, int]) -> None:
    number, address, at = event
    kept = _GOING.get(address)
    if kept:
        merge_customers_at_shopify(kept, number, moment(at), WEBHOOK)
    elif address == "deleted":
        delete_customers([number], moment(at), WEBHOOK)
    else:
        merge_customers([CustomerRecord(number, day(at), address, first_name=f"Customer {number}")], WEBHOOK)


def elsewhere() -> list[CustomerLink]:
    """Customers who are known by another address than their contact is, and do not wait for it."""
    links = CustomerLink.objects.filter(deleted_at=None, waits_for_address=False, contact__deleted_at=None)
    return list(links.exclude(contact=None).exclude(email="").exclude(email=F("contact__email")))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, data=st.data())
def test_any_history_in_any_order_ends_at_the_newest_addresses(
    steps: list[tuple[int, str]], data: st.DataObject
) -> None:
    Contact.objects.all().delete()
    CustomerLink.objects.all().delete()
    events = list(lives(steps))
    arrival = data.draw(st.permutations(events)) if events else []
    note(arrival)
    for event in arrival:
        deliver(event)
        assert not elsewhere()
    gone = {number for number, address, _ in events if address in _GOING}
    newest = {number: event for event in events for number in [event[0]] if number not in gone}
    for event in data.draw(st.permutations(list(newest.values()))):
        deliver(event)

    assert {number: address for number, address in addresses().items() if number in newest} == {
        number: address for number, (_, address, _) in newest.items()
    }
    for number in newest:
        contact = Contact.objects.get(customers=number)
        assert contact.customers.count() > 1 or contact.first_name == f"Customer {number}"
    assert not CustomerLink.objects.filter(waits_for_address=True).exists()
