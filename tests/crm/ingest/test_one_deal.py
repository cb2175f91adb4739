"""A checkout and its order find each other, by whatever each of them tells (SPEC D1; docs/ingest.md)."""

from collections.abc import Callable

import pytest

from crm.finding.catching_up import catch_up
from crm.ingest import CustomerRecord, DealRecord, delete_orders, merge_customers, merge_deals
from crm.models import Deal, DealWords, RecordChange
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import moment

Make = Callable[..., DealRecord]
WEBHOOK = ChangeSource.WEBHOOK


# --- By the cart --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("order_first", [True, False])
def test_an_order_that_tells_no_checkout_is_found_by_its_cart(order: Make, checkout: Make, order_first: bool) -> None:
    records = [checkout(cart_token="c1"), order(cart_token="c1")]
    for record in reversed(records) if order_first else records:
        merge_deals([record], WEBHOOK)

    deal = Deal.objects.get()
    assert (deal.name, deal.checkout_token, deal.stage_id) == ("#1", "t1", "processed")
    assert deal.abandoned_checkout_url


def test_two_orders_of_one_cart_are_two_deals(order: Make, checkout: Make) -> None:
    merge_deals([checkout(cart_token="c1")], WEBHOOK)
    merge_deals([order(1, cart_token="c1")], WEBHOOK)
    merge_deals([order(2, cart_token="c1")], WEBHOOK)

    assert set(Deal.objects.values_list("name", "checkout_token")) == {("#1", "t1"), ("#2", "")}


def test_an_order_that_tells_its_checkout_is_not_taken_for_another_of_the_cart(order: Make, checkout: Make) -> None:
    merge_deals([checkout("t1", cart_token="c1")], WEBHOOK)
    merge_deals([order(checkout_token="t2", cart_token="c1")], WEBHOOK)

    assert set(Deal.objects.values_list("checkout_token", "shopify_order_id")) == {("t1", None), ("t2", 1)}


def test_a_checkout_without_a_cart_matches_no_order_without_one(order: Make, checkout: Make) -> None:
    merge_deals([order(cart_token="")], WEBHOOK)
    merge_deals([checkout(cart_token="")], WEBHOOK)

    assert Deal.objects.count() == 2


# --- A deal of each, which turn out to be one ---------------------------------------------------------------------
@pytest.fixture
def two_deals(order: Make, checkout: Make, customer: Callable[..., CustomerRecord]) -> tuple[Deal, Deal]:
    """An order that did not tell its checkout, and the checkout, each with a deal: (order's, checkout's)."""
    merge_customers([customer(1), customer(2, email="ben@example.com")], WEBHOOK)
    merge_deals([order(note="Ring twice", landing_site="")], WEBHOOK)
    merge_deals([checkout(shopify_checkout_id=99, customer_id=2, landing_site="/lamps", cart_token="c1")], WEBHOOK)
    theirs = Deal.objects.get(shopify_order_id=None)
    Deal.objects.filter(pk=theirs.pk).update(custom={"colour": "blue"})
    RecordChange.objects.create(
        object_type="deals", record_id=theirs.pk, at=moment(2), source="webhook", changes={"note": ["", "x"]}
    )
    return Deal.objects.get(shopify_order_id=1), theirs


def test_the_checkouts_deal_goes_into_the_orders(two_deals: tuple[Deal, Deal], order: Make) -> None:
    deal, _ = two_deals
    outcome = merge_deals([order(version=6, checkout_token="t1")], WEBHOOK)

    one = Deal.objects.get()
    assert (one, outcome.updated) == (deal, [deal.pk])
    assert (one.checkout_token, one.shopify_checkout_id, one.cart_token) == ("t1", 99, "c1")
    assert (one.landing_site, one.abandoned_checkout_url != "", one.custom) == ("/lamps", True, {"colour": "blue"})
    assert (one.abandoned_at, one.recovered_at) == (moment(3), moment(4))
    assert [change.to_stage_id for change in one.stage_changes.order_by("at")] == [
        "checkout_pending",
        "checkout_abandoned",
        "processed",
    ]
    assert one.line_items.count() == 1
    assert RecordChange.objects.filter(object_type="deals", record_id=one.pk, changes__has_key="note").exists()


def test_the_words_of_the_checkouts_deal_go_with_it(two_deals: tuple[Deal, Deal], order: Make) -> None:
    deal, theirs = two_deals
    assert catch_up()
    assert set(DealWords.objects.values_list("pk", flat=True)) == {deal.pk, theirs.pk}
    merge_deals([order(version=6, checkout_token="t1")], WEBHOOK)

    assert list(DealWords.objects.values_list("pk", flat=True)) == [deal.pk]


def test_the_contact_of_the_checkout_has_no_abandoned_cart_any_more(two_deals: tuple[Deal, Deal], order: Make) -> None:
    _, theirs = two_deals
    assert theirs.contact is not None
    summary = theirs.contact.purchases
    assert summary.last_abandoned_at == moment(3)
    merge_deals([order(version=6, checkout_token="t1")], WEBHOOK)

    summary.refresh_from_db()
    assert summary.last_abandoned_at is None


def test_late_states_of_either_find_the_one_deal(two_deals: tuple[Deal, Deal], order: Make, checkout: Make) -> None:
    merge_deals([order(version=6, checkout_token="t1")], WEBHOOK)
    merge_deals([checkout(version=3, shopify_checkout_id=99), order(version=5)], WEBHOOK)

    assert Deal.objects.get() == two_deals[0]


def test_a_token_that_is_another_orders_is_taken_from_nobody(order: Make) -> None:
    merge_deals([order(1, checkout_token="t1"), order(2)], WEBHOOK)
    merge_deals([order(2, version=6, checkout_token="t1")], WEBHOOK)

    assert set(Deal.objects.values_list("name", "checkout_token")) == {("#1", "t1"), ("#2", "")}


def test_a_deleted_order_takes_in_nothing(two_deals: tuple[Deal, Deal], order: Make) -> None:
    delete_orders([1], moment(5))
    merge_deals([order(version=6, checkout_token="t1")], WEBHOOK)

    assert Deal.objects.live().get() == two_deals[1]
