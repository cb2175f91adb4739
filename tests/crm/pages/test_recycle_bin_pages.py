"""The recycle bin in the browser's eyes: deleting, restoring, and what shows a contact that is not there (SPEC K3)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import paging
from accounts.models import Role, User
from crm.models import Contact, ContactMerge, Deal
from crm.recycle_bin import delete_contacts
from tests.crm.pages.conftest import NOW


@pytest.fixture
def mia(marketer):
    return User.objects.get(role=Role.MARKETER)


@pytest.fixture
def viewer(db):
    client = Client()
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))
    return client


@pytest.fixture
def binned(make_contact, mia):
    """`binned("Ana")`: a contact that the marketer has deleted."""

    def make(*names, **fields):
        contact = make_contact(*names, **fields)
        delete_contacts([contact.pk], mia)
        contact.refresh_from_db()
        return contact

    return make


def text_of(answer):
    return answer.content.decode()


# --- Deleting -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("deals", "words"), [(0, "It has no deals."), (1, "deal stays"), (7, "deals stay")])
def test_the_dialog_says_the_consequence_in_numbers(marketer, make_contact, make_deal, deals, words):
    ana = make_contact()
    for number in range(deals):
        make_deal(f"#{number}", contact=ana)

    for address in (ana.get_absolute_url(), reverse("delete-contact", args=[ana.pk])):
        page = text_of(marketer.get(address))
        assert words in page
        assert "for 90 days" in page


def test_a_deleted_contact_can_be_brought_back_at_once(marketer, make_contact):
    ana = make_contact()
    answer = marketer.post(reverse("delete-contact", args=[ana.pk]), follow=True)

    assert not Contact.objects.live().exists()
    undo = reverse("restore-contact", args=[ana.pk])
    assert f'action="{undo}"' in text_of(answer)
    answer = marketer.post(undo, follow=True)
    assert Contact.objects.live().get() == ana
    assert answer.redirect_chain == [(ana.get_absolute_url(), 302)]
    assert "is back" in text_of(answer)


def test_restoring_twice_is_as_once(marketer, binned):
    ana = binned()
    for _ in range(2):
        answer = marketer.post(reverse("restore-contact", args=[ana.pk]), follow=True)

    assert answer.status_code == 200
    assert Contact.objects.live().get() == ana


def test_a_contact_whose_address_is_taken_says_so(marketer, binned, make_contact):
    ana = binned(email="ana@example.com")
    make_contact(email="ANA@example.com")
    answer = marketer.post(reverse("restore-contact", args=[ana.pk]), follow=True)

    assert "another contact with the address ana@example.com" in text_of(answer)
    assert "This contact is in the recycle bin" in text_of(answer)


# --- The recycle bin ----------------------------------------------------------------------------------------------
def test_the_bin_shows_who_deleted_what_when_and_how_long_it_is_kept(marketer, binned, mia):
    ana = binned(email="ana@example.com")
    Contact.objects.filter(pk=ana.pk).update(deleted_at=timezone.now() - timedelta(days=30))
    answer = marketer.get(reverse("recycle-bin"))

    (row,) = answer.context["rows"]
    assert (row.contact, row.by, row.days_left) == (ana, mia, 60)
    for shown in ("ana@example.com", str(mia), "60 days"):
        assert shown in text_of(answer)


def test_live_and_merged_contacts_are_not_in_it(marketer, make_contact, binned):
    ana = make_contact()
    make_contact("Anna", deleted_at=NOW, merged_into=ana)
    binned("Ben")

    assert [str(row) for row in marketer.get(reverse("recycle-bin")).context["rows"]] == ["Ben Silva"]


def test_the_latest_come_first_a_page_at_a_time(marketer, binned, monkeypatch):
    monkeypatch.setattr(paging, "ROWS", 2)
    for number in range(5):
        binned(f"C{number}")
    pages, address = [], ""
    while not pages or address:
        answer = marketer.get(reverse("recycle-bin") + address)
        pages.append([str(row).split()[0] for row in answer.context["rows"]])
        address = answer.context["page"].next_url

    assert pages == [["C4", "C3"], ["C2", "C1"], ["C0"]]


def test_it_can_be_searched(marketer, binned):
    binned("Ana")
    binned("Ben")

    assert [str(row) for row in marketer.get(reverse("recycle-bin"), {"q": "ben"}).context["rows"]] == ["Ben Silva"]
    assert "Nothing matches" in text_of(marketer.get(reverse("recycle-bin"), {"q": "zoe"}))


def test_the_selected_ones_are_restored(marketer, binned):
    ana, ben, _ = binned("Ana"), binned("Ben"), binned("Cem")
    answer = marketer.post(reverse("restore-contacts"), {"contact": [ana.pk, ben.pk, "x", "9" * 30]}, follow=True)

    assert set(Contact.objects.live()) == {ana, ben}
    assert "2 contacts are back." in text_of(answer)


def test_with_none_selected_it_says_what_to_do(marketer, binned):
    binned()

    assert "Choose the contacts" in text_of(marketer.post(reverse("restore-contacts"), follow=True))


def test_an_empty_bin_says_what_it_is_for(marketer):
    assert "The recycle bin is empty" in text_of(marketer.get(reverse("recycle-bin")))


def test_the_contacts_page_leads_to_it(marketer):
    assert f'href="{reverse("recycle-bin")}"' in text_of(marketer.get("/contacts/"))


@pytest.mark.parametrize("rows", [1, 9])
def test_the_number_of_queries_does_not_grow_with_the_rows(marketer, binned, django_assert_max_num_queries, rows):
    for _ in range(rows):
        binned()

    with django_assert_max_num_queries(11):
        marketer.get(reverse("recycle-bin"))


# --- A contact that is not there ----------------------------------------------------------------------------------
def test_a_contact_in_the_bin_says_so_and_can_be_restored(marketer, binned, make_deal):
    ana = binned()
    make_deal(contact=ana)
    page = text_of(marketer.get(ana.get_absolute_url()))

    assert "This contact is in the recycle bin" in page
    assert "deal comes back to it" in page
    assert f'action="{reverse("restore-contact", args=[ana.pk])}"' in page


def test_a_contact_that_was_merged_leads_to_the_one_it_went_into(marketer, make_contact):
    ana = make_contact()
    gone = make_contact("Anna", deleted_at=NOW, merged_into=ana)

    assert marketer.get(gone.get_absolute_url()).headers["Location"] == ana.get_absolute_url()


def test_deals_of_a_contact_in_the_bin_name_nobody(marketer, binned, make_deal, make_product):
    ana, stool = binned("Anastasia"), make_product()
    deal = make_deal(contact=ana, products=[stool])

    for address in ("/deals/", deal.get_absolute_url(), stool.get_absolute_url()):
        page = text_of(marketer.get(address))
        assert "n the recycle bin" in page
        assert ana.get_absolute_url() not in page
        assert "Anastasia" not in page
    assert list(marketer.get("/deals/", {"q": "anastasia"}).context["rows"]) == []


# --- The story ----------------------------------------------------------------------------------------------------
def test_the_timeline_tells_of_deletion_and_return(marketer, binned, mia):
    ana = binned()
    marketer.post(reverse("restore-contact", args=[ana.pk]))
    events = marketer.get(ana.get_absolute_url()).context["timeline"]

    assert [(event.title, event.source) for event in events] == [
        ("Restored from the recycle bin", str(mia)),
        ("Moved to the recycle bin", str(mia)),
    ]


def test_the_timeline_tells_of_merges(marketer, make_contact):
    ana = make_contact()
    other = make_contact("Anna", "Silva", email="anna@example.com", deleted_at=NOW, merged_into=ana)
    ContactMerge.objects.create(kept=ana, merged=other, at=NOW, source="webhook", moved={"deals": [1, 2]})
    (event,) = marketer.get(ana.get_absolute_url()).context["timeline"]

    assert (event.title, event.source) == ("Merged with Anna Silva (anna@example.com)", "Shopify · 2 deals came along")


# --- Who may ------------------------------------------------------------------------------------------------------
def test_a_viewer_reads_and_changes_nothing(viewer, make_contact, binned):
    ana, ben = make_contact(), binned("Ben")

    for address in (ana.get_absolute_url(), ben.get_absolute_url(), reverse("recycle-bin")):
        page = viewer.get(address)
        assert page.status_code == 200
        assert "/delete/" not in text_of(page)
        assert "/restore/" not in text_of(page).replace(reverse("restore-contacts"), "")
    assert viewer.get(reverse("delete-contact", args=[ana.pk])).status_code == 403
    for name, args in (("delete-contact", [ana.pk]), ("restore-contact", [ben.pk]), ("restore-contacts", [])):
        assert viewer.post(reverse(name, args=args), {"contact": ben.pk}).status_code == 403
    assert set(Contact.objects.live()) == {ana}


def test_looking_changes_nothing_and_foreign_forms_are_refused(mia, make_contact, binned):
    ana, ben = make_contact(), binned("Ben")
    doors = [
        reverse("delete-contact", args=[ana.pk]),
        reverse("restore-contact", args=[ben.pk]),
        reverse("restore-contacts"),
    ]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mia)
    for door in doors:
        assert strict.get(door, {"contact": ben.pk}).status_code in (200, 405)
        assert strict.post(door, {"contact": ben.pk}).status_code == 403
        assert Client().post(door).status_code == 302

    assert set(Contact.objects.live()) == {ana}
    assert not Deal.objects.exists()
