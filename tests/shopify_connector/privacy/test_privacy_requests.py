"""Shopify's privacy webhooks, from the door to what is left (SPEC C8; docs/privacy.md)."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.models import Contact, CustomerLink, Deal, Product
from crm.recycle_bin import delete_contacts
from demo_store.back_office import actions
from shopify_connector import connecting
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import Delivery, PrivacyRequest, ReadRequest, StoreConnection, SyncError
from tests.shopify_connector.privacy.conftest import asked, customer, order, traces_of

pytestmark = pytest.mark.django_db
WORDS = ("john@", "johnathan", "555-625")
TRIGGERED = datetime(2026, 3, 29, 18, 0, 27, 877041, tzinfo=UTC)


@pytest.fixture
def john(deliver):
    """A customer with an order, one that was placed without an account, and one that could not be taken in."""
    deliver("customers/create", customer())
    deliver("orders/create", order())
    deliver("orders/create", order(280263, customer=None))
    deliver("orders/create", order(220458, currency="doubloons"))
    assert traces_of(*WORDS) >= {
        "crm_contact.email",
        "crm_deal.note",
        "shopify_connector_delivery.body",
        "shopify_connector_syncerror.payload",
    }
    return Contact.objects.get()


# --- A customer asks for their data -------------------------------------------------------------------------------
def test_a_request_for_data_waits_for_a_person(deliver, john, store):
    body = asked("orders_requested", 299938, 280263) | {"data_request": {"id": 9999}}
    request = deliver("customers/data_request", body)

    assert (request.kind, request.status, request.store) == ("data_request", "open", store)
    assert (request.customer_id, request.email, request.orders) == (191167, "john@example.com", [280263, 299938])
    assert (request.received_at, request.due_at - request.received_at) == (TRIGGERED, timedelta(days=30))
    assert (request.data_request_id, request.handled_at) == (9999, None)
    assert Contact.objects.live().get() == john


def test_a_delivery_that_is_applied_twice_is_one_request(deliver, john, store):
    deliver("customers/data_request", asked("orders_requested"), webhook_id="again")
    Delivery.objects.filter(delivery_id="again").update(handled_at=None)
    apply_pending()
    Delivery.objects.filter(delivery_id="again").delete()
    deliver("customers/data_request", asked("orders_requested"), webhook_id="again")

    assert PrivacyRequest.objects.count() == 1


def test_a_store_that_was_let_go_may_still_ask(deliver, john, store):
    connecting.let_go(store, timezone.now())

    assert deliver("customers/data_request", asked("orders_requested")).is_open


# --- A customer is to be erased -----------------------------------------------------------------------------------
def test_an_erased_customer_leaves_no_trace_anywhere(deliver, john):
    ReadRequest.objects.get_or_create(
        store_id=StoreConnection.objects.get().pk,
        object="customers",
        shopify_id=191167,
        defaults={"due_at": timezone.now()},
    )
    request = deliver("customers/redact", asked("orders_to_redact", 299938))

    assert traces_of(*WORDS) == set()
    assert (request.status, request.customer_id, request.email) == ("done", 191167, "")
    assert request.counts == {"contacts": 1, "deals": 2, "deliveries": 5, "errors": 1}
    assert not ReadRequest.objects.filter(object="customers").exists()


def test_the_books_and_others_stay(deliver, john):
    ben = customer(1911670, "ben@example.com", first_name="Ben")
    deliver("customers/create", ben)
    deliver("orders/create", order(2999380, email="ben@example.com", note="Ben knocks", customer=ben))
    deliver("orders/create", order(9, currency="ducats", email="ben@example.com", customer=None))
    deliver("customers/redact", asked("orders_to_redact", 299938))

    assert Deal.objects.get(name="#299938").amount == 10
    assert Contact.objects.get().first_name == "Ben"
    assert Deal.objects.get(name="#2999380").note == "Ben knocks"
    assert SyncError.objects.get().key == "9"
    kept = Delivery.objects.filter(topic="orders/create").exclude(body=b"").values_list("body", flat=True)
    assert len([body for body in kept if b"ben@example.com" in bytes(body)]) == 2


def test_nobody_comes_back_by_what_comes_late(deliver, john):
    deliver("customers/redact", asked("orders_to_redact", 299938, 777))
    later = {"updated_at": "2026-03-02T12:00:00+00:00"}
    deliver("customers/update", customer(**later))
    deliver("customers/create", customer(5, **later))
    deliver("orders/updated", order(**later))
    deliver("orders/create", order(776, **later))
    deliver("orders/create", order(777, customer=None, **later))

    # The deliveries themselves are kept for some days.
    assert traces_of(*WORDS) == {"shopify_connector_delivery.body"}
    assert Deal.objects.count() == 4
    assert CustomerLink.objects.get(customer_id=191167).erased


def test_what_came_just_before_is_erased_too(deliver, store):
    deliver.post("customers/create", customer())
    deliver.post("orders/create", order())
    deliver("customers/redact", asked("orders_to_redact", 299938))

    assert traces_of(*WORDS) == set()
    assert Deal.objects.get().amount == 10


def test_someone_in_the_recycle_bin_is_erased_too(deliver, john):
    delete_contacts([john.pk], None)
    deliver("customers/redact", asked("orders_to_redact"))

    assert traces_of(*WORDS) == set()


def test_someone_nobody_knows_can_be_erased(deliver, store):
    request = deliver("customers/redact", asked("orders_to_redact"))

    assert (request.status, request.counts) == ("done", {"deliveries": 1})


def test_a_request_for_data_forgets_the_address_of_who_is_erased(deliver, john):
    deliver("customers/data_request", asked("orders_requested", 299938))
    deliver("customers/data_request", asked("orders_requested", number=5, email="ben@example.com"))
    deliver("customers/redact", asked("orders_to_redact"))

    addresses = PrivacyRequest.objects.filter(kind="data_request").order_by("pk").values_list("email", "status")
    assert list(addresses) == [("", "open"), ("ben@example.com", "open")]


def test_erasing_again_is_as_once(deliver, john):
    for _ in range(2):
        deliver("customers/redact", asked("orders_to_redact", 299938))

    assert traces_of(*WORDS) == set()
    assert [request.status for request in PrivacyRequest.objects.all()] == ["done", "done"]


def test_the_log_has_numbers_and_no_person(deliver, john, caplog):
    with caplog.at_level(logging.INFO):
        deliver("customers/redact", asked("orders_to_redact", 299938))

    (line,) = [record.getMessage() for record in caplog.records if "privacy_request" in record.getMessage()]
    assert "kind=customer_redact" in line
    assert "'contacts': 1" in line
    assert not any(word in caplog.text.lower() for word in WORDS)


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request"])
@pytest.mark.parametrize(
    "body",
    [{}, {"customer": None}, {"customer": {"id": "x"}}, {"customer": "john"}, {"customer": {"id": None, "email": ""}}],
)
def test_a_body_that_names_nobody_is_kept_as_an_error(deliver, john, topic, body):
    errors = SyncError.objects.count()
    deliver.post(topic, body)
    deliver("customers/create", customer(2, "ben@example.com"))

    assert SyncError.objects.count() == errors + 1
    assert SyncError.objects.first().object == "store"
    assert not PrivacyRequest.objects.exists()
    assert Contact.objects.filter(email="ben@example.com").exists()


# --- A whole store is to be erased --------------------------------------------------------------------------------
SHOP_REDACT = {"shop_id": 954889, "shop_domain": "maison-test.myshopify.com"}


def test_a_store_that_was_removed_is_erased(deliver, john, store):
    deliver("customers/data_request", asked("orders_requested"))
    connecting.let_go(store, timezone.now())
    request = deliver("shop/redact", SHOP_REDACT)

    assert (request.status, request.kind) == ("done", "shop_redact")
    assert request.counts == {"contacts": 1, "deals": 2, "deliveries": 5, "errors": 1}
    assert traces_of(*WORDS, "maison test") == set()
    store.refresh_from_db()
    assert (store.shop, str(store)) == ("maison-test.myshopify.com", "maison-test.myshopify.com")
    assert [one.status for one in PrivacyRequest.objects.all()] == ["done", "open"]


def test_a_store_that_is_connected_again_is_not_erased(deliver, john, store):
    request = deliver("shop/redact", SHOP_REDACT)

    assert (request.status, request.counts) == ("not_needed", {})
    assert Contact.objects.live().get() == john
    store.refresh_from_db()
    assert store.is_connected


@pytest.mark.parametrize(("connected_before", "erased"), [(timedelta(hours=49), True), (timedelta(hours=47), False)])
def test_a_store_whose_removal_was_never_told_is_erased(deliver, john, store, connected_before, erased):
    """Its token is dead; only somebody who connected it after the removal, less than 48 hours ago, wants its data."""
    store.require_reconnecting("The token no longer works.")
    StoreConnection.objects.update(connected_at=TRIGGERED - connected_before)
    request = deliver("shop/redact", SHOP_REDACT)

    assert (request.status == "done") is erased
    assert Contact.objects.exists() is not erased
    assert StoreConnection.objects.get().is_disconnected is erased


def test_the_next_stores_data_stays(deliver, john, store):
    connecting.let_go(store, timezone.now())
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Contact.objects.update(created_at=an_hour_ago, updated_at=an_hour_ago)
    Deal.objects.update(created_at=an_hour_ago)
    next_store = {"shop": "next.myshopify.com", "way": "fixed_token", "connected_at": timezone.now()}
    StoreConnection.objects.create(**next_store)
    deliver("orders/create", order(5, email="zoe@example.com", customer=None), shop_domain="next.myshopify.com")
    request = deliver("shop/redact", SHOP_REDACT)

    assert (request.counts["contacts"], request.counts["deals"]) == (1, 2)
    assert Deal.objects.get().name == "#5"


def test_erasing_a_store_again_is_as_once(deliver, john, store):
    connecting.let_go(store, timezone.now())
    for _ in range(2):
        deliver("shop/redact", SHOP_REDACT)

    assert not Contact.objects.exists()
    assert [request.status for request in PrivacyRequest.objects.all()] == ["done", "done"]


# --- With a store that has a life of its own ----------------------------------------------------------------------
def test_the_demo_stores_requests_are_honoured(following):
    person = CustomerLink.objects.filter(contact__deals__isnull=False).first()
    buyer = following.shop.customers.get(person.customer_id)
    email = buyer.email
    actions.request_data(following.shop, buyer)
    following.take_in()
    request = PrivacyRequest.objects.get()
    assert (request.status, request.customer_id, request.email) == ("open", buyer.id, email.lower())

    actions.redact_customer(following.shop, buyer)
    following.take_in()
    assert traces_of(email) == set()
    assert not Contact.objects.filter(email__iexact=email).exists()
    # The demo store keeps the customer, and tells of them again.
    following.import_all()
    assert traces_of(email) == set()


def test_the_demo_store_is_erased_once_it_is_gone(following):
    following.take_in()
    connecting.let_go(following.store, timezone.now())
    actions.redact_shop(following.shop)
    following.take_in()

    assert PrivacyRequest.objects.get().status == "done"
    assert not any(model.objects.exists() for model in (Contact, Deal, Product, CustomerLink, SyncError))
