"""Who is in a list is what its filters say, at any moment, whatever happened in between."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Portal
from crm.editing.contacts import create_contact, update_contact
from crm.editing.merging import merge
from crm.editing.values import Editor
from crm.erasure import erase_person
from crm.ingest import merge_customers, merge_deals, merge_products
from crm.lists import members as by_hand
from crm.lists import running
from crm.lists.auditing import Audited, audit
from crm.lists.editing import Wanted, change, create
from crm.models import (
    Contact,
    ContactList,
    ListCheck,
    ListMembership,
    ListSize,
    ProcessingType,
    ScoreThresholds,
)
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts, restore_contact
from tests.crm.lists.conftest import NOW, filters, members

IMPORT = ChangeSource.IMPORT
EDITOR = Editor(ChangeSource.PERSON)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(customer):
    merge_customers([customer(1, email="ana@example.com", first_name="Ana")], IMPORT)
    return Contact.objects.get(email="ana@example.com")


@pytest.fixture
def here():
    """Ana again, made here: people may change her."""
    return create_contact({"email": "ana@example.com", "firstname": "Ana"}, EDITOR)


# --- Followed at once ---------------------------------------------------------------------------------------------
def test_a_new_list_has_everybody_who_meets_its_filters(active, customer):
    merge_customers(
        [customer(n, email=f"c{n}@example.com", city="Paris" if n % 2 else "Lyon") for n in range(6)], IMPORT
    )

    paris = active([("city", "EQ", "paris")])

    assert members(paris) == {"c1@example.com", "c3@example.com", "c5@example.com"}
    assert (paris.size, paris.is_waiting) == (3, False)
    assert list(ListSize.objects.values_list("contact_list", "size")) == [(paris.pk, 3)]


def test_who_changes_joins_and_leaves(active, here):
    paris = active([("city", "EQ", "Paris")])

    update_contact(here.pk, {"city": "Paris"}, EDITOR)
    running.run()
    assert members(paris) == {"ana@example.com"}

    update_contact(here.pk, {"city": "Lyon"}, EDITOR)
    running.run()
    assert members(paris) == set()
    stay = ListMembership.objects.get()
    assert (stay.joined_at, stay.left_at) == (timezone.now(), timezone.now())
    paris.refresh_from_db()
    assert paris.size == 0


def test_an_order_brings_its_buyer_in_by_deal_and_line_item_of_one_deal(active, ana, order, line):
    shoes = active([("deals.dealstage", "IN", "processed", "shipped"), ("line_items.name", "CONTAINS", "trail")])
    merge_deals([order(1, lines=(line(title="Socks"),)), order(2, financial_status="pending", lines=())], IMPORT)
    running.run()
    assert members(shoes) == set()

    merge_deals([order(3, financial_status="voided", lines=(line(title="Trail shoes"),))], IMPORT)
    running.run()
    assert members(shoes) == set(), "a cancelled deal with them, and a paid one without, are two deals"

    merge_deals([order(4, lines=(line(title="Trail shoes"),))], IMPORT)
    running.run()
    assert members(shoes) == {"ana@example.com"}


def test_changes_of_many_contacts_are_told_apart_in_small_tables(active, customer, order, line, monkeypatch):
    """What is asked of them there is asked of nobody else, and is gone afterwards."""
    monkeypatch.setattr("crm.lists.close_up.FROM", 2)
    trail = active([("line_items.name", "CONTAINS", "trail"), ("deals.dealstage", "IN", "processed")])
    nobody = active([("email", "HAS_PROPERTY"), ("city", "EQ", "Oslo")])
    merge_customers([customer(number, email=f"c{number}@example.com") for number in range(1, 6)], IMPORT)
    running.run()
    bought = [order(number, customer_id=number, lines=(line(1, title="Trail shoes"),)) for number in (2, 4)]
    merge_deals(bought, IMPORT)
    running.run()
    assert members(trail) == {"c2@example.com", "c4@example.com"}
    assert members(nobody) == set()
    assert Contact.objects.count() == 5


def test_conditions_on_line_items_are_about_the_same_line(active, ana, order, line):
    many = active([("line_items.name", "CONTAINS", "lamp"), ("line_items.quantity", "GTE", "5")])

    merge_deals([order(1, lines=(line(1, title="Lamp", quantity=1), line(2, title="Bulb", quantity=6)))], IMPORT)
    running.run()
    assert members(many) == set()

    merge_deals([order(2, lines=(line(1, title="Lamp", quantity=5),))], IMPORT)
    running.run()
    assert members(many) == {"ana@example.com"}


def test_who_has_no_such_deal(active, ana, customer, order, line):
    merge_customers([customer(2, email="ben@example.com")], IMPORT)
    merge_deals([order(1, customer_id=2, lines=(line(title="Sofa"),))], IMPORT)
    without_sofa = active(([("line_items.name", "EQ", "sofa")], ["deals"]))
    without_deal = active(([], ["deals"]))
    assert members(without_sofa) == members(without_deal) == {"ana@example.com"}

    merge_deals([order(2, lines=(line(title="Sofa"),))], IMPORT)
    running.run()
    assert members(without_sofa) == members(without_deal) == set()


def test_a_product_that_changes_moves_those_who_bought_it(active, ana, order, product):
    merge_products([product(7, product_type="Lamp")], IMPORT)
    merge_deals([order(1)], IMPORT)
    lamps = active([("products.ip__shopify__product_type", "EQ", "lamp")])
    assert members(lamps) == {"ana@example.com"}

    merge_products([product(7, version=9, product_type="Light")], IMPORT)
    running.run()
    assert members(lamps) == set()


def test_one_way_or_another(active, customer, order, line):
    merge_customers(
        [customer(n, email=f"c{n}@example.com", city="Paris" if n == 1 else "Lyon") for n in (1, 2, 3)], IMPORT
    )
    merge_deals([order(1, customer_id=2, lines=(line(title="Sofa"),))], IMPORT)

    either = active([("city", "EQ", "Paris")], [("line_items.name", "EQ", "Sofa")])

    assert members(either) == {"c1@example.com", "c2@example.com"}


# --- Contacts that go and come back -------------------------------------------------------------------------------
def test_deleted_contacts_leave_every_list_and_come_back_when_restored(active, static, ana):
    all_named, picked = active([("firstname", "HAS_PROPERTY")]), static()
    by_hand.add(picked, [ana.pk])

    delete_contacts([ana.pk], None)
    running.run()
    assert members(all_named) == members(picked) == set()
    picked.refresh_from_db()
    assert picked.size == 0

    restore_contact(ana, None)
    running.run()
    assert members(all_named) == members(picked) == {"ana@example.com"}
    picked.refresh_from_db()
    assert picked.size == 1


def test_put_in_again_by_hand_before_being_restored_twice(static, ana):
    picked = static()
    by_hand.add(picked, [ana.pk])
    for _ in range(2):
        delete_contacts([ana.pk], None)
        running.run()
        restore_contact(ana, None)
        by_hand.add(picked, [ana.pk])
        running.run()

    delete_contacts([ana.pk], None)
    running.run()
    restore_contact(ana, None)
    running.run()
    assert members(picked) == {"ana@example.com"}
    picked.refresh_from_db()
    assert picked.size == 1


def test_who_is_merged_goes_on_as_one_in_static_lists(static):
    one = create_contact({"email": "one@example.com"}, EDITOR)
    other = create_contact({"email": "other@example.com"}, EDITOR)
    picked = static()
    by_hand.add(picked, [other.pk])

    merge(one.pk, other.pk, EDITOR)
    running.run()

    assert members(picked) == {"one@example.com"}
    picked.refresh_from_db()
    assert picked.size == 1


def test_an_erased_person_leaves_no_trace_in_lists(active, static, ana):
    active([("firstname", "HAS_PROPERTY")])
    by_hand.add(static(), [ana.pk])

    erase_person(1, "ana@example.com", [])
    running.run()

    assert not ListMembership.objects.exists()
    assert set(ContactList.objects.values_list("size", flat=True)) == {0}


# --- Lists about lists --------------------------------------------------------------------------------------------
def test_lists_about_lists_follow(active, static, here):
    picked = static()
    both = active([("lists.list_membership", "IN", str(picked.pk)), ("city", "EQ", "Paris")], name="A")
    neither = active([("lists.list_membership", "NOT_IN", str(both.pk))], name="B")
    assert members(neither) == {"ana@example.com"}

    by_hand.add(picked, [here.pk])
    update_contact(here.pk, {"city": "Paris"}, EDITOR)
    running.run()
    assert (members(both), members(neither)) == ({"ana@example.com"}, set())

    by_hand.remove(picked, [here.pk])
    running.run()
    assert (members(both), members(neither)) == (set(), {"ana@example.com"})


def test_other_filters_reach_lists_about_the_list(active, ana):
    paris = active([("city", "EQ", "Paris")])
    visitors = active([("lists.list_membership", "IN", str(paris.pk))])

    change(paris, Wanted("Paris", filters=filters([("firstname", "EQ", "ana")])), None)
    running.run()

    assert members(visitors) == {"ana@example.com"}


# --- The calendar -------------------------------------------------------------------------------------------------
def test_a_new_day_moves_who_reaches_the_bound(active, ana, order):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Pacific/Auckland"})
    merge_deals([order(1, shopify_created_at="2026-01-20T12:00:00+00:00")], IMPORT)  # the 21st in Auckland
    recent = active([("ip__ecomm_bridge__last_order_date", "IN_LAST_DAYS", "14")])
    old = active([("ip__ecomm_bridge__days_since_last_order", "GTE", "14")])
    this_month = active([("deals.createdate", "IN_PERIOD", "THIS_MONTH")])
    assert (members(recent), members(old), members(this_month)) == ({"ana@example.com"}, set(), set())

    for moment, is_recent in (("2026-02-03T10:59:00+00:00", True), ("2026-02-03T11:00:00+00:00", False)):
        with time_machine.travel(moment, tick=False):
            running.run()
            assert members(recent) == ({"ana@example.com"} if is_recent else set()), moment
            assert members(old) == (set() if is_recent else {"ana@example.com"}), moment


def test_a_month_that_ends_takes_out_its_deals(active, ana, order):
    merge_deals([order(1, shopify_created_at="2026-01-31T12:00:00+00:00")], IMPORT)
    last_month = active([("deals.createdate", "IN_PERIOD", "LAST_MONTH")])
    assert members(last_month) == {"ana@example.com"}

    with time_machine.travel("2026-03-01T00:00:01+00:00", tick=False):
        running.run()
        assert members(last_month) == set()


def test_nobody_is_looked_at_again_while_the_day_stays(active, ana, django_assert_max_num_queries):
    active([("ip__ecomm_bridge__last_order_date", "IN_LAST_DAYS", "14")])

    with django_assert_max_num_queries(20):
        running.run()


def test_other_thresholds_and_another_zone_sort_anew(active, ana, order):
    merge_deals([order(1, shopify_created_at="2026-01-31T23:30:00+00:00")], IMPORT)
    best = active([("ip__ecomm_bridge__recency_score", "EQ", "5")])
    today = active([("ip__ecomm_bridge__last_order_date", "IN_PERIOD", "TODAY")])
    assert (members(best), members(today)) == ({"ana@example.com"}, set())

    thresholds = ScoreThresholds.current()
    thresholds.recency_days = [0, 90, 180, 360]
    thresholds.save()
    running.run()
    assert (members(best), members(today)) == (set(), set())

    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Asia/Tokyo"})
    running.run()
    assert (members(best), members(today)) == ({"ana@example.com"}, {"ana@example.com"})


# --- Nothing forgotten --------------------------------------------------------------------------------------------
def test_many_changes_at_once_are_sorted_list_by_list(active, customer, monkeypatch):
    paris = active([("city", "EQ", "Paris")])
    monkeypatch.setattr(running, "MOST_BY_ONE", 3)

    merge_customers([customer(n, email=f"c{n}@example.com", city="Paris") for n in range(9)], IMPORT)
    running.run()

    assert len(members(paris)) == 9
    assert not ListCheck.objects.exists()


def test_the_audit_finds_and_mends_what_differs(active, ana):
    named = active([("firstname", "EQ", "ana")])
    assert audit(named) == Audited(0, 0)
    ListMembership.objects.all().delete()

    assert audit(named) == Audited(missing=1)
    running.run()

    assert members(named) == {"ana@example.com"}
    assert audit(named) == Audited(0, 0)
    named.refresh_from_db()
    assert (named.size, named.audited_at) == (1, timezone.now())


def test_who_waits_to_be_looked_at_is_no_difference(active, here):
    named = active([("firstname", "EQ", "ana")])

    update_contact(here.pk, {"firstname": "Eve"}, EDITOR)

    assert audit(named) == Audited(0, 0)


def test_a_list_that_cannot_be_answered_any_more_says_so_and_stops_no_other(active, here):
    from crm.models import CustomProperty, ObjectType

    own = CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="string")
    broken = active([("size", "EQ", "M")])
    paris = active([("city", "EQ", "Paris")])
    own.delete()

    update_contact(here.pk, {"city": "Paris"}, EDITOR)
    running.run()

    broken.refresh_from_db()
    assert "size" in broken.problem
    assert members(paris) == {"ana@example.com"}


def test_days_pass_while_nothing_runs(active, ana, order):
    merge_deals([order(1, shopify_created_at="2026-01-31T12:00:00+00:00")], IMPORT)
    recent = active([("ip__ecomm_bridge__last_order_date", "IN_LAST_DAYS", "30")])

    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        running.run()
        assert members(recent) == set()
        recent.refresh_from_db()
        assert audit(recent) == Audited(0, 0)


def test_a_static_list_of_filters_is_filled_once(customer):
    merge_customers([customer(n, email=f"c{n}@example.com", city="Paris") for n in (1, 2)], IMPORT)
    wanted = Wanted("Paris then", ProcessingType.SNAPSHOT, filters([("city", "EQ", "paris")]))

    then = create(wanted, None)
    by_hand.remove(then, [Contact.objects.get(email="c1@example.com").pk])
    running.run()
    merge_customers([customer(3, email="c3@example.com", city="Paris")], IMPORT)
    running.run()

    then.refresh_from_db()
    assert members(then) == {"c1@example.com", "c2@example.com"}
    assert (then.size, then.is_waiting) == (2, False)


def test_a_static_list_without_filters_waits_for_nobody(customer):
    merge_customers([customer(1, email="c1@example.com")], IMPORT)

    then = create(Wanted("By hand", ProcessingType.SNAPSHOT), None)
    running.run()

    assert (then.is_waiting, members(then)) == (False, set())


def test_members_of_a_list_are_added_to_those_of_another_and_all_are_taken_out(static, customer):
    merge_customers([customer(n, email=f"c{n}@example.com") for n in (1, 2)], IMPORT)
    one, both = Contact.objects.order_by("email").values_list("pk", flat=True)
    source, target = static(), static()
    by_hand.add(source, [one, both])
    by_hand.add(target, [one])

    assert by_hand.copy(source, target) == [both]
    assert set(by_hand.clear(source)) == {one, both}
    target.refresh_from_db()
    source.refresh_from_db()
    assert (target.size, source.size, members(source)) == (2, 0, set())
