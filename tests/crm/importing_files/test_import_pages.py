"""An import through its pages, from the file to the rows with errors, and back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from crm.importing import reading, running
from crm.models import BulkAction, Contact, ContactImport, ImportPiece
from tests.crm.importing_files.conftest import csv_of

pytestmark = pytest.mark.django_db
FILE = "Email,First name,Accepts marketing,Loyalty\nana@example.com,Anna,yes,7\nben@example.com,Ben,no,8\nnobody,,,\n"


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    for module in ("import_steps", "importing"):
        monkeypatch.setattr(f"crm.views.{module}.queue", lambda *_: None)


def upload(client, text=FILE, name="people.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/contacts/import/", {"file": SimpleUploadedFile(name, data)})


def uploaded(client, text=FILE):
    answer = upload(client, text)
    assert answer.status_code == 302, answer.content.decode()
    return ContactImport.objects.latest("pk")


def as_shown(client, one):
    """The mapping form as it stands on the page."""
    form = client.get(f"/contacts/import/{one.pk}/columns/").context["form"]
    return {bound.html_name: bound.value() or "" for bound in form}


def mapped(client, one, **changes):
    return client.post(f"/contacts/import/{one.pk}/columns/", {**as_shown(client, one), **changes})


def test_from_the_file_to_its_end(marketer, make_contact):
    make_contact("Ana", email="ana@example.com", shopify_updated_at=None)
    one = uploaded(marketer)
    page = marketer.get(f"/contacts/import/{one.pk}/columns/").content.decode()
    assert "Loyalty" in page
    assert "ana@example.com" in page

    assert mapped(marketer, one)["Location"] == f"/contacts/import/{one.pk}/preview/"
    answer = marketer.get(f"/contacts/import/{one.pk}/preview/")
    assert [(row.number, row.result) for row in answer.context["rows"]] == [
        (2, "updated"),
        (3, "created"),
        (4, "refused"),
    ]
    assert (answer.context["one"].created, answer.context["there"], answer.context["one"].refused) == (1, 1, 1)
    assert Contact.objects.count() == 1

    options = {"updates": "yes", "tag": "fair", "consent": "yes"}
    assert marketer.post(f"/contacts/import/{one.pk}/preview/", options)["Location"] == one.get_absolute_url()
    assert dict(Contact.objects.values_list("email", "accepts_marketing")) == {
        "ana@example.com": True,
        "ben@example.com": False,
    }
    assert all("fair" in tags for tags in Contact.objects.values_list("tags", flat=True))
    page = marketer.get(one.get_absolute_url()).content.decode()
    assert "“nobody” is no e-mail address." in page
    story = marketer.get(Contact.objects.get(email="ben@example.com").get_absolute_url()).content.decode()
    assert "Import of a file · marketer@example.com" in story
    assert "people.csv" in marketer.get("/contacts/import/").content.decode()


def test_consent_has_to_be_said_either_way(marketer):
    one = uploaded(marketer)
    mapped(marketer, one)

    answer = marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes"})

    assert "Say whether these people agreed." in answer.content.decode()
    assert not Contact.objects.exists()


def test_two_columns_are_not_one_property(marketer):
    one = uploaded(marketer)

    answer = mapped(marketer, one, column_3="first_name")

    assert "Another column is First name already." in answer.content.decode()
    assert ContactImport.objects.get(pk=one.pk).status == "mapping"


@pytest.mark.parametrize("chosen", [{"column_0": "", "column_1": ""}, {"column_0": "total_revenue"}])
def test_somebody_has_to_be_known_by_something(marketer, chosen):
    one = uploaded(marketer)

    answer = mapped(marketer, one, **chosen)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_file_that_is_none_is_told_in_words(marketer):
    assert "a file of Excel" in upload(marketer, b"PK\x03\x04").content.decode()
    assert "The file is empty." in upload(marketer, b"").content.decode()
    assert "Choose a file." in marketer.post("/contacts/import/").content.decode()
    assert not ContactImport.objects.exists()


def test_a_file_that_is_too_big_is_told_so_and_not_kept(marketer, monkeypatch):
    monkeypatch.setattr("hubsync.uploads.MOST_BYTES", 100)
    monkeypatch.setattr("crm.views.importing.MOST_BYTES", 100)

    answer = upload(marketer, "Email\n" + "a" * 200_000)

    assert "The file is bigger than" in answer.content.decode()
    assert not ContactImport.objects.exists()


def test_rows_with_errors_are_a_file_without_formulas(marketer):
    one = uploaded(marketer, csv_of(["Email", "=Note"], ["=cmd()", "'+1"], ["nobody"]))
    mapped(marketer, one)
    marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes"})

    answer = marketer.get(f"/contacts/import/{one.pk}/errors.csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Email", "'=Note", "Row", "Error"]
    assert rows[1][:3] == ["'=cmd()", "'+1", "2"]
    assert rows[2] == ["nobody", "", "3", "This row has 1 cell; the columns are 2."]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_big_file_is_checked_and_written_behind_its_pages(marketer, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)
    one = uploaded(marketer)
    mapped(marketer, one)
    assert "Checking every row" in marketer.get(f"/contacts/import/{one.pk}/preview/").content.decode()
    running.check(one.pk)
    part = marketer.get(f"/contacts/import/{one.pk}/preview/", headers={"HX-Request": "true"}).content.decode()
    assert "Import 2 rows" in part

    marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes", "consent": "no"})
    assert "Stop" in marketer.get(one.get_absolute_url()).content.decode()
    marketer.post(f"/contacts/import/{one.pk}/stop/")

    one.refresh_from_db()
    assert one.status == "stopped"
    assert not ImportPiece.objects.exists()


def test_beginning_twice_imports_once(marketer):
    one = uploaded(marketer)
    mapped(marketer, one)
    for _ in range(2):
        marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes", "consent": "yes"})

    one.refresh_from_db()
    assert (one.created, Contact.objects.count()) == (2, 2)


def test_undoing_deletes_what_it_made_and_nobody_touched(marketer):
    one = uploaded(marketer)
    mapped(marketer, one)
    marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes", "consent": "yes"})
    ana = Contact.objects.get(email="ana@example.com")
    marketer.post(f"/contacts/{ana.pk}/properties/city/", {"city": "Lyon"})

    page = marketer.get(f"/contacts/import/{one.pk}/undo/")
    assert (page.context["going"], page.context["staying"]) == (1, 1)
    marketer.post(f"/contacts/import/{one.pk}/undo/")

    assert list(Contact.objects.live()) == [ana]
    assert BulkAction.objects.get().changed == 1


def test_a_file_can_be_thrown_away(marketer):
    one = uploaded(marketer)

    marketer.post(f"/contacts/import/{one.pk}/forget/")

    assert not ContactImport.objects.exists()


def test_pages_of_another_step_lead_to_the_right_one(marketer):
    one = uploaded(marketer)
    assert marketer.get(one.get_absolute_url())["Location"].endswith("/columns/")
    assert marketer.get(f"/contacts/import/{one.pk}/preview/")["Location"].endswith("/columns/")
    mapped(marketer, one)
    assert marketer.get(one.get_absolute_url())["Location"].endswith("/preview/")
    marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes", "consent": "yes"})
    for step in ("columns", "preview"):
        assert marketer.get(f"/contacts/import/{one.pk}/{step}/")["Location"] == one.get_absolute_url()
    assert marketer.get("/contacts/import/999999/").status_code == 404


def test_the_list_is_paged(marketer, monkeypatch):
    monkeypatch.setattr("accounts.paging.ROWS", 2)
    for _ in range(3):
        uploaded(marketer)

    page = marketer.get("/contacts/import/")

    assert len(page.context["rows"]) == 2
    assert len(marketer.get("/contacts/import/" + page.context["page"].next_url).context["rows"]) == 1


def test_somebody_elses_file_is_theirs_and_an_administrators(marketer, admin_client):
    one = uploaded(marketer)
    stranger = Client()
    stranger.force_login(User.objects.create_user("other@example.com", None, role=Role.MARKETER))

    for door in ("columns", "preview"):
        assert stranger.get(f"/contacts/import/{one.pk}/{door}/").status_code == 403
    for door in ("stop", "forget", "undo"):
        assert stranger.post(f"/contacts/import/{one.pk}/{door}/").status_code == 403
    assert admin_client.get(f"/contacts/import/{one.pk}/columns/").status_code == 200


def test_reading_a_page_takes_few_queries(marketer, django_assert_max_num_queries):
    one = uploaded(marketer, "Email\n" + "".join(f"c{n}@example.com\n" for n in range(60)))
    mapped(marketer, one)
    with django_assert_max_num_queries(25):
        marketer.get(f"/contacts/import/{one.pk}/preview/")
    assert reading.MOST_ROWS == 200_000
