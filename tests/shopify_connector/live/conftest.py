"""A demo store, hubsync following it, and a mirror that compares the two."""

from collections.abc import Iterator
from typing import Any

import pytest

from crm.stages import ensure_pipeline
from demo_store.options import Options
from demo_store.server import Running, serve_in_thread
from tests.shopify_connector.live.following import SECRET, SHOP, TOKEN, Follower, connected


@pytest.fixture
def served_shop(tmp_path: Any) -> Iterator[Running]:
    """A small demo store that answers to TOKEN."""
    options = Options(
        port=0, customers=12, orders=15, access_token=TOKEN, api_secret=SECRET, bulk_dir=str(tmp_path), shop=SHOP
    )
    running = serve_in_thread(options)
    yield running
    running.stop()


@pytest.fixture
def following(served_shop: Running, settings: Any, tmp_path: Any, transactional_db: None) -> Follower:
    """hubsync after the import of its store; what happens there from now on waits in `following.waiting`."""
    settings.SHOPIFY_STORE_URL = served_shop.url
    settings.SHOPIFY_API_SECRET, settings.SHOPIFY_API_SECRET_FALLBACKS = SECRET, []
    settings.DATA_DIR = tmp_path
    ensure_pipeline()
    follower = Follower(served_shop.store, connected())
    follower.import_all()
    return follower
