"""People who are erased for good leave no trace, and do not come back (SPEC C8)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from crm.erasure import erase_person
from crm.finding.catching_up import catch_up
from crm.ingest import CustomerRecord, DealRecord, merge_customers, merge_deals
from crm.ingest.outcome import SkipReason
from crm.models import Contact, Deal
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from crm.signals import contacts_changed

Make = Callable[..., CustomerRecord]
MakeDeal = Callable[..., DealRecord]
WEBHOOK, IMPORT = ChangeSource.WEBHOOK, ChangeSource.IMPORT

ANA: dict[str, Any] = {"first_name": "Anastasia", "last_name": "Silvestre", "phone": "+33611111111", "city": "Lyon"}
PERSONAL_DEAL: dict[str, Any] = {
    "email": "ana@example.com",
    "note": "Anastasia is at home after six",
    "landing_site": "/lamps?email=ana@example.com",
    "referring_site": "https://mail.example/ana@example.com",
    "journey": json.dumps({"first": {"landing": "/?email=ana@example.com"}}),
}


def traces_of(*words: str) -> list[str]:
    """Where any of the words stands in a text or JSON column of the CRM's tables: "table.column"."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("crm").get_models():
            for field in model._meta.concrete_fields:
                for word in words:
                    table, column = model._meta.db_table, field.column
                    cursor.execute(f'SELECT 1 FROM {table} WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{word}%"])
                    if cursor.fetchone():
                        found.append(f"{table}.{column}")
    return found


WORDS = ("ana@", "anastasia", "silvestre", "33611111111", "secret-")


@pytest.fixture
def ana(customer: Make, order: MakeDeal, checkout: MakeDeal) -> Contact:
    """A contact with a story: two names, two addresses, an order, a cart, and one order without a customer."""
    merge_customers([customer(version=1, first_name="Ana-Anastasia", email="ana@old.example")], IMPORT)
    merge_customers([customer(version=2, **ANA)], WEBHOOK)
    tokens = {"token": "secret-token", "cart_token": "secret-cart"}
    merge_deals([order(1, **PERSONAL_DEAL | tokens)], IMPORT)
    merge_deals([order(1, version=6, **PERSONAL_DEAL | tokens | {"note": "Anastasia is away"})], WEBHOOK)
    url = "https://shop.example/recover?email=ana@example.com"
    merge_deals([checkout(version=6, **PERSONAL_DEAL | {"abandoned_checkout_url": url})], WEBHOOK)
    merge_deals([order(3, customer_id=None, email="Ana@Example.com")], IMPORT)
    assert catch_up()
    return Contact.objects.get()


@pytest.fixture
def ben(customer: Make, order: MakeDeal) -> Contact:
    """Somebody else."""
    merge_customers([customer(2, email="ben@example.com", first_name="Ben")], IMPORT)
    merge_deals([order(2, customer_id=2, email="ben@example.com", note="Ben rings")], IMPORT)
    return Contact.objects.get(first_name="Ben")


def test_the_search_for_traces_finds_what_is_there(ana: Contact) -> None:
    found = set(traces_of(*WORDS))

    assert {"crm_contact.email", "crm_deal.note", "crm_deal.journey", "crm_recordchange.changes"} <= found
    assert {"crm_contactwords.words", "crm_dealwords.words"} <= found


def test_a_person_who_is_erased_leaves_no_trace(ana: Contact, ben: Contact) -> None:
    assert erase_person(1, "Ana@example.com", []) == (1, 3)

    assert traces_of(*WORDS) == []
    assert Contact.objects.get() == ben
    assert Deal.objects.get(name="#2").note == "Ben rings"


def test_the_books_stay(ana: Contact) -> None:
    erase_person(1, "ana@example.com", [])

    deal = Deal.objects.get(name="#1")
    assert (deal.amount, deal.stage_id, deal.line_items.count(), deal.contact) == (10, "processed", 1, None)


@pytest.mark.parametrize(
    ("customer_id", "email", "order_ids"),
    [(1, "", [3]), (None, "ana@example.com", []), (1, "ana@example.com", [1, 3])],
)
def test_a_person_is_found_by_whatever_is_told(
    ana: Contact, customer_id: int | None, email: str, order_ids: list[int]
) -> None:
    erase_person(customer_id, email, order_ids)

    assert traces_of(*WORDS) == []


def test_a_person_in_the_recycle_bin_is_erased_too(ana: Contact) -> None:
    delete_contacts([ana.pk], None)

    assert erase_person(1, "ana@example.com", [3]) == (1, 3)
    assert traces_of(*WORDS) == []


def test_a_contact_that_went_into_theirs_is_erased_too(ana: Contact, customer: Make) -> None:
    at = timezone.now()
    Contact.objects.create(email="ana@new.example", first_name="Anastasia B", created_at=at, updated_at=at)
    merge_customers([customer(version=9, email="ana@new.example", **ANA)], WEBHOOK)
    erase_person(1, "ana@example.com", [])

    assert traces_of(*WORDS) == []


def test_orders_that_come_only_later_come_without_the_person(ana: Contact, order: MakeDeal, checkout: MakeDeal) -> None:
    erase_person(1, "ana@example.com", [8])
    merge_deals([order(7, **PERSONAL_DEAL), order(8, customer_id=None, **PERSONAL_DEAL)], WEBHOOK)
    merge_deals([checkout("t7", **PERSONAL_DEAL)], WEBHOOK)
    # A later state may not name the customer any more.
    outcome = merge_deals([order(7, version=9, **PERSONAL_DEAL | {"customer_id": None})], WEBHOOK)

    assert traces_of(*WORDS) == []
    assert set(Deal.objects.filter(name__in=["#7", "#8", "#99"]).values_list("erased", flat=True)) == {True}
    assert (outcome.created, outcome.unchanged, Deal.objects.get(name="#7").amount) == ([], 0, 10)


def test_a_deal_that_turns_out_to_be_theirs_loses_what_it_said(ana: Contact, order: MakeDeal) -> None:
    merge_deals([order(7, customer_id=None, email="anastasia@work.example", note="Anastasia")], WEBHOOK)
    merge_deals([order(7, version=6, customer_id=None, email="anastasia@work.example", note="Silvestre")], WEBHOOK)
    erase_person(1, "ana@example.com", [])
    assert catch_up()
    outcome = merge_deals([order(7, version=9, email="anastasia@work.example", note="Anastasia")], WEBHOOK)

    assert traces_of(*WORDS) == []
    assert outcome.updated == [Deal.objects.get(name="#7").pk]


def test_every_customer_of_the_person_is_known_as_erased(ana: Contact, customer: Make, order: MakeDeal) -> None:
    merge_customers([customer(5, version=3, **ANA)], IMPORT)
    erase_person(1, "ana@example.com", [])
    merge_deals([order(7, customer_id=5, **PERSONAL_DEAL)], IMPORT)

    assert traces_of(*WORDS) == []


def test_others_are_left_alone(ana: Contact, ben: Contact, order: MakeDeal) -> None:
    erase_person(1, "ana@example.com", [1])
    merge_deals([order(9, customer_id=2, email="ben@example.com", note="Ben knocks")], WEBHOOK)

    deal = Deal.objects.get(name="#9")
    assert (deal.email, deal.note, deal.erased, deal.contact) == ("ben@example.com", "Ben knocks", False, ben)


def test_their_name_goes_from_the_admins_log_too(ana: Contact, admin_user: Any) -> None:
    content_type = ContentType.objects.get_for_model(Contact)
    for contact in (
        ana,
        Contact.objects.create(first_name="Ben", created_at=ana.created_at, updated_at=ana.updated_at),
    ):
        LogEntry.objects.create(
            user=admin_user, content_type=content_type, object_id=contact.pk, object_repr=str(contact), action_flag=2
        )
    erase_person(1, "ana@example.com", [])

    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {"", "Ben"}


def test_they_do_not_come_back(ana: Contact, customer: Make, order: MakeDeal, checkout: MakeDeal) -> None:
    erase_person(1, "ana@example.com", [])
    by_id = merge_customers([customer(version=20, email="ana@third.example", **ANA)], IMPORT)
    by_address = merge_customers([customer(5, version=20, **ANA)], IMPORT)
    merge_deals([order(1, version=20, fulfillment_status="fulfilled", **PERSONAL_DEAL)], IMPORT)
    merge_deals([checkout(version=20, **PERSONAL_DEAL)], WEBHOOK)

    assert [skip.reason for skip in by_id.skipped + by_address.skipped] == [SkipReason.DELETED_HERE] * 2
    assert traces_of(*WORDS) == []
    assert Deal.objects.get(name="#1").stage_id == "shipped"


def test_a_checkout_that_turns_out_to_be_an_erased_orders_brings_nothing_back(
    ana: Contact, order: MakeDeal, checkout: MakeDeal
) -> None:
    erase_person(1, "ana@example.com", [])
    merge_deals([checkout("t9", **PERSONAL_DEAL)], WEBHOOK)
    merge_deals([order(1, version=20, checkout_token="t9", **PERSONAL_DEAL)], WEBHOOK)

    assert Deal.objects.get(checkout_token="t9").name == "#1"
    assert traces_of(*WORDS) == []


def test_a_person_who_is_not_known_yet_is_not_taken_in_later(customer: Make) -> None:
    assert erase_person(1, "ana@example.com", []) == (0, 0)
    merge_customers([customer(version=3, email="ana@old.example"), customer(2, version=3)], WEBHOOK)

    assert not Contact.objects.exists()
    assert traces_of("ana@") == []


def test_erasing_twice_is_as_once(ana: Contact) -> None:
    erase_person(1, "ana@example.com", [3])

    assert erase_person(1, "ana@example.com", [3])[0] == 0
    assert traces_of(*WORDS) == []


def test_a_deal_that_also_was_somebody_elses_is_no_purchase_of_theirs_any_more(
    customer: Make, order: MakeDeal, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    merge_customers([customer(2, email="ben@example.com")], IMPORT)
    merge_deals([order(1, customer_id=2, email="ana@example.com"), order(2, customer_id=2)], IMPORT)
    ben = Contact.objects.get(email="ben@example.com")
    changed: list[int] = []

    def hear(updated: list[int], **_: Any) -> None:
        changed.extend(updated)

    contacts_changed.connect(hear, weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(None, "ana@example.com", [])
    contacts_changed.disconnect(hear)

    ben.purchases.refresh_from_db()
    assert ben.purchases.number_of_orders == 1
    assert ben.pk in changed
