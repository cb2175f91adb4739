"""A list's page: its members, its sentence, what it is used in, and why somebody is in it (SPEC S4, S5)."""

import re

import pytest
from django.utils import timezone

from accounts import paging
from crm.filters.families import LISTS
from crm.lists import members
from crm.models import ContactList, ListMembership
from tests.crm.pages.list_fixtures import about_list, active_list, static_list

STOOLS = [("line_items.name", "CONTAINS", "stool"), ("deals.dealstage", "IN", "processed")]


def text_of(answer):
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def rows_at(client, address):
    return [str(row) for row in client.get(address).context["rows"]]


def test_it_says_what_it_asks_for_and_who_is_in_it(marketer, make_contact):
    make_contact("Ana", revenue=500)
    make_contact("Ben", revenue=5)
    spent = active_list(folder="Shop")
    answer = marketer.get(spent.get_absolute_url())

    assert [str(row) for row in answer.context["rows"]] == ["Ana Silva"]
    assert "Contacts whose Total revenue is greater than 100" in text_of(answer)
    assert "By its filters" in text_of(answer)
    assert f"/lists/{spent.pk}/edit/" in answer.content.decode()


def test_members_are_searched_and_paged_by_when_they_joined(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(paging, "ROWS", 2)
    fair = static_list()
    for name in ("Ana", "Ben", "Cem", "Dora", "Élodie"):
        members.add(fair, [make_contact(name).pk])
    url = fair.get_absolute_url()
    pages, address = [], "?"
    while address:
        answer = marketer.get(url + address)
        pages.append([str(row).split()[0] for row in answer.context["rows"]])
        address = answer.context["page"].next_url

    assert pages == [["Élodie", "Dora"], ["Cem", "Ben"], ["Ana"]]
    assert rows_at(marketer, url + "?sort=joined") == ["Ana Silva", "Ben Silva"]
    assert rows_at(marketer, url + "?q=élod") == ["Élodie Silva"]
    assert rows_at(marketer, url + "?q=cem.silva") == ["Cem Silva"]


def test_only_those_who_are_in_it_now_are_members(marketer, make_contact):
    ana, ben, cem = make_contact("Ana"), make_contact("Ben"), make_contact("Cem")
    fair = static_list("Trade fair", ana, ben, cem)
    static_list("Other", ana)
    members.remove(fair, [ben.pk])
    type(cem).objects.filter(pk=cem.pk).update(deleted_at=timezone.now())

    assert rows_at(marketer, fair.get_absolute_url()) == ["Ana Silva"]


def test_it_says_what_it_is_used_in(marketer):
    spent = active_list()
    about_list("Of those", spent)

    assert [use.name for use in marketer.get(spent.get_absolute_url()).context["uses"]] == ["Of those"]


def test_while_it_is_sorted_it_says_so_and_asks_again(marketer):
    spent = active_list()
    ContactList.objects.update(is_waiting=True)
    page = marketer.get(spent.get_absolute_url()).content.decode()

    assert "being sorted" in page
    assert 'hx-trigger="load delay:2s"' in page


def test_filters_that_make_no_sense_any_more_are_told(marketer):
    spent = active_list()
    ContactList.objects.update(filters=[{"filters": [{"propertyName": "gone", "operator": "EQ", "value": "1"}]}])
    ContactList.objects.update(problem="There is no property gone.")

    answer = marketer.get(spent.get_absolute_url())
    assert "There is no property gone." in text_of(answer)
    assert marketer.get(f"{spent.get_absolute_url()}why/?q=x").status_code == 200


def test_its_members_are_exported_and_shown_as_a_table(marketer, make_contact):
    ana = make_contact("Ana", email="ana@example.com")
    make_contact("Ben", email="ben@example.com")
    answer = marketer.get(static_list("Trade fair", ana).get_absolute_url())
    table = marketer.get(answer.context["table_url"])

    assert [str(row.record) for row in table.context["rows"]] == ["Ana Silva"]
    file = marketer.post(answer.context["export_url"], {"do": "export", "form": "csv", "everything": "1"})
    assert b"ana@example.com" in file.content
    assert b"ben@example.com" not in file.content


@pytest.mark.parametrize("number", [1, 9])
def test_the_number_of_queries_does_not_grow_with_the_members(
    marketer, make_contact, number, django_assert_max_num_queries
):
    one = static_list("Trade fair", *(make_contact() for _ in range(number)))

    with django_assert_max_num_queries(14):
        marketer.get(one.get_absolute_url())


def test_there_is_no_page_of_what_is_no_list(marketer):
    for address in ("/lists/9/", "/lists/9/why/", "/lists/9/delete/", "/lists/9/place/"):
        assert marketer.get(address).status_code == 404


# --- Why ----------------------------------------------------------------------------------------------------------
def test_why_names_the_deal_and_the_line_item(marketer, make_contact, make_deal, make_product):
    ana, stool = make_contact(), make_product("Oak stool")
    deal = make_deal("#1042", contact=ana, products=[stool])
    stools = active_list("Stools", STOOLS)
    answer = marketer.get(f"/lists/{stools.pk}/why/", {"contact": ana.pk})

    assert "In this list" in text_of(answer)
    assert re.search(r"Deal #1042 \(Processed\) has Oak stool", text_of(answer))
    assert f'href="{deal.get_absolute_url()}"' in answer.content.decode()


def test_why_not_names_what_comes_nearest_and_what_is_not_met(marketer, make_contact, make_deal, make_product):
    ben = make_contact("Ben", email="ben@example.com")
    deal = make_deal("#1043", "checkout_abandoned", contact=ben, products=[make_product("Oak stool")])
    stools = active_list("Stools", STOOLS)
    said = text_of(marketer.get(f"/lists/{stools.pk}/why/", {"q": "BEN@example.com"}))

    assert "Not in this list" in said
    assert f"Deal #1043 ({deal.stage}) is not enough" in said
    assert "Deal stage is any of Processed" in said.split("Not met:")[1]


@pytest.mark.parametrize(
    ("revenue", "said"),
    [(500, "Total revenue is 500"), (5, "Total revenue is 5"), (None, "Total revenue is not known")],
)
def test_why_says_what_the_contact_has(marketer, make_contact, revenue, said):
    ana = make_contact(revenue=revenue)
    spent = active_list()

    assert said in text_of(marketer.get(f"/lists/{spent.pk}/why/", {"contact": ana.pk}))


def test_why_speaks_of_lists_and_of_what_is_lacking(marketer, make_contact, make_deal):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    fair = static_list("Trade fair", ana)
    make_deal("#1044", contact=ben)
    quiet = active_list("Quiet", ([(f"{LISTS}.list_membership", "IN", str(fair.pk))], ["deals"]))

    of_ana = text_of(marketer.get(f"/lists/{quiet.pk}/why/", {"contact": ana.pk}))
    assert "In the list Trade fair" in of_ana
    assert "Deal: none" in of_ana
    of_ben = text_of(marketer.get(f"/lists/{quiet.pk}/why/", {"contact": ben.pk}))
    assert "Not in the list Trade fair" in of_ben
    assert "Deal #1044" in of_ben


def test_why_of_a_static_list_says_how_somebody_came_in(marketer, make_contact):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    fair = static_list("Trade fair", ana)
    ListMembership.objects.update(how="file")

    assert "From a file" in text_of(marketer.get(f"/lists/{fair.pk}/why/", {"contact": ana.pk}))
    assert "This list is static" in text_of(marketer.get(f"/lists/{fair.pk}/why/", {"contact": ben.pk}))


def test_a_name_of_several_offers_them(marketer, make_contact):
    make_contact("Ana"), make_contact("Anabel")
    fair = static_list()
    answer = marketer.get(f"/lists/{fair.pk}/why/", {"q": "silva"})

    assert {str(one) for one in answer.context["found"]} == {"Ana Silva", "Anabel Silva"}
    assert "No such contact" in text_of(marketer.get(f"/lists/{fair.pk}/why/", {"q": "zoe"}))
    assert "No such contact" in text_of(marketer.get(f"/lists/{fair.pk}/why/", {"contact": "99"}))
