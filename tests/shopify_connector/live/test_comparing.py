"""Comparisons with the store: what they find, repair and leave alone, and when they are due (SPEC L3)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crm.models import Contact, CustomerLink, Deal, Product
from demo_store.back_office import actions
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import Delivery, ImportSession, ReadRequest, SyncCheck, SyncError
from shopify_connector.reconciliation import checks, due, schedule, steps
from shopify_connector.reconciliation.checks import CHANGES, EVERYTHING
from shopify_connector.signals import subscriptions_were_missing

BY_PERSON, BY_SCHEDULE = SyncCheck.Trigger.PERSON, SyncCheck.Trigger.SCHEDULE


@pytest.fixture
def shop(following):
    return following.shop


@pytest.fixture
def at_once(monkeypatch):
    """What looks different is looked at again without a pause."""
    monkeypatch.setattr(steps, "GRACE", timedelta(0))


def figures(check):
    return {step.object: (step.checked, step.differed, step.repaired) for step in check.steps.all()}


def test_nothing_differs_after_an_import(following, shop):
    found = figures(following.compare())

    assert {kind: differed for kind, (_, differed, _) in found.items()} == dict.fromkeys(found, 0)
    assert found["orders"][0] == len(shop.orders)
    assert found["customers"][0] == len(shop.customers)
    assert found["products"][0] == len(shop.products)


def test_lost_changes_are_found_repaired_and_named(following, shop, at_once):
    product, (customer, buyer, *_) = shop.products.all()[0], [one for one in shop.customers.all() if one.email]
    actions.edit_product(shop, product, {"title": "Renamed"})
    actions.edit_customer(shop, customer, {"note": "Rings at nine"})
    order = actions.place_order(shop, buyer)
    following.waiting.clear()
    check = following.compare(CHANGES)

    assert Product.objects.get(shopify_product_id=product.id).title == "Renamed"
    assert CustomerLink.objects.get(customer_id=customer.id).contact.note == "Rings at nine"
    assert Deal.objects.filter(shopify_order_id=order.id).exists()
    by_kind = {step.object: step for step in check.steps.all()}
    assert {step.differed - step.repaired for step in by_kind.values()} == {0}
    changed = next(one for one in by_kind["customers"].examples if one["id"] == str(customer.id))
    assert (changed["how"], changed["properties"]) == ("changed", ["note"])
    assert by_kind["orders"].examples[0]["how"] == "missing"
    assert figures(following.compare(CHANGES))["customers"][1:] == (0, 0)


def test_lost_deletions_are_found_by_comparing_everything(following, shop, at_once):
    customer = next(one for one in shop.customers.all() if one.email)
    order = actions.place_order(shop, customer)
    idle = actions.create_customer(shop, {"email": "idle@example.com"})
    following.take_in()
    product = shop.products.all()[0]
    actions.delete_product(shop, product)
    actions.cancel(shop, order)
    actions.delete_order(shop, order)
    actions.delete_customer(shop, idle)
    following.waiting.clear()
    check = following.compare(EVERYTHING)

    assert Product.objects.get(shopify_product_id=product.id).deleted_at
    assert Deal.objects.get(shopify_order_id=order.id).deleted_at
    assert CustomerLink.objects.get(customer_id=idle.id).deleted_at
    assert Contact.objects.live().filter(email="idle@example.com").exists()
    gone = [one for step in check.steps.all() for one in step.examples if one["how"] == "gone"]
    assert {one["id"] for one in gone} == {str(product.id), str(order.id), str(idle.id)}


def test_a_merge_told_of_after_the_comparison_leaves_nothing_to_repair(following, shop, at_once):
    """One customer goes into another, a third takes its address; the comparison sees that before the merge is told."""
    people = [actions.create_customer(shop, {"email": f"{name}@example.com"}) for name in ("ana", "old", "eve")]
    ana, old, eve = people
    following.take_in()
    contacts = [CustomerLink.objects.get(customer_id=one.id).contact for one in people]
    actions.merge_customers(shop, ana, old)
    merge = [one for one in following.waiting if one.topic == "customers/merge"]
    actions.edit_customer(shop, eve, {"email": "old@example.com"})
    following.waiting.clear()
    following.compare(EVERYTHING)
    following.waiting.extend(merge)
    following.take_in()

    assert figures(following.compare(EVERYTHING))["customers"][1:] == (0, 0)
    links = [CustomerLink.objects.get(customer_id=one.id) for one in (ana, old, eve)]
    assert [link.contact for link in links] == [contacts[0], contacts[0], contacts[2]]
    assert [link.contact.email for link in links] == ["ana@example.com", "ana@example.com", "old@example.com"]


def test_what_is_on_its_way_is_not_counted(following, shop, monkeypatch):
    monkeypatch.setattr(steps, "GRACE", timedelta(seconds=3))
    product = shop.products.all()[0]
    actions.edit_product(shop, product, {"title": "On its way"})
    check = checks.begin(following.store, EVERYTHING, BY_PERSON, timezone.now())
    schedule.take_turn(following.store, 0.5)
    assert check.steps.get(object="products").suspects == [product.id]
    following.take_in()
    schedule.take_turn(following.store, 30)

    check.refresh_from_db()
    assert check.status == SyncCheck.Status.COMPLETED
    assert figures(check)["products"] == (len(shop.products), 0, 0)


def test_older_orders_are_not_taken_for_deleted_without_the_scope_for_them(following, shop, at_once):
    """Without read_all_orders Shopify answers as if orders older than 60 days were not there."""
    following.store.scopes = ["read_customers", "read_products", "read_orders"]
    following.store.save()
    old = min(shop.orders.all(), key=lambda order: order.created_at)
    shop.orders.remove(old.id)
    following.compare(EVERYTHING)

    assert Deal.objects.get(shopify_order_id=old.id).deleted_at is None


def test_interrupted_it_goes_on_where_it_was(following, shop, monkeypatch):
    check = checks.begin(following.store, EVERYTHING, BY_PERSON, timezone.now())
    schedule.take_turn(following.store, 0)
    (first,) = [step for step in check.steps.all() if step.object == "products"]
    steps.advance(schedule.AdminApi(following.store), first)
    read = check.steps.get(object="products").checked
    assert 0 < read < len(shop.products)
    schedule.take_turn(following.store, 30)

    assert figures(check)["products"][0] == len(shop.products)


def test_cancelled_it_keeps_what_it_found(following):
    check = checks.begin(following.store, EVERYTHING, BY_PERSON, timezone.now())
    checks.cancel(check)
    schedule.take_turn(following.store, 5)

    check.refresh_from_db()
    assert check.status == SyncCheck.Status.CANCELLED


def test_waits_while_deliveries_wait(following, shop):
    actions.edit_product(shop, shop.products.all()[0], {"title": "Waiting"})
    following.post(following.waiting)
    Delivery.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    check = checks.begin(following.store, EVERYTHING, BY_PERSON, timezone.now())
    schedule.take_turn(following.store, 5)
    assert figures(check)["products"][0] == 0
    apply_pending()
    schedule.take_turn(following.store, 30)

    assert figures(check)["products"][1] == 0


def test_waits_while_an_import_runs(following):
    ImportSession.objects.update(status="running")
    schedule.tick(timezone.now() + timedelta(days=1))

    assert not SyncCheck.objects.exists()


def test_lost_subscriptions_lead_to_a_comparison_of_changes_then_of_everything(following):
    subscriptions_were_missing.send(sender=None, store=following.store)
    first = SyncCheck.objects.get()
    assert (first.scope, first.trigger) == (CHANGES, SyncCheck.Trigger.OUTAGE)
    assert first.since == ImportSession.objects.get().started_at - due.OVERLAP
    schedule.take_turn(following.store, 30)
    schedule.begin_due(following.store, timezone.now())

    assert checks.running_check(following.store, EVERYTHING).trigger == SyncCheck.Trigger.OUTAGE


def test_changes_are_due_every_ten_minutes_from_where_the_last_one_began(following):
    session = ImportSession.objects.get()
    imported = session.started_at
    assert due.changes_are_due(following.store, session.finished_at + timedelta(seconds=29)) is None
    # Subscriptions were made while it ran: what changed since it began is looked for soon.
    assert due.changes_are_due(following.store, session.finished_at + timedelta(seconds=30)) == imported - due.OVERLAP
    assert due.changes_are_due(following.store, imported + timedelta(hours=5)) == imported - due.OVERLAP
    check = checks.begin(following.store, CHANGES, BY_SCHEDULE, imported + timedelta(hours=5), imported)
    schedule.take_turn(following.store, 30)
    check.refresh_from_db()

    assert due.changes_are_due(following.store, check.started_at + timedelta(minutes=9)) is None
    later = check.started_at + timedelta(minutes=10)
    assert due.changes_are_due(following.store, later) == check.started_at - due.OVERLAP


@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"])
def test_everything_is_due_each_night_by_the_stores_clock(following, zone):
    following.store.time_zone = zone
    local = ZoneInfo(zone)
    ImportSession.objects.update(started_at=datetime(2026, 11, 20, 22, 0, tzinfo=local).astimezone(UTC))
    before, after = (datetime(2026, 11, 21, 3, minute, tzinfo=local).astimezone(UTC) for minute in (29, 31))

    assert due.everything_is_due(following.store, before) is None
    assert due.everything_is_due(following.store, after) == BY_SCHEDULE


def test_no_read_is_left_behind(following, shop, at_once):
    following.compare()

    assert not ReadRequest.objects.filter(object__in=["customers", "products"]).exists()


def test_errors_of_objects_that_can_be_taken_in_by_now_are_closed(following, shop, at_once):
    product = shop.products.all()[0]
    error = SyncError.objects.create(
        store=following.store, object="products", key=str(product.id), reason="wrong_shape", at=timezone.now()
    )
    following.compare()

    error.refresh_from_db()
    assert error.resolved_at


def test_old_comparisons_are_dropped(following, at_once):
    check = following.compare()

    assert checks.drop_old(check.started_at + timedelta(days=89)) == 0
    assert checks.drop_old(check.started_at + timedelta(days=91)) == 1
    assert not SyncCheck.objects.exists()
