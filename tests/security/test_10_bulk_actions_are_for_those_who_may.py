"""Row 10: what is done to many records at once asks for the same role as what is done to one."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from crm.models import BulkAction, Contact

pytestmark = pytest.mark.django_db
DOORS = ["/contacts/bulk/edit/", "/contacts/bulk/delete/", "/contacts/export/"]


@pytest.fixture
def ana():
    now = timezone.now()
    return Contact.objects.create(email="ana@example.com", first_name="Ana", created_at=now, updated_at=now)


@pytest.fixture
def viewer():
    client = Client()
    client.force_login(User.objects.create_user("v@example.com", None, role=Role.VIEWER))
    return client


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("chosen", ["ids", "everything"])
def test_viewers_do_none_of_it(viewer, ana, door, chosen):
    sent = {chosen: str(ana.pk), "property": "source", "source": "OFFLINE", "do": "apply"}

    assert viewer.post(door, sent).status_code == 403
    assert not BulkAction.objects.exists()
    assert Contact.objects.live().get().source == ""


def test_viewers_are_not_offered_it(viewer, ana):
    page = viewer.get("/contacts/").content.decode()

    assert "bulk" not in page
    assert 'type="checkbox"' not in page


def test_viewers_see_no_progress_and_stop_nothing(viewer, ana):
    action = BulkAction.objects.create(object_type="contacts", what="edit", ids=[ana.pk])

    assert viewer.get(action.get_absolute_url()).status_code == 403
    assert viewer.post(f"{action.get_absolute_url()}stop/").status_code == 403


@pytest.mark.parametrize("door", DOORS)
def test_a_foreign_form_changes_nothing(admin_user, ana, door):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert client.post(door, {"ids": str(ana.pk), "do": "apply"}).status_code == 403
    assert Contact.objects.live().exists()
