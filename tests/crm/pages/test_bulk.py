"""One thing done to many records."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Role, User
from crm import bulk
from crm.bulk import running
from crm.models import BulkAction, Contact, CustomProperty, Deal, ObjectType, Product, RecordChange
from crm.tasks import resume_bulk_actions


@pytest.fixture(autouse=True)
def _size(db):
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")


def ids(*records):
    return ",".join(str(record.pk) for record in records)


def edit(client, chosen, name, value, kind="contacts", query=""):
    return client.post(f"/{kind}/bulk/edit/{query}", {**chosen, "property": name, name: value, "do": "apply"})


def test_a_property_of_the_chosen_records_is_changed(marketer, make_contact):
    ana, ben, cem = make_contact("Ana"), make_contact("Ben"), make_contact("Cem")

    answer = edit(marketer, {"ids": ids(ana, ben)}, "size", "38.5")

    assert answer["Location"] == "/contacts/"
    assert "2 records are changed." in marketer.get("/contacts/").content.decode()
    sizes = {contact.pk: contact.custom.get("size") for contact in Contact.objects.all()}
    assert sizes == {ana.pk: "38.5", ben.pk: "38.5", cem.pk: None}
    assert RecordChange.objects.get(record_id=ana.pk).user.email == "marketer@example.com"


def test_what_is_shopifys_stays_and_the_page_says_so_before_and_after(marketer, make_contact):
    ana, ben = make_contact("Ana", city="Lyon"), make_contact("Ben", city="Lagos", shopify_updated_at=None)
    chosen = {"ids": ids(ana, ben)}

    before = marketer.post("/contacts/bulk/edit/", {**chosen, "property": "city"}).content.decode()
    after = edit(marketer, chosen, "city", "Nice")

    assert "1</span> of them comes from Shopify" in before
    page = marketer.get(after["Location"]).content.decode()
    assert "1</span> was left as it was: Shopify owns this property" in page
    assert set(Contact.objects.values_list("first_name", "city")) == {("Ana", "Lyon"), ("Ben", "Nice")}


def test_all_that_match_are_meant_whatever_page_shows_them(marketer, make_contact, monkeypatch):
    from accounts import paging

    monkeypatch.setattr(paging, "ROWS", 2)
    for number in range(5):
        make_contact(f"C{number}", city="Lyon")
    other = make_contact("Other", city="Lagos")

    edit(marketer, {"everything": "1"}, "size", "40", query="?q=lyon")

    changed = Contact.objects.filter(custom__size="40")
    assert changed.count() == 5
    assert other not in changed


def test_filters_that_cannot_be_read_mean_nobody(marketer, make_contact):
    make_contact()

    answer = edit(marketer, {"everything": "1"}, "size", "40", query="?filters=[")

    assert answer.status_code == 302
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("value", ["big", "NaN", "1_000"])
def test_a_value_that_is_none_is_refused_before_anything_is_done(marketer, make_contact, value):
    ana = make_contact()

    answer = edit(marketer, {"ids": ids(ana)}, "size", value)

    assert answer.status_code == 200
    assert "This is no number." in answer.content.decode()
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("name", ["email", "total_revenue", "record_id", "first_order_at", "nonsense"])
def test_some_properties_are_not_for_many(marketer, make_contact, name):
    answer = edit(marketer, {"ids": ids(make_contact())}, name, "x")

    assert answer.status_code == 200
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("given", ["", "0", "abc", "9" * 30, "1;DROP TABLE"])
def test_nobody_chosen_says_so(marketer, make_contact, given):
    make_contact()

    marketer.post("/contacts/bulk/delete/", {"ids": given, "do": "apply"})

    assert "Choose records first." in marketer.get("/contacts/").content.decode()
    assert Contact.objects.live().count() == 1


def test_contacts_are_deleted_into_the_recycle_bin_after_their_deals_were_counted(marketer, make_contact, make_deal):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    make_deal("#1", contact=ana)
    make_deal("#2", contact=ana)

    asked = marketer.post("/contacts/bulk/delete/", {"ids": ids(ana, ben)}).content.decode()
    assert "2</span> deals stay" in asked
    assert Contact.objects.live().count() == 2

    marketer.post("/contacts/bulk/delete/", {"ids": ids(ana, ben), "do": "apply"})
    assert Contact.objects.live().count() == 0
    assert Contact.objects.in_recycle_bin().count() == 2
    assert Deal.objects.live().count() == 2


def test_deals_and_products_from_shopify_stay(marketer, make_deal, make_product):
    synced, own = make_deal("#1"), make_deal("Own", ecomm_synced=False, shopify_order_id=None)
    there, here = make_product(shopify_updated_at=datetime(2026, 1, 1, tzinfo=UTC)), make_product("Here")

    deals = marketer.post("/deals/bulk/delete/", {"ids": ids(synced, own), "do": "apply"})
    marketer.post("/products/bulk/delete/", {"ids": ids(there, here), "do": "apply"})

    assert "Delete the order in the store" in marketer.get(deals["Location"]).content.decode()
    assert list(Deal.objects.live()) == [synced]
    assert list(Product.objects.live()) == [there]


def test_a_stage_is_set_with_its_history(marketer, make_deal):
    deal = make_deal("Own", "processed", ecomm_synced=False, shopify_order_id=None)

    edit(marketer, {"ids": ids(deal)}, "stage", "shipped", kind="deals")

    deal.refresh_from_db()
    assert deal.stage_id == "shipped"
    assert deal.stage_changes.filter(to_stage="shipped", reason="by_person").exists()


def test_many_are_done_piece_by_piece_and_a_lost_worker_costs_nothing(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 2)
    monkeypatch.setattr(running, "_PIECE", 2)
    monkeypatch.setattr("crm.views.bulk.queue", lambda *_: None)
    people = [make_contact(f"C{number}") for number in range(5)]

    answer = edit(marketer, {"ids": ids(*people)}, "size", "40")
    action = BulkAction.objects.get()
    assert answer["Location"] == f"/bulk/{action.pk}/"
    assert '0</span> of <span class="number">5' in marketer.get(answer["Location"]).content.decode()

    running._do_piece(action.pk)
    action.refresh_from_db()
    assert (action.handled, action.status) == (2, "running")

    resume_bulk_actions()
    action.refresh_from_db()
    assert (action.handled, action.changed, action.status) == (5, 5, "done")
    assert Contact.objects.filter(custom__size="40").count() == 5


def test_stopping_leaves_what_was_done(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "_PIECE", 1)
    monkeypatch.setattr("crm.views.bulk.queue", lambda *_: None)
    people = [make_contact(f"C{number}") for number in range(3)]
    edit(marketer, {"ids": ids(*people)}, "size", "40")
    action = BulkAction.objects.get()
    running._do_piece(action.pk)

    stranger = Client()
    stranger.force_login(User.objects.create_user("other@example.com", None, role=Role.MARKETER))
    assert stranger.post(f"/bulk/{action.pk}/stop/").status_code == 403
    marketer.post(f"/bulk/{action.pk}/stop/")
    bulk.run(action.pk)

    action.refresh_from_db()
    assert (action.status, action.handled) == ("stopped", 1)
    assert Contact.objects.filter(custom__size="40").count() == 1


def test_who_is_gone_by_then_is_told(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr("crm.views.bulk.queue", lambda *_: None)
    ana = make_contact()
    edit(marketer, {"ids": ids(ana)}, "size", "40")
    Contact.objects.filter(pk=ana.pk).update(deleted_at=ana.created_at)

    bulk.run(BulkAction.objects.get().pk)

    assert BulkAction.objects.get().skipped == {"It was deleted in the meantime.": 1}


def test_there_is_an_end_to_how_many(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_RECORDS", 1)
    make_contact()
    make_contact()

    edit(marketer, {"everything": "1"}, "size", "40")

    assert "Filter more narrowly" in marketer.get("/contacts/").content.decode()
    assert not BulkAction.objects.exists()


def test_the_chosen_ones_are_exported(marketer, make_contact):
    ana = make_contact("Ana")
    make_contact("Ben")

    text = marketer.post("/contacts/export/", {"ids": str(ana.pk), "do": "export"}).content.decode()

    assert "Ana" in text
    assert "Ben" not in text


def test_what_ended_long_ago_is_forgotten(marketer, make_contact):
    edit(marketer, {"ids": ids(make_contact())}, "size", "40")
    done = BulkAction.objects.get()

    assert bulk.clear_out(done.created_at + timedelta(days=29)) == 0
    assert bulk.clear_out(done.created_at + timedelta(days=31)) == 1
