"""A change is taken back, as long as nobody changed the same since."""

import pytest

from crm.editing.contacts import create_contact, update_contact
from crm.editing.deals import create_deal, update_deal
from crm.editing.undoing import ChangedSince, undo
from crm.editing.values import Editor, Locked
from crm.models import Contact, CustomProperty, Deal, ObjectType, RecordChange
from crm.models.history import ChangeSource
from tests.crm.pages.conftest import _pipeline

__all__ = ["_pipeline"]
PERSON = Editor(ChangeSource.PERSON)


def newest() -> RecordChange:
    return RecordChange.objects.first()


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("firstname", "Ana", "Anna"),
        ("phone", "", "+331"),
        ("ip__shopify__tags", "VIP, new", "old"),
        ("ip__shopify__tax_exempt", "true", ""),
        ("ip__shopify__orders_count", "3", "4"),
        ("ip__shopify__shopify_created_at", "2026-01-01", "2026-02-02T10:00:00Z"),
        ("hs_analytics_source", "", "REFERRALS"),
        ("own", "12.50", "13"),
    ],
)
def test_every_kind_of_value_comes_back(name, first, second):
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="own", label="Own", type="number")
    contact = create_contact({"email": "ana@example.com", name: first}, PERSON)
    before = Contact.objects.filter(pk=contact.pk).values().get()
    update_contact(contact.pk, {name: second}, PERSON)

    undo(newest(), PERSON)

    after = Contact.objects.filter(pk=contact.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_what_was_changed_since_stays():
    contact = create_contact({"firstname": "Ana"}, PERSON)
    update_contact(contact.pk, {"firstname": "Anna"}, PERSON)
    first = newest()
    update_contact(contact.pk, {"firstname": "Annie"}, PERSON)

    with pytest.raises(ChangedSince):
        undo(first, PERSON)

    assert Contact.objects.get().first_name == "Annie"


def test_an_undone_stage_is_in_the_history_twice():
    deal = create_deal({"dealstage": "checkout_pending", "amount": "5"}, PERSON)
    update_deal(deal.pk, {"dealstage": "shipped"}, PERSON)

    undo(newest(), PERSON)

    deal = Deal.objects.get()
    assert (deal.stage_id, deal.closed_at) == ("checkout_pending", None)
    assert [change.to_stage_id for change in deal.stage_changes.all()] == [
        *("checkout_pending", "shipped", "checkout_pending")
    ]


def test_what_moved_records_about_is_not_undone_here():
    contact = create_contact({"firstname": "Ana"}, PERSON)
    change = RecordChange.objects.create(
        object_type=ObjectType.CONTACT, record_id=contact.pk, at=contact.created_at, source="person",
        changes={"deleted": [False, True]},
    )  # fmt: skip

    with pytest.raises(Locked):
        undo(change, PERSON)
