"""Lists where contacts are: on their pages and timelines, and in their table, from which they are put into one."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Action, Role, User
from crm.models import ContactList, ListMembership
from tests.crm.pages.list_fixtures import active_list, names_in, noted, static_list, text_of


def test_chosen_contacts_are_added_to_a_list(marketer, make_contact):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    fair = static_list()
    asked = marketer.post("/contacts/bulk/list/", {"ids": [ana.pk, ben.pk]})
    assert "Add 2 contacts to a list" in text_of(asked)
    answer = marketer.post(
        "/contacts/bulk/list/", {"ids": f"{ana.pk},{ben.pk}", "contact_list": fair.pk, "do": "apply"}, follow=True
    )

    assert names_in(fair) == ["Ana", "Ben"]
    assert answer.redirect_chain == [(fair.get_absolute_url(), 302)]
    assert noted() == [(Action.LIST_MEMBERS_CHANGED, {"added": 2})]


def test_all_that_match_are_added_to_a_new_list(marketer, make_contact):
    for name in ("Ana", "Ben"):
        make_contact(name)
    make_contact("Cem", "Kaya")
    given = {"everything": "1", "name": "The Silvas", "contact_list": "", "do": "apply"}
    marketer.post("/contacts/bulk/list/?q=silva", given)
    made = ContactList.objects.get()

    assert (made.name, made.is_active, sorted(names_in(made))) == ("The Silvas", False, ["Ana", "Ben"])
    assert [action for action, _ in noted()] == [Action.LIST_MADE, Action.LIST_MEMBERS_CHANGED]


def test_a_list_has_to_be_chosen_and_an_active_one_is_none(marketer, make_contact):
    ana, spent = make_contact(), active_list()
    static_list("Trade fair")
    for given in ({"contact_list": "", "name": " "}, {"contact_list": spent.pk}, {"name": "TRADE FAIR"}):
        answer = marketer.post("/contacts/bulk/list/", {"ids": ana.pk, "do": "apply", **given})
        assert "field__error" in answer.content.decode()
        assert f'name="ids" value="{ana.pk}"' in answer.content.decode()
    assert not ListMembership.objects.exists()
    assert ContactList.objects.count() == 2


def test_with_none_chosen_the_table_says_what_to_do(marketer):
    assert "Choose records first." in text_of(marketer.post("/contacts/bulk/list/", {}, follow=True))


def test_a_contact_says_which_lists_it_is_in(marketer, make_contact):
    ana = make_contact(revenue=500)
    fair, spent = static_list("Trade fair", ana), active_list()
    static_list("Gone", ana)
    ContactList.objects.filter(name="Gone").update(deleted_at=timezone.now())
    answer = marketer.get(ana.get_absolute_url())

    assert [str(stay.contact_list) for stay in answer.context["stays"]] == ["Spent over 100", "Trade fair"]
    assert f"/lists/{spent.pk}/why/?contact={ana.pk}" in answer.content.decode()
    assert f'href="{fair.get_absolute_url()}"' in answer.content.decode()


def test_a_contact_is_added_from_its_page(marketer, make_contact):
    ana, fair = make_contact(), static_list()
    answer = marketer.post(f"/contacts/{ana.pk}/lists/", {"contact_list": fair.pk})

    assert answer.headers["Location"] == f"{ana.get_absolute_url()}#lists"
    assert names_in(fair) == ["Ana"]


@pytest.mark.parametrize("number", [1, 6])
def test_the_number_of_queries_does_not_grow_with_the_lists_of_a_contact(
    marketer, make_contact, number, django_assert_max_num_queries
):
    ana = make_contact()
    for one in range(number):
        static_list(f"List {one}", ana)

    with django_assert_max_num_queries(23):
        marketer.get(ana.get_absolute_url())


# --- The timeline -------------------------------------------------------------------------------------------------
def test_the_timeline_tells_of_joining_and_leaving(marketer, make_contact):
    ana = make_contact()
    fair = static_list("Trade fair", ana)
    marketer.post(f"/lists/{fair.pk}/remove/", {"contact": ana.pk})
    answer = marketer.get(ana.get_absolute_url())

    assert [(event.title, event.url) for event in answer.context["timeline"]] == [
        ("Left the list “Trade fair”", fair.get_absolute_url()),
        ("Joined the list “Trade fair”", fair.get_absolute_url()),
    ]


def test_the_timeline_shows_changes_of_lists_alone(marketer, make_contact, make_deal):
    ana = make_contact()
    make_deal(contact=ana)
    fair = static_list("Trade fair", ana)
    marketer.post(f"/lists/{fair.pk}/remove/", {"contact": ana.pk})
    answer = marketer.get(ana.get_absolute_url(), {"events": "lists"})

    assert [event.title.split()[0] for event in answer.context["timeline"]] == ["Left", "Joined"]
    assert [tab["code"] for tab in answer.context["story_tabs"]].count("lists") == 1


# --- Who may ------------------------------------------------------------------------------------------------------
def test_viewers_read_and_change_nothing(make_contact):
    client, ana, fair = Client(), make_contact(), static_list()
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))
    doors = [f"/contacts/{ana.pk}/lists/", "/contacts/bulk/list/"]

    for page in (client.get(ana.get_absolute_url()), client.get("/contacts/")):
        assert page.status_code == 200
        assert not any(door in page.content.decode() for door in doors)
    for door in doors:
        assert client.post(door, {"contact_list": fair.pk, "ids": ana.pk, "do": "apply"}).status_code == 403
    assert names_in(fair) == []


def test_foreign_forms_change_nothing(marketer, make_contact):
    ana, fair = make_contact(), static_list()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(role=Role.MARKETER))
    for door in (f"/contacts/{ana.pk}/lists/", "/contacts/bulk/list/"):
        assert strict.post(door, {"contact_list": fair.pk, "ids": ana.pk, "do": "apply"}).status_code == 403
        assert Client().post(door).status_code == 302
    assert names_in(fair) == []
