"""A demo store in this process, and a connection to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from crm.stages import ensure_pipeline
from demo_store.options import Options
from demo_store.server import Running, serve_in_thread
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way

TOKEN = "shpat_fixed_for_tests"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A small demo store that answers to TOKEN; shared by a module's tests, which only read it."""
    options = Options(
        port=0, customers=120, orders=300, access_token=TOKEN, bulk_dir=str(tmp_path_factory.mktemp("bulk"))
    )
    running = serve_in_thread(options)
    yield running
    running.stop()


@pytest.fixture
def store(shop: Running, settings: Any, tmp_path: Any, transactional_db: None) -> StoreConnection:
    """The connection to `shop`. Real commits: the import merges in a thread with a connection of its own."""
    settings.SHOPIFY_STORE_URL = shop.url
    settings.DATA_DIR = tmp_path
    ensure_pipeline()
    return StoreConnection.objects.create(
        shop="maison-alder.myshopify.com",
        way=Way.FIXED_TOKEN,
        access_token=TOKEN,
        scopes=["read_customers", "read_products", "read_orders", "read_all_orders", "read_publications"],
        connected_at=timezone.now(),
    )
