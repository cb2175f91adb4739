"""The Django admin: every model is there, lists open, search works, and what the sync keeps is read-only."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

OWN_ROOMS = ("accounts", "crm", "shopify_connector", "workflows", "dashboards")
MODELS = [model for room in OWN_ROOMS for model in apps.get_app_config(room).get_models()]
# Models of one row: nothing to search.
SINGLE_ROWS = {"portal", "scorethresholds", "sender"}


@pytest.fixture
def as_admin(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("admin@example.com", "a long password"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_list_that_can_be_searched(as_admin: Client, model) -> None:
    assert model in admin.site._registry, f"{model._meta.label} is not in the admin"
    page = as_admin.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), {"q": "1"})

    assert page.status_code == 200
    assert admin.site._registry[model].search_fields or model._meta.model_name in SINGLE_ROWS


def test_what_shopify_owns_cannot_be_changed_there(as_admin: Client) -> None:
    from django.utils import timezone

    from crm.models import Contact

    now = timezone.now()
    contact = Contact.objects.create(email="ana@example.com", first_name="Ana", created_at=now, updated_at=now)
    page = reverse("admin:crm_contact_change", args=[contact.pk])

    assert 'name="first_name"' not in as_admin.get(page).content.decode()
    as_admin.post(page, {"first_name": "Eve", "source": "", "custom": "{}"})
    contact.refresh_from_db()
    assert contact.first_name == "Ana"


def test_only_admins_get_in(client: Client, db: None) -> None:
    client.force_login(get_user_model().objects.create_user("m@example.com", "a long password", role="marketer"))

    assert client.get(reverse("admin:index")).status_code == 302
