"""Row 10: what is handed over about a person, and the list of who asked, are closed to everybody but administrators."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from crm.models import Contact
from shopify_connector.models import PrivacyRequest
from shopify_connector.models.privacy import TERM

pytestmark = pytest.mark.django_db
READING = ("privacy-data", "privacy-data-file")
CHANGING = ("finish-privacy-request", "reopen-privacy-request")


@pytest.fixture
def asked(store):
    """Somebody's request for their data."""
    now = timezone.now()
    Contact.objects.create(email="john@example.com", first_name="Johnathan", created_at=now, updated_at=now)
    return PrivacyRequest.objects.create(
        store=store, kind="data_request", delivery_id="1", received_at=now, due_at=now + TERM, email="john@example.com"
    )


@pytest.fixture(params=[Role.MARKETER, Role.VIEWER])
def member(request):
    client = Client()
    client.force_login(User.objects.create_user("m@example.com", None, role=request.param))
    return client


def doors(names, asked):
    return [reverse(name, args=[asked.pk]) for name in names]


def test_members_get_none_of_it(member, asked):
    for door in ["/settings/privacy/", *doors(READING, asked)]:
        answer = member.get(door)
        assert answer.status_code == 403
        assert b"john" not in answer.content.lower()
    assert b"/settings/privacy/" not in member.get("/settings/").content


def test_members_change_none_of_it(member, asked):
    for door in doors(CHANGING, asked):
        assert member.post(door).status_code == 403
    asked.refresh_from_db()
    assert asked.is_open


def test_strangers_are_asked_to_log_in(client, asked):
    for door in ["/settings/privacy/", *doors(READING, asked)]:
        assert client.get(door).headers["Location"].startswith("/log-in/")


def test_looking_and_foreign_forms_change_nothing(admin_user, asked):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    for door in doors(CHANGING, asked):
        assert client.get(door).status_code == 405
        assert client.post(door).status_code == 403
    asked.refresh_from_db()
    assert asked.is_open


def test_the_file_is_data_and_is_kept_nowhere(admin_client, asked):
    answer = admin_client.get(reverse("privacy-data-file", args=[asked.pk]))

    assert answer["Content-Type"].startswith("application/json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
