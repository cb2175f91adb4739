"""A portal with some of everything, and its search."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import translation

from accounts.models import Role, User
from crm.finding.catching_up import catch_up
from crm.models import Contact, Deal, Product
from dashboards.setting_up import ensure_ecommerce_dashboard
from tests.crm.pages.conftest import _pipeline, make_contact, make_deal, make_product, marketer
from workflows.defaults import ensure_workflows

__all__ = ["_pipeline", "make_contact", "make_deal", "make_product", "marketer"]


@pytest.fixture
def records(
    make_contact: Callable[..., Contact], make_deal: Callable[..., Deal], make_product: Callable[..., Product]
) -> dict[str, Any]:
    """Marie Dupont with two orders, Élodie of Paris, a stool; all can be found."""
    marie = make_contact(
        "Marie", "Dupont", revenue=120, email="marie.dupont@example.com", phone="+33 6 12 34 56 78", city="Lyon"
    )
    elodie = make_contact("Élodie", "Martin", email="elodie@shop.test", city="Paris")
    made = {
        "marie": marie,
        "elodie": elodie,
        "order": make_deal("#1042", contact=marie, order_number=1042, email="marie.dupont@example.com"),
        "cart": make_deal("Cart", "checkout_abandoned", contact=marie, order_number=None),
        "stool": make_product("Oak stool", sku="OAK-1", vendor="Alder"),
    }
    read_all()
    return made


def read_all() -> None:
    """Let every record be found, however long ago it was changed."""
    assert catch_up(timedelta(days=36_500))


@pytest.fixture
def rooms(db: None) -> None:
    """The workflows with their e-mails, and the e-commerce dashboard, in English."""
    with translation.override("en"):
        ensure_workflows()
        ensure_ecommerce_dashboard()


@pytest.fixture
def as_role(client: Client, db: None) -> Callable[[Role], Client]:
    """A client logged in as somebody of a role."""

    def log_in(role: Role) -> Client:
        client.force_login(User.objects.create_user(f"{role}@hubsync.example", None, role=role))
        return client

    return log_in


Groups = dict[str, list[str]]


@pytest.fixture
def search(marketer: Client) -> Callable[..., Groups]:
    """`search("mar dup")`: what the dialog shows to a marketer, group by group, each hit in words."""
    return lambda text="", **more: groups_in(part(marketer, text, **more))


def part(client: Client, text: str, **more: Any) -> BeautifulSoup:
    """What the dialog is answered."""
    answer = client.get("/search/found/", {"q": text, **more})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def groups_in(soup: BeautifulSoup) -> Groups:
    """The groups of the dialog, in their order."""
    found = {}
    for group in soup.select("[role=group]"):
        label = soup.find(id=group["aria-labelledby"])
        assert isinstance(label, Tag)
        found[label.text] = [" ".join(option.text.split()) for option in group.select("[role=option]")]
    return found
