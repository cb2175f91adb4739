"""What Shopify deletes, before and after it arrives here (SPEC K3, P2, D5; docs/data-model.md, "Deletion")."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from crm.ingest import (
    CustomerRecord,
    DealRecord,
    ProductRecord,
    delete_checkout,
    delete_customers,
    delete_orders,
    delete_products,
    merge_customers,
    merge_customers_at_shopify,
    merge_deals,
    merge_products,
)
from crm.ingest.outcome import SkipReason
from crm.models import Contact, CustomerLink, Deal, LineItem, Product, PurchaseSummary
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import day, moment

MakeDeal = Callable[..., DealRecord]
MakeCustomer = Callable[..., CustomerRecord]
WEBHOOK = ChangeSource.WEBHOOK


def lamp(version: int = 1, title: str = "Lamp") -> ProductRecord:
    return ProductRecord(7, day(version), title=title, variants=())


# --- Products -----------------------------------------------------------------------------------------------------
def test_deleted_product_is_gone_and_its_lines_keep_their_words(order: MakeDeal) -> None:
    merge_products([lamp()], WEBHOOK)
    merge_deals([order()], WEBHOOK)
    delete_products([7], moment(6))

    assert not Product.objects.live().exists()
    assert LineItem.objects.get().title == "Lamp 1"


def test_late_update_brings_no_deleted_product_back() -> None:
    merge_products([lamp()], WEBHOOK)
    delete_products([7], moment(6))
    outcome = merge_products([lamp(version=9)], WEBHOOK)

    assert not Product.objects.live().exists()
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_IN_SHOPIFY]


def test_product_whose_deletion_came_first_does_not_come() -> None:
    assert delete_products([7], moment(6)) == []
    outcome = merge_products([lamp()], WEBHOOK)

    assert not Product.objects.exists()
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_IN_SHOPIFY]


# --- Orders -------------------------------------------------------------------------------------------------------
def test_deleted_order_takes_its_sale_from_its_contact(order: MakeDeal, customer: MakeCustomer) -> None:
    merge_customers([customer()], WEBHOOK)
    merge_deals([order(1), order(2, amount=Decimal("4.00"))], WEBHOOK)
    delete_orders([1], moment(6))

    assert [deal.name for deal in Deal.objects.live()] == ["#2"]
    summary = PurchaseSummary.objects.get()
    assert (summary.number_of_orders, summary.total_revenue) == (1, 4)


def test_late_update_brings_no_deleted_order_back(order: MakeDeal) -> None:
    merge_deals([order()], WEBHOOK)
    delete_orders([1], moment(6))
    outcome = merge_deals([order(version=9)], WEBHOOK)

    assert not Deal.objects.live().exists()
    assert [skip.reason for skip in outcome.skipped] == [SkipReason.DELETED_IN_SHOPIFY]


def test_order_whose_deletion_came_first_does_not_come(order: MakeDeal) -> None:
    assert delete_orders([1], moment(6)) == []
    merge_deals([order()], WEBHOOK)

    assert not Deal.objects.exists()


def test_the_checkout_of_a_deleted_order_does_not_come_back(order: MakeDeal, checkout: MakeDeal) -> None:
    merge_deals([order(checkout_token="t1")], WEBHOOK)
    delete_orders([1], moment(6))
    merge_deals([checkout()], WEBHOOK)

    assert not Deal.objects.live().exists()


def test_deleting_twice_is_as_once(order: MakeDeal) -> None:
    merge_deals([order()], WEBHOOK)
    assert len(delete_orders([1], moment(6))) == 1
    before = list(Deal.objects.values())

    assert delete_orders([1], moment(7)) == []
    assert list(Deal.objects.values()) == before


# --- Checkouts ----------------------------------------------------------------------------------------------------
# Shopify deletes a checkout by its number and its cart, never by its token.
@pytest.mark.parametrize(
    ("named", "known"),
    [
        ((99, "c1"), {"shopify_checkout_id": 99, "cart_token": "c1"}),
        ((99, "c1"), {"shopify_checkout_id": None, "cart_token": "c1"}),
        ((None, "c1"), {"shopify_checkout_id": None, "cart_token": "c1"}),
        ((99, ""), {"shopify_checkout_id": 99}),
    ],
)
@pytest.mark.parametrize("deletion_first", [True, False])
def test_deleted_checkout_is_gone_and_stays_gone(
    checkout: MakeDeal, named: tuple[int | None, str], known: dict[str, object], deletion_first: bool
) -> None:
    if not deletion_first:
        merge_deals([checkout(**known)], WEBHOOK)
    delete_checkout(*named, moment(3))
    merge_deals([checkout(version=4, **known)], WEBHOOK)

    assert not Deal.objects.live().exists()


def test_another_checkout_stays(checkout: MakeDeal) -> None:
    merge_deals([checkout("t1", shopify_checkout_id=1), checkout("t2", shopify_checkout_id=2)], WEBHOOK)
    delete_checkout(1, "", moment(3))
    delete_checkout(None, "", moment(3))

    assert Deal.objects.live().get().checkout_token == "t2"


def test_an_order_brings_the_deal_of_its_deleted_checkout_back(order: MakeDeal, checkout: MakeDeal) -> None:
    merge_deals([checkout(shopify_checkout_id=99, cart_token="c1")], WEBHOOK)
    delete_checkout(99, "c1", moment(3))
    merge_deals([order(checkout_token="t1")], WEBHOOK)

    deal = Deal.objects.live().get()
    assert (deal.name, deal.checkout_token, deal.stage_id) == ("#1", "t1", "processed")
    merge_deals([checkout(version=4, shopify_checkout_id=99, cart_token="c1")], WEBHOOK)
    assert Deal.objects.live().get() == deal


def test_the_deletion_of_a_checkout_leaves_its_order_alone(order: MakeDeal, checkout: MakeDeal) -> None:
    merge_deals([checkout(shopify_checkout_id=99, cart_token="c1"), order(checkout_token="t1")], WEBHOOK)

    assert delete_checkout(99, "c1", moment(6)) == []
    assert Deal.objects.live().count() == 1


# --- Customers ----------------------------------------------------------------------------------------------------
def _facts() -> list[tuple[object, ...]]:
    return list(Contact.objects.values_list("email", "first_name", "deleted_at", "customers__deleted_at"))


def test_the_contact_of_a_deleted_customer_stays_whichever_comes_first(customer: MakeCustomer) -> None:
    deliveries = {
        "created": lambda: merge_customers([customer(version=1, first_name="Ana")], WEBHOOK),
        "moved": lambda: merge_customers([customer(version=2, email="ana@new.example")], WEBHOOK),
        "deleted": lambda: delete_customers([1], moment(3), WEBHOOK),
    }
    for arrival in (
        ("created", "moved", "deleted"),
        ("created", "deleted", "moved"),
        ("deleted", "created", "moved"),
        ("deleted", "moved", "created"),
        ("moved", "deleted", "created"),
    ):
        Contact.objects.all().delete()
        CustomerLink.objects.all().delete()
        for name in arrival:
            deliveries[name]()
        assert _facts() == [("ana@new.example", "Ana", None, moment(3))], arrival


def test_orders_of_a_deleted_customer_find_the_contact(customer: MakeCustomer, order: MakeDeal) -> None:
    delete_customers([1], moment(3), WEBHOOK)
    merge_deals([order()], WEBHOOK)
    merge_customers([customer()], WEBHOOK)

    assert Deal.objects.get().contact == Contact.objects.get()


# --- Customers that Shopify merges --------------------------------------------------------------------------------
def test_customers_merged_at_shopify_are_one_contact(customer: MakeCustomer, order: MakeDeal) -> None:
    merge_customers([customer(1, first_name="Ana"), customer(2, email="old@example.com", phone="+331")], WEBHOOK)
    merge_deals([order(1, customer_id=1), order(2, customer_id=2)], WEBHOOK)
    merge_customers_at_shopify(1, 2, moment(6), WEBHOOK)

    contact = Contact.objects.live().get()
    assert (contact.email, contact.first_name, contact.phone) == ("ana@example.com", "Ana", "+331")
    assert contact.purchases.number_of_orders == 2
    assert set(contact.customers.values_list("customer_id", "deleted_at")) == {(1, None), (2, moment(6))}


@pytest.mark.parametrize("late", ["kept", "deleted"])
def test_customers_merged_at_shopify_are_one_contact_where_one_comes_late(
    customer: MakeCustomer, order: MakeDeal, late: str
) -> None:
    kept, deleted = customer(1, first_name="Ana"), customer(2, email="old@example.com", phone="+331")
    merge_customers([deleted if late == "kept" else kept], WEBHOOK)
    merge_deals([order(1, customer_id=1), order(2, customer_id=2)], WEBHOOK)
    merge_customers_at_shopify(1, 2, moment(6), WEBHOOK)
    merge_customers([kept if late == "kept" else deleted], WEBHOOK)

    contact = Contact.objects.live().get()
    assert (contact.email, contact.first_name, contact.phone) == ("ana@example.com", "Ana", "+331")
    assert contact.purchases.number_of_orders == 2


def test_the_customer_that_stays_is_read_again(
    customer: MakeCustomer, doubted: list[int], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        merge_customers_at_shopify(1, 2, moment(6), WEBHOOK)

    assert doubted == [1]


def test_a_merge_told_of_late_takes_no_contact_from_who_came_to_the_address(
    customer: MakeCustomer,
    order: MakeDeal,
    doubted: list[int],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """Old went into Ana, and Eve took Old's address: all of that is known but for the merge."""
    merge_customers([customer(1), customer(2, email="old@example.com"), customer(3, email="eve@example.com")], WEBHOOK)
    merge_deals([order(1, customer_id=1), order(2, customer_id=2), order(3, customer_id=3)], WEBHOOK)
    ana, eve = Contact.objects.get(customers=1), Contact.objects.get(customers=3)
    delete_customers([2], moment(6), WEBHOOK)
    merge_customers([customer(3, version=7, email="old@example.com")], WEBHOOK)
    with django_capture_on_commit_callbacks(execute=True):
        merge_customers_at_shopify(1, 2, moment(6), WEBHOOK)

    assert set(Contact.objects.live().values_list("pk", "email")) == {
        (ana.pk, "ana@example.com"),
        (eve.pk, "old@example.com"),
    }
    assert set(ana.customers.values_list("customer_id", flat=True)) == {1, 2}
    assert set(ana.deals.values_list("name", flat=True)) == {"#1", "#2"}
    assert (ana.purchases.number_of_orders, eve.purchases.number_of_orders) == (2, 1)
    assert doubted == [1, 3]


def test_a_merge_told_of_late_gives_an_unknown_customer_nobody_elses_contact(customer: MakeCustomer) -> None:
    merge_customers([customer(2, email="old@example.com"), customer(3, email="eve@example.com")], WEBHOOK)
    delete_customers([2], moment(6), WEBHOOK)
    merge_customers([customer(3, version=7, email="old@example.com")], WEBHOOK)
    eve = Contact.objects.get(customers=3)
    merge_customers_at_shopify(1, 2, moment(6), WEBHOOK)
    merge_customers([customer(1, version=6)], WEBHOOK)

    assert Contact.objects.get(customers=3) == eve
    assert set(Contact.objects.live().values_list("email", flat=True)) == {"ana@example.com", "old@example.com"}
