"""Erasing a person: the audit log says that it was done, and nothing of who they were."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Action
from accounts.models import AuditEntry, Role, User
from crm.models import Contact
from shopify_connector import connecting
from tests.shopify_connector.privacy.conftest import asked, customer, order, traces_of

pytestmark = pytest.mark.django_db
WORDS = ("john@", "johnathan", "555-625", "lisbon")


@pytest.fixture
def admin():
    client = Client()
    client.force_login(User.objects.create_user("ana@example.com", None, role=Role.ADMIN))
    return client


def test_what_people_did_to_somebody_who_is_erased_leaves_no_trace(admin, deliver):
    deliver("customers/create", customer(email="someone@example.com"))
    deliver("customers/update", customer(updated_at="2026-03-02T12:00:00+00:00"))
    john = Contact.objects.get()
    admin.post("/contacts/new/", {"email": "twin@example.com", "first_name": "Johnathan"})
    twin = Contact.objects.exclude(pk=john.pk).get()
    admin.post(f"/contacts/{twin.pk}/properties/city/", {"city": "Lisbon"})
    admin.post(f"/contacts/{john.pk}/merge/{twin.pk}/")
    admin.get("/contacts/export.csv?q=johnathan")
    admin.post(f"/contacts/{john.pk}/delete/")
    admin.post(f"/contacts/{john.pk}/restore/")
    deliver("orders/create", order())

    deliver("customers/redact", asked("orders_to_redact", 299938))

    assert traces_of(*WORDS) == set()
    entry = AuditEntry.objects.get(action=Action.PERSON_ERASED)
    assert (entry.user, entry.target_type) == (None, "shopify_connector.privacyrequest")
    assert entry.details["contacts"] == 2
    admin.get("/settings/")  # takes the toasts away, which still speak of him
    page = admin.get("/settings/audit-log/").content.decode()
    assert f"Contact {john.pk}" in page
    assert "Johnathan" not in page


def test_what_becomes_of_a_request_is_noted(admin, deliver):
    deliver("customers/create", customer())
    request = deliver("customers/data_request", asked("orders_requested"))
    AuditEntry.objects.all().delete()

    admin.get(reverse("privacy-data", args=[request.pk]))
    admin.get(reverse("privacy-data-file", args=[request.pk]))
    admin.post(reverse("finish-privacy-request", args=[request.pk]))
    admin.post(reverse("reopen-privacy-request", args=[request.pk]))

    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == [
        Action.PRIVATE_DATA_SHOWN,
        Action.PRIVATE_DATA_TAKEN,
        Action.PRIVACY_REQUEST_DONE,
        Action.PRIVACY_REQUEST_REOPENED,
    ]
    assert not {column for column in traces_of(*WORDS) if column.startswith("accounts_")}


def test_a_store_that_is_erased_is_noted(deliver, store):
    connecting.let_go(store, timezone.now())
    deliver("shop/redact", {"shop_id": 1, "shop_domain": "maison-test.myshopify.com"})

    assert AuditEntry.objects.filter(action=Action.STORE_ERASED).count() == 1
