"""Row 10: a file asks for the same role as the contacts that it would change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from crm.models import Contact, ContactImport

pytestmark = pytest.mark.django_db
READING = ["", "columns/", "preview/", "undo/", "errors.csv"]
CHANGING = ["columns/", "preview/", "stop/", "forget/", "undo/"]


@pytest.fixture
def ready():
    """An import that only its administrator may begin."""
    owner = User.objects.create_user("owner@example.com", None, role=Role.MARKETER)
    return ContactImport.objects.create(
        file_name="a.csv", headings=["Email"], mapping=["email"], total=1, status="ready", user=owner
    )


@pytest.fixture
def viewer():
    client = Client()
    client.force_login(User.objects.create_user("v@example.com", None, role=Role.VIEWER))
    return client


def test_viewers_do_and_see_none_of_it(viewer, ready):
    assert viewer.get("/contacts/import/").status_code == 403
    assert (
        viewer.post("/contacts/import/", {"file": SimpleUploadedFile("a.csv", b"Email\na@b.co\n")}).status_code == 403
    )
    for door in READING:
        assert viewer.get(f"/contacts/import/{ready.pk}/{door}").status_code == 403, door
    for door in CHANGING:
        assert viewer.post(f"/contacts/import/{ready.pk}/{door}").status_code == 403, door
    assert ContactImport.objects.get().status == "ready"
    assert not Contact.objects.exists()
    assert "/contacts/import/" not in viewer.get("/contacts/").content.decode()


def test_strangers_are_asked_to_log_in(client, ready):
    for door in ("/contacts/import/", *(f"/contacts/import/{ready.pk}/{door}" for door in READING)):
        assert client.get(door).headers["Location"].startswith("/log-in/")


def test_looking_and_foreign_forms_change_nothing(admin_user, ready):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    for door in CHANGING:
        assert client.post(f"/contacts/import/{ready.pk}/{door}").status_code == 403, door
    for door in ("stop/", "forget/"):
        assert client.get(f"/contacts/import/{ready.pk}/{door}").status_code == 405
    assert client.post("/contacts/import/", {"file": SimpleUploadedFile("a.csv", b"Email\n")}).status_code == 403
    assert ContactImport.objects.get().status == "ready"
