"""Making and changing records in the browser's pages, without a browser."""

import pytest

from accounts.models import Role, User
from crm.models import Contact, CustomProperty, Deal, ObjectType, Product, RecordChange
from crm.models.history import ChangeSource
from shopify_connector.models import StoreConnection
from tests.crm.pages.conftest import NOW

HTMX = {"HX-Request": "true"}


def own_contact(make_contact, **fields):
    return make_contact(shopify_updated_at=None, **fields)


def address(contact, name):
    return f"/contacts/{contact.pk}/properties/{name}/"


def test_a_contact_is_made(marketer):
    answer = marketer.post(
        "/contacts/new/", {"email": "Ana@Example.com", "first_name": "Ana", "accepts_marketing": "true"}
    )

    ana = Contact.objects.get()
    assert answer["Location"] == ana.get_absolute_url()
    assert (ana.email, ana.accepts_marketing) == ("ana@example.com", True)
    assert RecordChange.objects.get().source == ChangeSource.PERSON


def test_an_address_that_another_has_leads_to_that_contact(marketer, make_contact):
    ana = make_contact(email="ana@example.com")

    page = marketer.post("/contacts/new/", {"email": "ana@example.com"}).content.decode()

    assert "Another contact has this address." in page
    assert f'href="{ana.get_absolute_url()}"' in page


def test_what_is_wrong_is_said_beside_its_field(marketer):
    page = marketer.post("/contacts/new/", {"email": "no address"}).content.decode()

    assert "is no e-mail address" in page
    assert not Contact.objects.exists()


def test_a_deal_is_made_for_a_contact(marketer, make_contact):
    ana = make_contact()

    marketer.post(f"/deals/new/?contact={ana.pk}", {"name": "By phone", "stage": "processed", "amount": "12.5"})

    deal = Deal.objects.get()
    assert (deal.contact, deal.name, deal.ecomm_synced) == (ana, "By phone", False)


def test_a_product_is_made(marketer):
    marketer.post("/products/new/", {"title": "Gift wrap", "price": "3.50", "tags": "paper, red"})

    assert Product.objects.get().tags == ["paper", "red"]


def test_a_property_is_changed_in_place_and_back(marketer, make_contact):
    ana = own_contact(make_contact, zip="75001")

    form = marketer.get(address(ana, "zip"), headers=HTMX).content.decode()
    assert 'value="75001"' in form
    assert "<html" not in form

    answer = marketer.post(address(ana, "zip"), {"zip": "75002"}, headers=HTMX)
    assert "75002" in answer.content.decode()
    assert "Postal code is saved." in answer.content.decode()
    assert answer["HX-Trigger"] == "record-changed"

    change = RecordChange.objects.get()
    undone = marketer.post(f"/changes/{change.pk}/undo/", {"next": ana.get_absolute_url()})
    ana.refresh_from_db()
    assert (undone["Location"], ana.zip) == (ana.get_absolute_url(), "75001")


def test_what_stands_in_the_pages_head_loads_the_page_anew(marketer, make_contact):
    ana = own_contact(make_contact)

    answer = marketer.post(address(ana, "first_name"), {"first_name": "Anna"}, headers=HTMX)

    assert answer["HX-Refresh"] == "true"


def test_without_scripts_the_form_is_a_page(marketer, make_contact):
    ana = own_contact(make_contact)

    assert "<html" in marketer.get(address(ana, "zip")).content.decode()
    assert marketer.post(address(ana, "zip"), {"zip": "75002"})["Location"] == ana.get_absolute_url()


def test_a_wrong_value_keeps_the_form_open_with_the_reason(marketer, make_contact):
    ana = own_contact(make_contact, orders_count=3)

    page = marketer.post(address(ana, "orders_count"), {"orders_count": "three"}, headers=HTMX).content.decode()

    assert "This is no number." in page
    assert 'value="three"' in page


def test_moments_are_written_in_the_stores_zone(marketer, make_contact):
    from accounts.models import Portal

    Portal.objects.update_or_create(id=1, defaults={"time_zone": "America/New_York"})
    ana = own_contact(make_contact)

    marketer.post(address(ana, "shopify_created_at"), {"shopify_created_at": "2026-07-01T08:00"}, headers=HTMX)

    ana.refresh_from_db()
    assert ana.shopify_created_at.isoformat() == "2026-07-01T12:00:00+00:00"
    assert 'value="2026-07-01T08:00"' in marketer.get(address(ana, "shopify_created_at"), headers=HTMX).content.decode()


def test_own_properties_are_changed_too(marketer, make_contact):
    CustomProperty.objects.create(
        object_type=ObjectType.CONTACT, name="size", label="Size", type="enumeration",
        options=["s", "m"], option_labels={"s": "Small"},
    )  # fmt: skip
    ana = make_contact()

    page = marketer.post(address(ana, "size"), {"size": "s"}, headers=HTMX).content.decode()

    assert "Small" in page
    assert Contact.objects.get().custom == {"size": "s"}


@pytest.mark.parametrize("name", ["first_name", "total_revenue", "record_id", "nonsense"])
def test_what_is_locked_has_no_form(marketer, make_contact, name):
    ana = make_contact()

    assert marketer.get(address(ana, name)).status_code == 404
    assert marketer.post(address(ana, name), {name: "x"}).status_code == 404
    assert f"properties/{name}/" not in marketer.get(ana.get_absolute_url()).content.decode()


def test_viewers_read_only(client, db, make_contact):
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))
    ana = own_contact(make_contact)

    assert "property__edit" not in client.get(ana.get_absolute_url()).content.decode()
    for path in (address(ana, "zip"), "/contacts/new/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"zip": "1"}).status_code == 403
    assert "/contacts/new/" not in client.get("/contacts/").content.decode()


def test_undo_goes_back_to_our_own_pages_only(marketer, make_contact):
    ana = own_contact(make_contact)
    marketer.post(address(ana, "zip"), {"zip": "75002"})

    answer = marketer.post(f"/changes/{RecordChange.objects.get().pk}/undo/", {"next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_what_shopify_does_not_know_is_not_offered_to_be_opened_there(marketer, make_contact):
    StoreConnection.objects.create(shop="maison.myshopify.com", access_token="x", connected_at=NOW)
    ana = make_contact(shopify_updated_at=None)

    assert "Open in Shopify" not in marketer.get(ana.get_absolute_url()).content.decode()


def test_two_contacts_are_merged_with_what_a_person_chose_and_apart_again(marketer, make_contact, make_deal):
    ana = own_contact(make_contact, phone="+331", city="Paris")
    ann = make_contact("Ann", "Silva", shopify_updated_at=None, phone="+332", city="Lyon", zip="69001")
    deal = make_deal(contact=ann)

    chosen = marketer.get(f"/contacts/{ana.pk}/merge/?q=ann").content.decode()
    assert f"/contacts/{ana.pk}/merge/{ann.pk}/" in chosen
    page = marketer.get(f"/contacts/{ana.pk}/merge/{ann.pk}/").content.decode()
    assert 'name="choice:phone"' in page
    assert 'name="choice:zip"' not in page
    marketer.post(f"/contacts/{ana.pk}/merge/{ann.pk}/", {"choice:phone": "other", "choice:city": "kept"})

    ana.refresh_from_db()
    deal.refresh_from_db()
    assert (ana.phone, ana.city, ana.zip, deal.contact) == ("+332", "Paris", "69001", ana)
    (merge,) = ana.merges.all()
    assert f"/contacts/merges/{merge.pk}/undo/" in marketer.get(ana.get_absolute_url()).content.decode()

    marketer.post(f"/contacts/merges/{merge.pk}/undo/")
    ana.refresh_from_db()
    deal.refresh_from_db()
    assert (ana.phone, ana.zip, deal.contact) == ("+331", "", ann)


def test_contacts_of_the_same_name_are_offered_first(marketer, make_contact):
    ana, same, other = make_contact("Ana", "Silva"), make_contact("ana", "silva"), make_contact("Ben", "Okafor")

    page = marketer.get(f"/contacts/{ana.pk}/merge/").content.decode()

    assert f"/merge/{same.pk}/" in page
    assert f"/merge/{other.pk}/" not in page


@pytest.mark.parametrize("kind", ["deals", "products"])
def test_what_people_made_is_deleted_and_brought_back(marketer, make_deal, make_product, kind):
    record = make_deal(ecomm_synced=False) if kind == "deals" else make_product(shopify_updated_at=None)
    path = f"/{kind}/{record.pk}/delete/"

    assert path in marketer.get(record.get_absolute_url()).content.decode()
    assert "Keep it" in marketer.get(path).content.decode()
    marketer.post(path)
    assert f"/{kind}/{record.pk}/restore/" in marketer.get(f"/{kind}/").content.decode()
    assert marketer.get(record.get_absolute_url()).status_code == 404
    assert marketer.post(f"/{kind}/{record.pk}/restore/")["Location"] == record.get_absolute_url()
    assert marketer.get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", ["deals", "products"])
def test_what_shopify_knows_is_deleted_there(marketer, make_deal, make_product, kind):
    record = make_deal() if kind == "deals" else make_product(shopify_updated_at=NOW)

    assert "/delete/" not in marketer.get(record.get_absolute_url()).content.decode()
    assert marketer.post(f"/{kind}/{record.pk}/delete/").status_code == 404
    type(record).objects.update(deleted_at=NOW)
    assert marketer.post(f"/{kind}/{record.pk}/restore/").status_code == 404


def test_a_deals_stage_is_told_once(marketer):
    marketer.post("/deals/new/", {"name": "By phone", "stage": "processed", "amount": "5"})
    deal = Deal.objects.get()

    marketer.post(f"/deals/{deal.pk}/properties/stage/", {"stage": "shipped"})

    page = marketer.get(deal.get_absolute_url()).content.decode()
    assert page.count("timeline__item") >= 3
    assert "<b>Deal stage</b>" not in page
    assert "No contact." in page
