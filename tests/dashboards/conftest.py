"""A portal in Paris that counts in euros, with the e-commerce dashboard and some of everything that reports count."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Portal, Role, User
from crm.stages import ensure_pipeline
from dashboards.setting_up import ensure_ecommerce_dashboard
from tests.dashboards.records import a_deal, make_contact, make_sale

AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture
def portal(db):
    ensure_pipeline()
    Portal.objects.update_or_create(id=1, defaults={"currency": "EUR", "time_zone": "Europe/Paris"})


@pytest.fixture
def dashboard(portal):
    return ensure_ecommerce_dashboard()


@pytest.fixture
def on_23_november():
    with time_machine.travel(AT, tick=False):
        yield AT


@pytest.fixture
def some_records(portal):
    """Two sales of this month and one of the last, a cart that was recovered and one that was not."""
    ana, bo = make_contact(source="PAID_SEARCH"), make_contact(source="OFFLINE")
    make_sale(AT - timedelta(days=1), contact=ana, amount=Decimal("1234.50"))
    make_sale(
        AT - timedelta(days=2),
        contact=bo,
        amount=Decimal("65.50"),
        abandoned_at=AT - timedelta(days=4),
        recovered_at=AT - timedelta(days=2),
    )
    make_sale(AT - timedelta(days=33), contact=bo, amount=Decimal("100"))
    a_deal("checkout_abandoned", abandoned_at=AT - timedelta(days=3), shopify_created_at=AT - timedelta(days=4)).save()


@pytest.fixture
def log_in(client, db):
    """A client logged in as a user of a role."""

    def log_in(role=Role.MARKETER):
        client.force_login(User.objects.create_user(f"{role}@example.com", "a long enough phrase", role=role))
        return client

    return log_in
