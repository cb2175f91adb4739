"""What people do to records stands in the audit log: which record and which properties, never what they say."""

import pytest

from accounts.audit import Action
from accounts.models import AuditEntry, User
from crm.models import Contact, ContactMerge, Deal, RecordChange


@pytest.fixture
def told(marketer):
    """Entries by people about records since the log-in: (action, target type, target id, details)."""
    AuditEntry.objects.all().delete()

    def read():
        entries = AuditEntry.objects.order_by("id")
        assert {entry.user_id for entry in entries} <= {User.objects.get().pk}
        return [(entry.action, entry.target_type, entry.target_id, entry.details) for entry in entries]

    return read


def test_making_changing_and_undoing(marketer, told):
    marketer.post("/contacts/new/", {"email": "zoe@example.com", "first_name": "Zoe"})
    zoe = Contact.objects.get()
    marketer.post(f"/contacts/{zoe.pk}/properties/city/", {"city": "Lisbon"})
    change = RecordChange.objects.first()
    marketer.post(f"/changes/{change.pk}/undo/")

    assert told() == [
        (Action.RECORD_MADE, "crm.contact", zoe.pk, {}),
        (Action.RECORD_CHANGED, "crm.contact", zoe.pk, {"fields": ["city"]}),
        (Action.CHANGE_UNDONE, "crm.contact", zoe.pk, {"fields": ["city"]}),
    ]


def test_what_changes_nothing_is_not_noted(marketer, told, make_contact):
    zoe = make_contact("Zoe", city="Lisbon", shopify_updated_at=None)

    marketer.post(f"/contacts/{zoe.pk}/properties/city/", {"city": "Lisbon"})
    marketer.post("/contacts/new/", {"email": "no address"})

    assert told() == []


def test_merging_and_taking_apart(marketer, told, make_contact):
    zoe, other = make_contact("Zoe"), make_contact("Zoe")

    marketer.post(f"/contacts/{zoe.pk}/merge/{other.pk}/")
    marketer.post(f"/contacts/merges/{ContactMerge.objects.get().pk}/undo/")

    assert told() == [
        (Action.CONTACTS_MERGED, "crm.contact", zoe.pk, {"with_contact": other.pk}),
        (Action.CONTACTS_UNMERGED, "crm.contact", other.pk, {"from_contact": zoe.pk}),
    ]


def test_deleting_and_restoring(marketer, told, make_contact):
    zoe, ben = make_contact("Zoe"), make_contact("Ben")

    marketer.post(f"/contacts/{zoe.pk}/delete/")
    marketer.post(f"/contacts/{zoe.pk}/restore/")
    for one in (zoe, ben):
        marketer.post(f"/contacts/{one.pk}/delete/")
    marketer.post("/contacts/recycle-bin/restore/", {"contact": [zoe.pk, ben.pk]})

    deleted, restored = Action.RECORDS_DELETED, Action.RECORDS_RESTORED
    assert told() == [
        (deleted, "crm.contact", zoe.pk, {}),
        (restored, "crm.contact", zoe.pk, {}),
        (deleted, "crm.contact", zoe.pk, {}),
        (deleted, "crm.contact", ben.pk, {}),
        (restored, "", None, {"model": "crm.contact", "count": 2, "ids": [zoe.pk, ben.pk]}),
    ]


def test_deals_and_products(marketer, told):
    marketer.post("/deals/new/", {"name": "By phone", "stage": "processed", "amount": "12.5"})
    deal = Deal.objects.get()
    marketer.post(f"/deals/{deal.pk}/delete/")
    marketer.post(f"/deals/{deal.pk}/restore/")

    actions = [Action.RECORD_MADE, Action.RECORDS_DELETED, Action.RECORDS_RESTORED]
    assert told() == [(action, "crm.deal", deal.pk, {}) for action in actions]


def test_exports(marketer, told, make_contact):
    make_contact("Zoe")

    marketer.post("/contacts/export/?q=zoe", {"do": "export"})
    marketer.post("/deals/export/", {"do": "export"})

    assert told() == [
        (Action.EXPORTED, "", None, {"model": "crm.contact", "count": 1, "searched": True}),
        (Action.EXPORTED, "", None, {"model": "crm.deal", "count": 0, "searched": False}),
    ]


def test_thresholds_of_the_scores(admin_client):
    page = admin_client.get("/settings/purchase-scores/")
    values = {bound.name: bound.value() for measure in page.context["measures"] for bound in measure.fields}
    admin_client.post("/settings/purchase-scores/", {**values, "recency_days_5": "31"})

    entry = AuditEntry.objects.get(action=Action.SETTINGS_CHANGED)
    assert entry.target_type == "crm.scorethresholds"
    assert entry.details == {"recency_days": {"from": [30, 90, 180, 360], "to": [31, 90, 180, 360]}}
