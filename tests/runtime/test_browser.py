"""The shared browser fixtures, on the way in."""

import pytest

from tests.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_come_with_their_static_files_and_language(live_server, open_page, admin_user):
    french = open_page(locale="fr-FR", viewport=PHONE)
    failed = []
    french.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)

    french.goto(f"{live_server.url}/log-in/")

    assert french.locator("html").get_attribute("lang") == "fr"
    assert failed == []
    assert french.locator("input[type=password]").is_visible()


def test_logged_in_page_is_past_the_log_in(live_server, logged_in_page):
    logged_in_page.goto(f"{live_server.url}/")

    assert "/log-in/" not in logged_in_page.url
