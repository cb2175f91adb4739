"""The columns, the order and the saved views of a table."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from accounts import paging
from accounts.models import Role, User
from crm.models import CustomProperty, ObjectType, SavedView
from crm.tables.columns import shown
from crm.tables.views import MOST_SAVED


@pytest.fixture
def bea(db):
    return User.objects.create_user("bea@example.com", None, role=Role.MARKETER)


@pytest.fixture
def vic(db):
    return User.objects.create_user("vic@example.com", None, role=Role.VIEWER)


@pytest.fixture
def client_of():
    def logged_in(user):
        client = Client()
        client.force_login(user)
        return client

    return logged_in


def heads(answer):
    return [column.name for column in answer.context["table"].columns]


def save(client, query="", **data):
    return client.post(f"/contacts/views/new/{query}", {"name": "Mine", **data})


def test_columns_are_shown_as_asked(marketer, make_contact):
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    make_contact("Ana", "Silva", city="Lyon", tags=["VIP"], custom={"size": "38.5"}, revenue=1500)

    answer = marketer.get("/contacts/?columns=city,tags,size,recency_score,total_revenue,nonsense,city")

    assert heads(answer) == ["full_name", "city", "tags", "size", "recency_score", "total_revenue"]
    page = answer.content.decode()
    assert all(words in page for words in ("Lyon", "VIP", "38.5", "$1,500.00"))
    assert "Postal code" not in page


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("add.city", ["email", "phone", "city"]),
        ("add.nonsense", ["email", "phone"]),
        ("remove.email", ["phone"]),
        ("up.phone", ["phone", "email"]),
        ("up.email", ["email", "phone"]),
        ("down.email", ["phone", "email"]),
        ("down.phone", ["email", "phone"]),
    ],
)
def test_columns_are_added_removed_and_moved(marketer, do, expected):
    answer = marketer.post("/contacts/columns/", {"columns": ["email", "phone"], "do": do})

    assert [column.name for column in answer.context["chosen"]] == expected


def test_the_chosen_columns_keep_filters_and_order(marketer):
    answer = marketer.post(
        "/contacts/columns/?sort=email&marketing=yes&q=ana", {"columns": ["city", "email"], "do": "apply"}
    )

    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked == {"q": ["ana"], "columns": ["full_name,city,email"], "marketing": ["yes"], "sort": ["email"]}
    assert heads(marketer.get(answer["Location"])) == ["full_name", "city", "email"]


def test_an_order_by_a_column_that_is_not_shown_stays(marketer, make_contact):
    make_contact("Ana", "Silva", city="Zug")
    make_contact("Ben", "Okafor", city="Aix")

    answer = marketer.get("/contacts/?columns=email&sort=city")

    assert [str(row) for row in answer.context["rows"]] == ["Ben Okafor", "Ana Silva"]


def test_by_every_column_that_sorts_all_pages_are_walked(marketer, make_contact, make_deal, make_product, monkeypatch):
    monkeypatch.setattr(paging, "ROWS", 2)
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="flag", label="F", type="bool")
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="seen", label="S", type="datetime")
    for number in range(5):
        custom = {"flag": number % 2 == 0, "seen": f"2026-01-0{number + 1}T00:00:00.000Z"} if number else {}
        exempt = [None, True, False][number % 3]
        contact = make_contact(f"C{number}", revenue=number or None, tax_exempt=exempt, custom=custom)
        closed = contact.created_at if number else None
        make_deal(f"#{number}", contact=contact, total_tax=number or None, closed_at=closed)
        make_product(f"P{number}", vendor="v" * number)

    for kind in ("contacts", "deals", "products"):
        table = marketer.get(f"/{kind}/").context["table"]
        sortable = [n for n, c in table.available.items() if shown(c, table.kind.object_type).sorting]
        assert len(sortable) >= 12
        for name in sortable:
            for sign in ("", "-"):
                url, seen = f"?sort={sign}{name}", []
                while url:
                    answer = marketer.get(f"/{kind}/{url}")
                    seen += [row.record.pk for row in answer.context["rows"]]
                    url = answer.context["page"].next_url
                assert len(seen) == len(set(seen)) == 5, (kind, sign, name)


def test_a_view_brings_back_what_was_saved(marketer, make_contact):
    make_contact("Ana", "Silva", city="Lyon", accepts_marketing=True)
    make_contact("Ben", "Okafor", city="Lyon")
    filters = [{"filters": [{"propertyName": "city", "operator": "EQ", "value": "Lyon"}]}]
    asked = {"columns": "full_name,city", "sort": "city", "marketing": "yes", "filters": json.dumps(filters)}

    answer = save(marketer, "?" + urlencode(asked))
    page = marketer.get(answer["Location"])

    saved = SavedView.objects.get()
    assert answer["Location"] == f"/contacts/?view={saved.pk}"
    assert (heads(page), page.context["table"].sort) == (["full_name", "city"], "city")
    assert [str(row) for row in page.context["rows"]] == ["Ana Silva"]
    assert not page.context["table"].is_changed
    assert ("Mine", True) in [(str(tab["label"]), tab["current"]) for tab in page.context["tabs"]]


def test_what_differs_from_a_view_stands_in_the_address_and_can_be_saved_into_it(marketer, make_contact):
    make_contact("Ana", "Silva", accepts_marketing=True)
    make_contact("Ben", "Okafor")
    view = save(marketer, "?marketing=yes")["Location"]

    without = marketer.get(f"{view}&marketing=any")
    assert len(without.context["rows"]) == 2
    assert without.context["table"].is_changed
    marketer.post(f"/contacts/views/{SavedView.objects.get().pk}/save/{without.context['table'].url()}")

    assert SavedView.objects.get().quick == {}
    assert len(marketer.get(view).context["rows"]) == 2


def test_filters_of_a_view_can_be_taken_away(marketer, make_contact):
    make_contact("Ana", revenue=3)
    make_contact("Ben")
    page = marketer.get("/contacts/?view=customers")
    assert len(page.context["rows"]) == 1

    all_of_them = marketer.get("/contacts/" + page.context["chips"][0]["url"])

    assert len(all_of_them.context["rows"]) == 2
    assert all_of_them.context["table"].is_changed


def test_private_views_are_seen_by_nobody_else_and_shared_ones_by_all(client_of, bea, vic, make_contact):
    save(client_of(bea), name="Bea's own")
    save(client_of(bea), name="For all", is_shared="on")

    tabs = [str(tab["label"]) for tab in client_of(vic).get("/contacts/").context["tabs"]]

    assert "For all" in tabs
    assert "Bea's own" not in tabs
    private = SavedView.objects.get(is_shared=False)
    assert client_of(vic).get(f"/contacts/?view={private.pk}").context["table"].view.code == ""


def test_only_its_owner_and_for_shared_ones_an_administrator_change_a_view(client_of, bea, vic):
    save(client_of(bea), name="For all", is_shared="on")
    pk = SavedView.objects.get().pk
    other = User.objects.create_user("cem@example.com", None, role=Role.MARKETER)
    admin = User.objects.create_user("admin@example.com", None, role=Role.ADMIN)

    for user in (vic, other):
        assert client_of(user).post(f"/contacts/views/{pk}/", {"name": "Taken"}).status_code == 403
        assert client_of(user).post(f"/contacts/views/{pk}/save/").status_code == 403
        assert client_of(user).post(f"/contacts/views/{pk}/delete/").status_code == 403
    assert client_of(admin).post(f"/contacts/views/{pk}/", {"name": "Renamed", "is_shared": "on"}).status_code == 302
    assert str(SavedView.objects.get()) == "Renamed"
    assert client_of(bea).post(f"/contacts/views/{pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_who_may_not_change_records_keeps_views_of_their_own_but_shares_none(client_of, vic):
    save(client_of(vic), name="Mine", is_shared="on")

    assert not SavedView.objects.get(owner=vic).is_shared


def test_a_view_of_deals_is_none_of_contacts(marketer):
    marketer.post("/deals/views/new/?stage=won", {"name": "Sold"})
    pk = SavedView.objects.get().pk

    assert marketer.post(f"/contacts/views/{pk}/delete/").status_code == 404
    assert marketer.get(f"/contacts/?view={pk}").context["table"].view.code == ""


def test_two_views_of_one_person_have_two_names(marketer):
    save(marketer)

    again = save(marketer, name="MINE")

    assert "You have a view of this name." in again.content.decode()
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_views(marketer):
    owner = User.objects.get(email="marketer@example.com")
    SavedView.objects.bulk_create(
        SavedView(object_type="contacts", owner=owner, name=str(number)) for number in range(MOST_SAVED)
    )

    assert "Delete one first" in save(marketer).content.decode()


def test_a_view_whose_property_was_deleted_still_opens(marketer, make_contact):
    own = CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    view = save(marketer, "?columns=size&sort=-size")["Location"]
    own.delete()
    make_contact()

    answer = marketer.get(view)

    assert heads(answer) == ["full_name"]
    assert answer.context["table"].sort == "-created_at"
    assert len(answer.context["rows"]) == 1
