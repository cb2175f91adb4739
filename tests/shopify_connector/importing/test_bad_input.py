"""What real stores hold that no one expects: kept with its reason or resolved, and the import goes on (SPEC I3)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from crm.models import Contact, Deal
from crm.stages import ensure_pipeline
from shopify_connector.importing.merge_file import merge_file
from shopify_connector.models import ImportSession, ImportStep, StoreConnection, SyncError
from shopify_connector.models.store import Way

Import = Callable[..., ImportStep]


def customer(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "__typename": "Customer",
        "id": f"gid://shopify/Customer/{number}",
        "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-02T00:00:00Z",
        "firstName": "Ana",
        "defaultEmailAddress": {"emailAddress": f"ana{number}@example.com", "marketingState": "SUBSCRIBED"},
        **fields,
    }


def order(number: int = 1, **fields: Any) -> dict[str, Any]:
    money = {"shopMoney": {"amount": "10.00", "currencyCode": "EUR"}}
    return {
        "__typename": "Order",
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-02T00:00:00Z",
        "currencyCode": "EUR",
        "displayFinancialStatus": "PAID",
        "totalPriceSet": money,
        **fields,
    }


def line(order_number: int, number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "__typename": "LineItem",
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Lamp",
        "quantity": 1,
        "product": None,
        "__parentId": f"gid://shopify/Order/{order_number}",
        **fields,
    }


@pytest.fixture
def import_lines(transactional_db: None, tmp_path: Path) -> Import:
    """Imports lines (dicts, or bytes as they are) as a file of a kind of object."""
    ensure_pipeline()
    store = StoreConnection.objects.create(shop="acme.myshopify.com", way=Way.FIXED_TOKEN, connected_at=timezone.now())
    session = ImportSession.objects.create(store=store, started_at=timezone.now())

    def run(kind: str, *lines: dict[str, Any] | bytes) -> ImportStep:
        path = tmp_path / f"{kind}.jsonl"
        path.write_bytes(b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines))
        step = ImportStep.objects.create(session=session, object=kind, place=ImportStep.objects.count())
        merge_file(session, step, path, lambda: None)
        return step

    return run


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id":"gid://shopify/Customer/2","firstName":\n', "bad_json"),
        (b"[1, 2]\n", "wrong_shape"),
        (b'"text"\n', "wrong_shape"),
        (customer(2, id=None), "no_id"),
        (customer(2, id="gid://shopify/Customer/99999999999999999999"), "no_id"),
        (customer(2, updatedAt=None), "missing"),
        (customer(2, createdAt="0001-01-01T00:00:00Z"), "bad_date"),
        (customer(2, createdAt="2026-13-45T00:00:00Z"), "bad_date"),
        (customer(2, createdAt="2026-01-01T00:00:00"), "bad_date"),
        (customer(2, numberOfOrders="many"), "bad_number"),
        (customer(2, defaultEmailAddress="ana@example.com"), "wrong_shape"),
        (customer(2, numberOfOrders="9999999999"), "not_stored"),
    ],
)
def test_bad_customer_is_kept_with_its_reason_and_the_others_come_in(
    import_lines: Import, bad: dict[str, Any] | bytes, reason: str
) -> None:
    step = import_lines("customers", customer(1), bad, customer(3))

    assert set(Contact.objects.values_list("email", flat=True)) == {"ana1@example.com", "ana3@example.com"}
    error = SyncError.objects.get()
    assert (error.reason, step.created, step.errors) == (reason, 2, 1)
    assert error.payload


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (order(2, currencyCode="ZZZ"), "bad_currency"),
        (order(2, totalPriceSet={"shopMoney": {"amount": "ten"}}), "bad_amount"),
        (order(2, totalPriceSet={"shopMoney": {"amount": "NaN"}}), "bad_amount"),
        (order(2, totalPriceSet={"shopMoney": {"amount": "1e30"}}), "bad_amount"),
        (order(2, totalPriceSet={"amount": "10"}), "wrong_shape"),
        (line(7), "no_parent"),
    ],
)
def test_bad_order_is_kept_with_its_reason_and_the_others_come_in(
    import_lines: Import, bad: dict[str, Any], reason: str
) -> None:
    import_lines("orders", order(1), line(1, 1), bad, order(3))

    assert set(Deal.objects.values_list("name", flat=True)) == {"#1", "#3"}
    assert SyncError.objects.get().reason == reason


def test_note_of_ten_megabytes_is_cut_and_said_so(import_lines: Import) -> None:
    import_lines("customers", customer(1, note="n" * 10_000_000), customer(2))

    assert len(Contact.objects.get(email="ana1@example.com").note) == 65_536
    error = SyncError.objects.get()
    assert (error.reason, error.field, error.value, error.is_warning) == ("cut", "note", "10000000", True)


def test_emails_in_other_case_or_with_spaces_are_one_contact(import_lines: Import) -> None:
    addresses = ("Ana@Example.com", " ana@example.com ", "ANA@EXAMPLE.COM")
    lines = [customer(n, defaultEmailAddress={"emailAddress": one}) for n, one in enumerate(addresses, 1)]
    step = import_lines("customers", *lines)

    assert Contact.objects.get().email == "ana@example.com"
    assert (step.created, step.handled) == (1, 3)


def test_text_that_looks_like_copy_or_html_is_stored_as_it_is(import_lines: Import) -> None:
    note = 'a\n\\.\nb,"c"\t\\N <script>alert(1)</script> \\x00 é 😀'
    import_lines("customers", customer(1, note=note, tags=["a,b", 'c"d', "e\\f", "{}"]))

    contact = Contact.objects.get()
    assert (contact.note, contact.tags) == (note, ["a,b", 'c"d', "e\\f", "{}"])


def test_nul_in_a_text_is_left_out(import_lines: Import) -> None:
    import_lines("customers", customer(1, note="a\x00b"))

    assert Contact.objects.get().note == "ab"


def test_line_before_its_order_finds_it(import_lines: Import) -> None:
    import_lines("orders", line(2, 5), order(1), order(2), line(1, 6), line(2, 7))

    assert {deal.name: deal.line_items.count() for deal in Deal.objects.all()} == {"#1": 1, "#2": 2}


def test_order_of_an_unknown_customer_and_product_comes_in(import_lines: Import) -> None:
    step = import_lines(
        "orders",
        order(1, customer={"id": "gid://shopify/Customer/404"}),
        line(1, product={"id": "gid://shopify/Product/404"}),
    )

    deal = Deal.objects.get()
    assert (step.errors, deal.contact, deal.line_items.get().product) == (0, None, None)


def test_error_is_mended_by_a_retry_and_dismissed_for_good(import_lines: Import, client: Client) -> None:
    import_lines("orders", order(1, currencyCode="ZZZ"), line(1), order(2, currencyCode="YYY"))
    client.force_login(User.objects.create_user("admin@example.com", "a long password", role=Role.ADMIN))
    first, second = SyncError.objects.order_by("key")
    first.payload = first.payload.replace("ZZZ", "EUR")
    first.save()

    client.post(reverse("handle-sync-errors"), {"action": "retry", "all": "1"})
    assert Deal.objects.get().line_items.count() == 1
    assert list(SyncError.objects.open()) == [second]  # type: ignore[attr-defined]

    client.post(reverse("handle-sync-errors"), {"action": "dismiss", "error": [second.pk]})
    assert not SyncError.objects.open().exists()  # type: ignore[attr-defined]


def test_health_page_tells_each_error_in_words(import_lines: Import, client: Client) -> None:
    import_lines("orders", order(1, currencyCode="ZZZ"), b"{broken\n")
    client.force_login(User.objects.create_user("v@example.com", "a long password", role=Role.VIEWER))
    page = client.get(reverse("sync-health")).content.decode()

    assert "“ZZZ” in “currency” is not an ISO 4217 currency." in page
    assert "not valid JSON" in page
    assert client.post(reverse("handle-sync-errors"), {"action": "retry", "all": "1"}).status_code == 403
