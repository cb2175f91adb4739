"""A portal whose workflows are made, and people who look at them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Portal, Role, Tier, User
from workflows.defaults import ensure_workflows
from workflows.models import Kind, Sender, Workflow


@pytest.fixture
def portal(db: None) -> Portal:
    """The portal of Maison Test."""
    portal = Portal.current()
    portal.name, portal.currency = "Maison Test", "EUR"
    portal.save()
    Sender.objects.update_or_create(id=1, defaults={"store_url": "https://maison.example.com"})
    return portal


@pytest.fixture
def workflows(portal: Portal) -> dict[str, Workflow]:
    """The three workflows as made at connection, in English, by kind."""
    with translation.override("en"):
        ensure_workflows()
    return {kind.value: Workflow.objects.get(kind=kind) for kind in Kind}


@pytest.fixture
def log_in(db: None, client: Client) -> Callable[[Role], Client]:
    """A client logged in as a user with the given role."""

    def log_in(role: Role = Role.MARKETER) -> Client:
        client.force_login(User.objects.create_user(f"{role}@example.com", "x", role=role))
        return client

    return log_in


@pytest.fixture
def basic_tier(portal: Portal) -> Portal:
    """The portal on a tier that does not open workflows."""
    portal.tier = Tier.BASIC
    portal.save()
    return portal
