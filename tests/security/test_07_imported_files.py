"""Row 7: a file that is uploaded is read as a table or refused; it lies nowhere under its name and is not served."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.models import ContactImport, ImportPiece
from tests.crm.pages.conftest import marketer

pytestmark = pytest.mark.django_db
__all__ = ["marketer"]
NAMES = ["../../etc/passwd.csv", "shell.php", "a\x00b.csv", "<script>alert(1)</script>.csv", "x" * 500 + ".csv"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_only_shown(marketer, name):
    before = set(settings.DATA_DIR.rglob("*"))
    file = SimpleUploadedFile("people.csv", b"Email\nana@example.com\n", content_type="text/html")
    file._name = name

    marketer.post("/contacts/import/", {"file": file})

    page = marketer.get("/contacts/import/").content.decode()
    assert ContactImport.objects.count() == 1
    assert "<script>alert" not in page
    assert {path.name for path in set(settings.DATA_DIR.rglob("*")) - before}.isdisjoint({"passwd.csv", "shell.php"})


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\x00\x00", b"PK\x03\x04\x14\x00", b"GIF89a\x01\x00\x01\x00\x00"])
def test_what_is_no_text_is_not_kept_whatever_it_is_called(marketer, data):
    file = SimpleUploadedFile("people.csv", data, content_type="text/csv")

    assert marketer.post("/contacts/import/", {"file": file}).status_code == 200
    assert not ContactImport.objects.exists()
    assert not ImportPiece.objects.exists()


def test_markup_in_a_file_is_text_on_every_page(marketer):
    evil = "<img src=x onerror=alert(1)>"
    marketer.post(
        "/contacts/import/", {"file": SimpleUploadedFile("a.csv", f"Email,{evil}\nnobody{evil},{evil}\n".encode())}
    )
    one = ContactImport.objects.get()
    columns = f"/contacts/import/{one.pk}/columns/"
    pages = [marketer.get(columns).content.decode()]
    marketer.post(columns, {"column_0": "email", "column_1": "note", "date_form": "ymd", "decimal_mark": "."})
    pages.append(marketer.get(f"/contacts/import/{one.pk}/preview/").content.decode())
    marketer.post(f"/contacts/import/{one.pk}/preview/", {"updates": "yes"})
    pages.append(marketer.get(one.get_absolute_url()).content.decode())

    assert all("onerror" in page and evil not in page for page in pages)
