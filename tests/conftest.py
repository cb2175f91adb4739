"""What tests of all rooms share: a clean Redis, a browser, a running product."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from installation.system_packages import chromium
from tests.running_product import RunningProduct

# Playwright's sync API keeps an event loop in the test's thread; Django's ORM is used beside it, not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# No test is timed: machines are slow at times.
settings.register_profile("hubsync", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hubsync")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clean_redis(settings: Any) -> None:
    """Every test finds Redis (cache, throttles, signs of life) empty."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture(autouse=True)
def _no_language_left() -> Iterator[None]:
    """A test that reads a page in French leaves no French to the next one."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests of this process."""
    program = chromium()
    if program is None:
        pytest.fail("No Chromium here: bin/test installs it, or CHROMIUM names one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens fresh pages, each with cookies of its own: `open_page(locale="fr-FR", viewport=PHONE)`.

    Options are those of playwright's `browser.new_context`. A script error on any of them fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-US", "viewport": DESKTOP, "timezone_id": "UTC", **options})
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, f"Scripts failed on the page: {errors}"


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """One fresh page, English, desktop size."""
    return open_page()


@pytest.fixture
def logged_in_page(browser_page: Page, live_server: Any, admin_user: Any, client: Any, settings: Any) -> Page:
    """A fresh page where the administrator `admin_user` is logged in to `live_server`."""
    client.force_login(admin_user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    browser_page.context.add_cookies([cookie])
    return browser_page


@pytest.fixture(scope="session")
def running_product() -> Iterator[RunningProduct]:
    """The whole product with its demo store, as `bin/start` runs it, from an empty data directory.

    Shared by all tests of this process: leave it running, and look only at what your test made.
    """
    folder = Path(tempfile.mkdtemp(prefix="hubsync-product-"))
    folder.chmod(0o711)
    with RunningProduct(folder / "data") as product:
        product.wait_until_ready()
        yield product
    shutil.rmtree(folder, ignore_errors=True)
