"""Of two states of one second the one that was so later counts (docs/ingest.md, "What wins")."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.ingest import (
    CustomerRecord,
    DealRecord,
    ProductRecord,
    VariantRecord,
    merge_customers,
    merge_deals,
    merge_products,
)
from crm.models import Contact, CustomerLink, Deal, LineItem, Product, RecordChange, Variant
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import day

IMPORT, WEBHOOK, RECONCILIATION = ChangeSource.IMPORT, ChangeSource.WEBHOOK, ChangeSource.RECONCILIATION
Make = Callable[..., Any]
in_any_order = settings(
    max_examples=40, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def instant(number: int) -> str:
    """A moment within the one second that all these states bear as their version."""
    return f"2026-01-02T00:00:00.{number:06d}+00:00"


def states(**fields: Any) -> Any:
    """Different states of one second, each from a moment of its own."""
    moments = st.integers(1, 900_000)
    return st.lists(
        st.fixed_dictionaries({"at": moments, **fields}), min_size=2, max_size=5, unique_by=lambda s: s["at"]
    )


@pytest.mark.django_db
@in_any_order
@given(
    found=states(
        name=st.sampled_from(["Ana", "Anna"]),
        note=st.sampled_from(["", "Likes oak", "Likes elm"]),
        email=st.sampled_from(["a@example.com", "b@example.com"]),
    ),
    data=st.data(),
)
def test_the_later_state_of_a_customer_wins_in_any_order(found: list[dict[str, Any]], data: st.DataObject) -> None:
    Contact.objects.all().delete()
    CustomerLink.objects.all().delete()
    for state in data.draw(st.permutations(found)):
        record = CustomerRecord(
            1, day(2), state["email"], first_name=state["name"], note=state["note"], as_of=instant(state["at"])
        )
        merge_customers([record], WEBHOOK)

    newest_first = sorted(found, key=lambda state: -state["at"])
    contact = Contact.objects.live().get()
    assert (contact.first_name, contact.email) == (newest_first[0]["name"], newest_first[0]["email"])
    assert contact.note == next((state["note"] for state in newest_first if state["note"]), "")


@pytest.mark.django_db
@in_any_order
@given(found=states(title=st.sampled_from(["Lamp", "Desk lamp"]), variants=st.sets(st.integers(1, 3))), data=st.data())
def test_the_later_state_of_a_product_wins_in_any_order(found: list[dict[str, Any]], data: st.DataObject) -> None:
    Product.objects.all().delete()
    for state in data.draw(st.permutations(found)):
        variants = tuple(VariantRecord(n, n, state["title"], "", Decimal(1)) for n in sorted(state["variants"]))
        merge_products(
            [ProductRecord(7, day(2), title=state["title"], variants=variants, as_of=instant(state["at"]))], WEBHOOK
        )

    newest = max(found, key=lambda state: state["at"])
    assert Product.objects.get().title == newest["title"]
    shown = set(Variant.objects.values_list("shopify_variant_id", "title"))
    assert shown == {(n, newest["title"]) for n in newest["variants"]}


@pytest.mark.django_db
@in_any_order
@given(
    kind=st.sampled_from(["order", "checkout"]),
    found=states(note=st.sampled_from([None, "a", "b"]), lines=st.sets(st.integers(1, 3))),
    data=st.data(),
)
def test_the_later_state_of_a_deal_wins_in_any_order(
    kind: str, found: list[dict[str, Any]], data: st.DataObject, order: Make, checkout: Make, line: Make
) -> None:
    Deal.objects.all().delete()
    make = order if kind == "order" else checkout
    for state in data.draw(st.permutations(found)):
        lines = tuple(line(n, quantity=state["at"]) for n in sorted(state["lines"]))
        merge_deals([make(version=2, note=state["note"], lines=lines, as_of=instant(state["at"]))], WEBHOOK)

    newest = max(found, key=lambda state: state["at"])
    assert Deal.objects.get().note == (newest["note"] or "")
    assert set(LineItem.objects.values_list("line_key", "quantity")) == {
        (str(n), newest["at"]) for n in newest["lines"]
    }


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_the_later_moment_wins_within_a_batch_too(customer: Make, together: bool) -> None:
    later = customer(version=2, first_name="Later", as_of=instant(2))
    earlier = customer(version=2, first_name="Earlier", as_of=instant(1))
    for batch in [[later, earlier]] if together else [[later], [earlier]]:
        merge_customers(batch, WEBHOOK)

    assert Contact.objects.get().first_name == "Later"


def test_a_newer_version_wins_whatever_the_moments_say(customer: Make) -> None:
    merge_customers([customer(version=3, first_name="Newer")], WEBHOOK)
    merge_customers([customer(version=2, first_name="Older", as_of=day(4))], WEBHOOK)

    assert Contact.objects.get().first_name == "Newer"


def test_a_webhooks_moment_is_kept_where_nothing_else_changed(customer: Make, order: Make) -> None:
    merge_customers([customer(version=2, first_name="Ana", as_of=instant(1))], WEBHOOK)
    merge_customers([customer(version=2, first_name="Ana", as_of=instant(3))], WEBHOOK)
    merge_customers([customer(version=2, first_name="Eve", as_of=instant(2))], WEBHOOK)
    merge_deals([order(note="a", as_of=instant(1))], WEBHOOK)
    merge_deals([order(note="a", as_of=instant(3))], WEBHOOK)
    merge_deals([order(note="b", as_of=instant(2))], WEBHOOK)

    assert Contact.objects.get().first_name == "Ana"
    assert Deal.objects.get().note == "a"


@pytest.mark.parametrize("source", [IMPORT, RECONCILIATION])
def test_reading_the_same_states_again_touches_no_row(customer: Make, order: Make, line: Make, source: str) -> None:
    """Though a webhook's moment is kept, and whoever reads again reads at a later one."""

    def records(as_of: str) -> tuple[CustomerRecord, DealRecord, ProductRecord]:
        variants = (VariantRecord(1, 1, "Oak", "", Decimal(1)),)
        return (
            customer(version=2, first_name="Ana", accepts_marketing=True, tags='{"vip"}', as_of=as_of),
            order(as_of=as_of, lines=(line(1), line(2))),
            ProductRecord(7, day(2), title="Lamp", variants=variants, as_of=as_of),
        )

    def merge(source: ChangeSource, as_of: str) -> None:
        ana, deal, lamp = records(as_of)
        merge_customers([ana], source)
        merge_products([lamp], source)
        merge_deals([deal], source)

    def rows() -> list[list[dict[str, Any]]]:
        tables = (Contact, CustomerLink, Deal, LineItem, Product, Variant)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    with time_machine.travel("2026-02-01"):
        merge(WEBHOOK, instant(1))
    before = rows()
    merge(ChangeSource(source), timezone.now().isoformat())

    assert rows() == before
    assert not RecordChange.objects.exists()
