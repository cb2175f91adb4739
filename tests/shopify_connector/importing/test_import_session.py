"""The initial import against a demo store over HTTP (SPEC I1, I3, I4)."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from crm.models import (
    Contact,
    CustomerLink,
    Deal,
    LineItem,
    Product,
    PurchaseSummary,
    RecordChange,
    StageChange,
    Variant,
)
from demo_store.server import Running
from shopify_connector import connecting, importing
from shopify_connector.importing import chunks, merge_file
from shopify_connector.models import ImportSession, ImportStep, SessionStatus, StoreConnection, SyncError

TABLES: tuple[type[models.Model], ...] = (
    Contact, CustomerLink, Deal, LineItem, Product, PurchaseSummary, StageChange, Variant,
)  # fmt: skip


def run_import(store: StoreConnection) -> ImportSession:
    session = importing.start(store)
    assert importing.wait(session)
    return session


def steps(session: ImportSession) -> dict[str, ImportStep]:
    return {step.object: step for step in session.steps.all()}


def contents() -> list[list[Any]]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def meaning() -> dict[str, list[Any]]:
    """What the CRM knows, without the numbers and times of hubsync's own."""
    own = (
        "id",
        "created_at",
        "updated_at",
        "shopify_as_of",
        "consent_as_of",
        "order_as_of",
        "checkout_as_of",
        "consent_as_of",
    )
    deals = Deal.objects.order_by("shopify_order_id", "shopify_checkout_id")
    lines = LineItem.objects.order_by("deal__name", "line_key")
    steps = StageChange.objects.order_by("deal__name", "at", "to_stage")
    purchases = PurchaseSummary.objects.order_by("contact__email")
    variants = Variant.objects.order_by("shopify_variant_id")
    return {
        "contacts": _without(own, Contact.objects.order_by("email")),
        "deals": _without((*own, "contact_id"), deals),
        "contacts of deals": list(deals.values_list("name", "contact__email")),
        "lines": list(lines.values_list("deal__name", "title", "total")),
        "history": list(steps.values_list("deal__name", "at", "to_stage")),
        "purchases": list(purchases.values_list("contact__email", "total_revenue", "last_product")),
        "variants": list(variants.values_list("shopify_variant_id", "sku", "price")),
    }


def _without(names: tuple[str, ...], rows: "models.QuerySet[Any]") -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows.values()]


def test_everything_the_store_has_is_imported(store: StoreConnection, shop: Running) -> None:
    session = run_import(store)

    done = steps(session)
    theirs = shop.store
    with_email = {c.email.lower() for c in theirs.customers.all() if c.email}
    assert Contact.objects.count() == len(with_email)
    without_email = sum(1 for c in theirs.customers.all() if not c.email)
    assert done["customers"].skipped == ({"no_email": without_email} if without_email else {})
    assert Product.objects.count() == len(theirs.products)
    assert Deal.objects.filter(shopify_order_id__isnull=False).count() == len(theirs.orders)
    assert LineItem.objects.filter(deal__shopify_order_id__isnull=False).count() == sum(
        len(order.line_items) for order in theirs.orders.all()
    )
    assert all(step.is_done and step.handled == step.found for step in done.values())
    assert not SyncError.objects.exists()
    assert not Deal.objects.filter(ecomm_synced=False).exists()


def test_every_amount_is_exact(store: StoreConnection, shop: Running) -> None:
    run_import(store)

    cents = {order.id: (order.total, order.refunded, order.line_items_total) for order in shop.store.orders.all()}
    for deal in Deal.objects.filter(shopify_order_id__isnull=False):
        amounts = (deal.amount, deal.total_refunded, deal.total_line_items_price)
        assert tuple(int((amount or Decimal(0)) * 100) for amount in amounts) == cents[deal.shopify_order_id]


def test_second_import_changes_no_row(store: StoreConnection) -> None:
    run_import(store)
    before = contents()
    again = run_import(store)

    assert contents() == before
    assert not RecordChange.objects.exists()
    assert all(step.created == step.updated == 0 for step in again.steps.all())


@pytest.mark.parametrize("at_merge", [1, 2, 4, 7])
def test_import_that_dies_goes_on_behind_its_last_chunk(
    store: StoreConnection, monkeypatch: pytest.MonkeyPatch, at_merge: int
) -> None:
    run_import(store)
    undisturbed = meaning()
    _empty()
    monkeypatch.setattr(chunks, "CHUNK_OBJECTS", 50)
    session = importing.start(store)
    _die_at(at_merge, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        importing.run(session.pk)
    session.refresh_from_db()
    assert session.is_running
    monkeypatch.undo()
    assert importing.wait(session)

    assert meaning() == undisturbed
    assert all(step.handled == step.found for step in session.steps.all())


def _empty() -> None:
    for table in (*TABLES, ImportSession):
        table.objects.all().delete()


def _die_at(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die inside the transaction of the count-th merge, when all of it is written but nothing committed."""
    real: Callable[..., None] = merge_file._count
    calls = iter(range(1, 1000))

    def count_or_die(*arguments: Any) -> None:
        real(*arguments)
        if next(calls) == count:
            raise KeyboardInterrupt

    monkeypatch.setattr(merge_file, "_count", count_or_die)


def test_cancelled_import_stops_and_keeps_what_it_has(store: StoreConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_OBJECTS", 20)
    session = importing.start(store)
    real = merge_file._merge_chunk

    def cancel_on_the_way(session: ImportSession, step: ImportStep, *rest: Any) -> None:
        real(session, step, *rest)
        if step.object == "customers":
            ImportSession.objects.filter(pk=session.pk).update(cancel_requested=True)

    monkeypatch.setattr(merge_file, "_merge_chunk", cancel_on_the_way)

    assert not importing.wait(session)
    assert session.status == SessionStatus.CANCELLED
    assert 0 < Contact.objects.count() < 100
    assert not Deal.objects.exists()


def test_import_of_a_store_that_is_let_go_stops(store: StoreConnection) -> None:
    session = importing.start(store)
    connecting.let_go(store, datetime.now(UTC))

    assert not importing.wait(session)
    assert session.status == SessionStatus.CANCELLED


def test_start_while_one_runs_goes_on_with_it(store: StoreConnection) -> None:
    assert importing.start(store) == importing.start(store)


def test_refused_query_fails_the_import_with_the_reason(store: StoreConnection) -> None:
    store.access_token = "shpat_revoked"
    store.save()
    session = importing.start(store)

    assert not importing.wait(session)
    assert session.status == SessionStatus.FAILED
    assert session.error


def test_imported_contacts_come_from_offline_sources(store: StoreConnection) -> None:
    run_import(store)

    sources = Contact.objects.values_list("source", "source_data_1", "source_data_2").distinct()
    assert list(sources) == [("OFFLINE", "API", "integrations-sync")]


def test_open_checkouts_are_pending_for_a_day_and_then_abandoned(store: StoreConnection, shop: Running) -> None:
    run_import(store)

    now = datetime.now(UTC).timestamp()
    expected = {
        checkout.id: "checkout_abandoned" if checkout.created_at <= now - 86_400 else "checkout_pending"
        for checkout in shop.store.checkouts.all()
        if not checkout.completed_at
    }
    stages = dict(Deal.objects.filter(shopify_order_id=None).values_list("shopify_checkout_id", "stage_id"))
    assert {number: stage for number, stage in stages.items() if number in expected} == expected
