"""Lists are cloned, renamed, put into folders, deleted and brought back (SPEC S5)."""

import pytest
from django.test import Client

from accounts.models import Action, AuditEntry, Role, User
from crm.models import ContactList, ListMembership
from tests.crm.pages.list_fixtures import about_list, active_list, static_list

DOORS = ("clone", "place", "delete", "restore")


def text_of(answer):
    return answer.content.decode()


def noted():
    return list(AuditEntry.objects.filter(kind="lists").order_by("pk").values_list("action", "target_id"))


def test_a_clone_has_the_filters_and_folder(marketer):
    spent = active_list(folder="Shop")
    answer = marketer.post(f"/lists/{spent.pk}/clone/", follow=True)
    made = ContactList.objects.exclude(pk=spent.pk).get()

    assert (made.name, made.folder, made.filters) == ("Spent over 100 (copy)", "Shop", spent.filters)
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert noted() == [(Action.LIST_MADE, made.pk)]


def test_a_clone_of_a_static_list_has_its_members(marketer, make_contact):
    ana = make_contact()
    fair = static_list("Trade fair", ana)
    marketer.post(f"/lists/{fair.pk}/clone/")
    made = ContactList.objects.exclude(pk=fair.pk).get()

    assert list(ListMembership.objects.filter(contact_list=made).values_list("contact", flat=True)) == [ana.pk]


def test_a_list_gets_another_name_and_folder(marketer):
    spent = active_list()
    answer = marketer.post(f"/lists/{spent.pk}/place/", {"name": " Big  spenders ", "folder": "Shop"}, follow=True)
    spent.refresh_from_db()

    assert (spent.name, spent.folder, spent.version) == ("Big spenders", "Shop", 1)
    assert "is saved" in text_of(answer)
    assert noted() == [(Action.LIST_CHANGED, spent.pk)]


@pytest.mark.parametrize(("name", "said"), [("", "Give the list a name."), ("TRADE fair", "a list of this name")])
def test_a_name_that_cannot_be_stays_on_the_form(marketer, name, said):
    spent = active_list()
    static_list("Trade fair")
    answer = marketer.post(f"/lists/{spent.pk}/place/", {"name": name, "folder": "Kept"})

    assert said in text_of(answer)
    assert 'value="Kept"' in text_of(answer)
    assert noted() == []


def test_folders_that_are_there_are_offered(marketer):
    spent = active_list()
    static_list(folder="Events")

    assert '<option value="Events">' in text_of(marketer.get(f"/lists/{spent.pk}/place/"))


def test_a_deleted_list_can_be_brought_back_at_once(marketer):
    spent = active_list()
    assert "Delete Spent over 100?" in text_of(marketer.get(f"/lists/{spent.pk}/delete/"))
    answer = marketer.post(f"/lists/{spent.pk}/delete/", follow=True)

    assert not ContactList.objects.live().exists()
    assert "This list is deleted" in text_of(marketer.get(spent.get_absolute_url()))
    assert f'action="/lists/{spent.pk}/restore/"' in text_of(answer)
    answer = marketer.post(f"/lists/{spent.pk}/restore/", follow=True)
    assert ContactList.objects.live().get() == spent
    assert "is back" in text_of(answer)
    assert noted() == [(Action.LIST_DELETED, spent.pk), (Action.LIST_RESTORED, spent.pk)]


def test_a_list_in_use_is_not_deleted_and_says_where(marketer):
    spent = active_list()
    other = about_list("Of those", spent)
    for answer in (marketer.get(f"/lists/{spent.pk}/delete/"), marketer.post(f"/lists/{spent.pk}/delete/")):
        assert "is in use" in text_of(answer)
        assert f'<a href="{other.get_absolute_url()}">Of those</a>' in text_of(answer)

    assert ContactList.objects.live().count() == 2
    assert noted() == []


def test_a_list_whose_name_is_taken_by_now_says_so(marketer):
    gone = static_list("Trade fair")
    marketer.post(f"/lists/{gone.pk}/delete/")
    static_list("Trade fair")
    answer = marketer.post(f"/lists/{gone.pk}/restore/", follow=True)

    assert "There is a list of this name already." in text_of(answer)
    assert "This list is deleted" in text_of(answer)


def test_restoring_what_is_there_changes_nothing(marketer):
    spent = active_list()

    assert marketer.post(f"/lists/{spent.pk}/restore/").headers["Location"] == spent.get_absolute_url()
    assert noted() == []


def test_viewers_change_nothing(client, db):
    spent = active_list()
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))

    for door in DOORS:
        assert client.post(f"/lists/{spent.pk}/{door}/", {"name": "X"}).status_code == 403
    assert client.get(f"/lists/{spent.pk}/place/").status_code == 403
    assert list(ContactList.objects.values_list("name", "deleted_at")) == [("Spent over 100", None)]


def test_foreign_forms_and_looking_change_nothing(marketer):
    spent = active_list()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(role=Role.MARKETER))
    for door in DOORS:
        assert strict.get(f"/lists/{spent.pk}/{door}/").status_code in (200, 405)
        assert strict.post(f"/lists/{spent.pk}/{door}/", {"name": "X"}).status_code == 403

    assert list(ContactList.objects.values_list("name", "deleted_at")) == [("Spent over 100", None)]
