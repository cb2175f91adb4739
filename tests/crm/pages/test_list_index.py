"""The table of lists: what it shows, how it is searched, and the tier that segments by line item take (SPEC C9)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import paging
from accounts.models import Portal, Role, Tier, User
from crm.models import ContactList, ListSize
from tests.crm.pages.list_fixtures import about_list, active_list, static_list


def main_of(client, address="/lists/"):
    return client.get(address).content.decode().split("<main")[1].split("</main>")[0]


def names(client, address="/lists/"):
    return [str(row) for row in client.get(address).context["rows"]]


@pytest.fixture
def viewer(client, db):
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))
    return client


def test_without_lists_it_says_what_they_are_for_and_offers_some(admin_client):
    page = main_of(admin_client)

    assert "No lists yet" in page
    assert "A list gathers the contacts that something is true of" in page
    assert "/lists/new/?starter=customers" in page


def test_a_viewer_is_offered_nothing_to_make(viewer):
    active_list()
    page = main_of(viewer)

    assert "Spent over 100" in page
    for door in ("/lists/new/", "/delete/", "/clone/", "/place/"):
        assert door not in page


def test_a_list_says_its_kind_size_folder_and_uses(admin_client, make_contact):
    make_contact(revenue=500)
    spent = active_list(folder="Shop")
    about_list("Of those", spent)
    rows = {str(row): row for row in admin_client.get("/lists/").context["rows"]}

    assert rows["Spent over 100"].contact_list.size == 1
    assert [use.name for use in rows["Spent over 100"].uses] == ["Of those"]
    page = main_of(admin_client)
    assert "Shop" in page
    assert f'href="{spent.get_absolute_url()}#uses" title="List: Of those"' in page


def test_sizes_are_those_of_each_day(admin_client):
    one = static_list()
    today = timezone.localdate()
    for days_ago, size in ((40, 2), (20, 5), (3, 4)):
        ListSize.objects.create(contact_list=one, day=today - timedelta(days=days_ago), size=size)
    (row,) = admin_client.get("/lists/").context["rows"]

    assert (len(row.sizes), row.sizes[0], row.sizes[9], row.sizes[-1]) == (30, 2, 5, 4)


def test_it_is_searched_by_kind_folder_and_name(admin_client):
    active_list(folder="Shop")
    static_list("Trade fair Lyon")
    static_list("Trade fair Paris", folder="Shop")

    assert names(admin_client, "/lists/?type=active") == ["Spent over 100"]
    assert set(names(admin_client, "/lists/?type=static")) == {"Trade fair Lyon", "Trade fair Paris"}
    assert set(names(admin_client, "/lists/?folder=Shop")) == {"Spent over 100", "Trade fair Paris"}
    assert names(admin_client, "/lists/?q=fair+LYON") == ["Trade fair Lyon"]
    assert "Nothing matches" in main_of(admin_client, "/lists/?q=%00%25")
    assert "No such lists" in main_of(admin_client, "/lists/?folder=%00nowhere&type=x")


def test_a_name_with_signs_is_found_and_shown_as_text(admin_client):
    static_list("<b>100 %</b> 'né' 🎁")

    assert names(admin_client, "/lists/?q=100+%25") == ["<b>100 %</b> 'né' 🎁"]
    assert "<b>100 %</b>" not in main_of(admin_client)


def test_it_sorts_and_is_paged(admin_client, monkeypatch):
    monkeypatch.setattr(paging, "ROWS", 2)
    for number in range(5):
        ContactList.objects.create(name=f"L{number}", size=number, updated_at=datetime(2026, 1, 1 + number, tzinfo=UTC))
    pages, address = [], "?sort=size"
    while not pages or address:
        answer = admin_client.get("/lists/" + address)
        pages.append([str(row) for row in answer.context["rows"]])
        address = answer.context["page"].next_url

    assert pages == [["L0", "L1"], ["L2", "L3"], ["L4"]]
    assert names(admin_client) == ["L4", "L3"]
    assert names(admin_client, "/lists/?sort=-name") == ["L4", "L3"]


def test_deleted_ones_stand_apart_and_can_be_restored(admin_client):
    static_list("Gone", folder="Shop")
    ContactList.objects.update(deleted_at=timezone.now())

    assert names(admin_client) == []
    assert names(admin_client, "/lists/?type=deleted") == ["Gone"]
    assert "/restore/" in main_of(admin_client, "/lists/?type=deleted")


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_queries_does_not_grow_with_the_lists(admin_client, number, django_assert_max_num_queries):
    for one in range(number):
        static_list(f"List {one}", folder=f"Folder {one}")

    with django_assert_max_num_queries(15):
        admin_client.get("/lists/")


@pytest.mark.parametrize(("tier", "said"), [(Tier.FREE, True), (Tier.BASIC, False), (Tier.ENTERPRISE, False)])
def test_below_basic_the_page_says_which_tier_line_items_take(admin_client, tier, said):
    portal = Portal.current()
    portal.tier = tier
    portal.save()

    sentence = "Segments by line item take the Basic tier or higher. This portal is on Free."
    assert (sentence in main_of(admin_client)) is said


def test_strangers_are_asked_to_log_in(client, db):
    assert client.get("/lists/").headers["Location"].startswith("/log-in/")
