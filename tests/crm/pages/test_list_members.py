"""Members of static lists: added by hand, from the contacts table, from a file, and taken out again (SPEC S3)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Action, Role, User
from crm.lists import address_file
from crm.models import ListMembership
from tests.crm.pages.list_fixtures import active_list, names_in, noted, static_list, text_of


def csv(text):
    return {"file": SimpleUploadedFile("people.csv", text.encode())}


# --- By hand ------------------------------------------------------------------------------------------------------
def test_a_contact_is_found_and_added(marketer, make_contact):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    fair = static_list("Trade fair", ben)
    answer = marketer.get(f"/lists/{fair.pk}/add/", {"q": "silva"})
    assert {str(one) for one in answer.context["found"]} == {"Ana Silva", "Ben Silva"}
    assert answer.context["inside"] == {ben.pk}

    answer = marketer.post(f"/lists/{fair.pk}/add/", {"contact": ana.pk}, follow=True)
    fair.refresh_from_db()
    assert (names_in(fair), fair.size) == (["Ben", "Ana"], 2)
    assert "1 contact is added to “Trade fair”." in text_of(answer)
    assert noted() == [(Action.LIST_MEMBERS_CHANGED, {"added": 1})]


def test_adding_goes_on_where_one_searched(marketer, make_contact):
    ana, fair = make_contact(), static_list()
    answer = marketer.post(f"/lists/{fair.pk}/add/?q=sil%26va", {"contact": ana.pk, "next": "stay"})

    assert answer.headers["Location"] == f"/lists/{fair.pk}/add/?q=sil%26va"


def test_who_is_taken_out_can_be_put_back_at_once(marketer, make_contact):
    ana, ben, cem = make_contact("Ana"), make_contact("Ben"), make_contact("Cem")
    fair = static_list("Trade fair", ana, ben, cem)
    answer = marketer.post(f"/lists/{fair.pk}/remove/", {"contact": [ana.pk, ben.pk]}, follow=True)

    assert names_in(fair) == ["Cem"]
    undo = re.search(r'action="(/lists/\d+/add/\?contact=[^"]+)"', answer.content.decode())[1]
    marketer.post(undo.replace("&amp;", "&"))
    assert set(names_in(fair)) == {"Ana", "Ben", "Cem"}
    assert [details for _, details in noted()] == [{"removed": 2}, {"added": 2}]


def test_what_changes_nothing_says_so_and_is_not_noted(marketer, make_contact):
    ana, fair = make_contact(), static_list()
    for address, given, said in (
        ("remove", {}, "Choose the contacts to take out first."),
        ("remove", {"contact": ana.pk}, "They are not in it."),
        ("add", {"contact": "99999"}, "Nothing changed"),
        ("add", {"contact": ["x", "9" * 30, ""]}, "Nothing changed"),
    ):
        assert said in text_of(marketer.post(f"/lists/{fair.pk}/{address}/", given, follow=True))
    assert noted() == []


@pytest.mark.parametrize("door", ["add", "remove", "import"])
def test_an_active_list_takes_nobody_by_hand(marketer, make_contact, door):
    spent = active_list()
    answer = marketer.post(f"/lists/{spent.pk}/{door}/", {"contact": make_contact().pk}, follow=True)

    assert "Members of an active list follow from its filters" in text_of(answer)
    assert names_in(spent) == []


# --- From a file --------------------------------------------------------------------------------------------------
def test_a_file_puts_those_in_whose_addresses_are_known(marketer, make_contact):
    ana = make_contact("Ana", email="Ana@Example.com")
    make_contact("Ben", email="ben@example.com")
    make_contact("Cem", email="cem@example.com", deleted_at=timezone.now())
    fair = static_list("Trade fair", ana)
    file = "Name;E-mail\nA;ana@example.com\nB;BEN@example.com\nB;ben@example.com\nC;cem@example.com\nD;no address\nE;\n"
    answer = marketer.post(f"/lists/{fair.pk}/import/", csv(file))

    assert names_in(fair) == ["Ana", "Ben"]
    outcome = answer.context["outcome"]
    assert (outcome.added, outcome.present) == (1, 1)
    assert [(one.row, one.text, one.reason) for one in outcome.refused] == [
        (5, "cem@example.com", "No contact has this address."),
        (6, "no address", "This is no e-mail address."),
        (7, "", "Empty"),
    ]
    assert ListMembership.objects.get(contact__first_name="Ben").how == "file"
    assert noted() == [(Action.LIST_MEMBERS_CHANGED, {"added": 1, "how": "file"})]


def test_many_bad_rows_are_told_by_their_number(marketer, monkeypatch):
    monkeypatch.setattr(address_file, "MOST_TOLD", 2)
    fair = static_list()
    rows = "".join(f"nobody{number}@example.com\n" for number in range(5))
    answer = marketer.post(f"/lists/{fair.pk}/import/", csv(f"email\n{rows}"))

    assert [one.row for one in answer.context["outcome"].told] == [2, 3]
    assert "And 3 more rows." in text_of(answer)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "The file is empty."),
        ("a,b\n1,2\n", "No column is called “E-mail”."),
        ("ana@example.com\nben@example.com\n", "The first row looks like a person."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(marketer, file, said):
    fair = static_list()

    assert said in text_of(marketer.post(f"/lists/{fair.pk}/import/", csv(file)))
    assert noted() == []


def test_what_stands_in_a_file_is_shown_as_text(marketer):
    fair = static_list()
    answer = marketer.post(f"/lists/{fair.pk}/import/", csv("email\n<script>alert(1)</script>\n"))

    assert "<script>alert(1)" not in answer.content.decode()


# --- Who may ------------------------------------------------------------------------------------------------------
def doors(one):
    return [f"/lists/{one.pk}/{door}/" for door in ("add", "remove", "import")]


def test_viewers_read_and_change_nothing(make_contact):
    client, ana, fair = Client(), make_contact(), static_list()
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))

    page = client.get(fair.get_absolute_url())
    assert page.status_code == 200
    for door in doors(fair):
        assert f'"{door}"' not in page.content.decode()
    for door in doors(fair):
        assert client.post(door, {"contact": ana.pk}).status_code == 403
    assert names_in(fair) == []


def test_foreign_forms_change_nothing(marketer, make_contact):
    ana, fair = make_contact(), static_list()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(role=Role.MARKETER))
    for door in doors(fair):
        assert strict.post(door, {"contact": ana.pk}).status_code == 403
        assert Client().post(door).status_code == 302
    assert names_in(fair) == []
