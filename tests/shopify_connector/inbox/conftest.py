"""The door's two entrances, and a store that may knock."""

import pytest

from shopify_connector.inbox import refusals
from shopify_connector.inbox.senders import senders
from tests.shopify_connector.inbox.posting import SECRET, ByView, ByWsgi


@pytest.fixture(autouse=True)
def _app(settings):
    """The app's secret, and nothing remembered of the test before."""
    settings.SHOPIFY_API_SECRET, settings.SHOPIFY_API_SECRET_FALLBACKS = SECRET, []
    senders.forget()
    refusals.redis_pause.end()
    refusals.log_pause.end()


@pytest.fixture(params=[ByView, ByWsgi], ids=["view", "wsgi"])
def door(request):
    """`door.send(body=…, topic=…)`: one delivery, signed; the answer."""
    return request.param()
