"""The frame: navigation, home, search, errors in words."""

import pytest
from django.test import override_settings
from django.urls import path

from hubsync import navigation, urls
from hubsync.navigation import Place


def boom(request):
    raise RuntimeError("boom")


urlpatterns = [*urls.urlpatterns, path("boom/", boom)]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def test_an_entry_whose_address_does_not_exist_is_left_out():
    places = [Place("settings", "Settings", "settings"), Place("not-there-yet", "Later", "clock")]

    assert [entry.name for entry in navigation.entries(places, "/", is_admin=True)] == ["settings"]


def test_the_entry_one_is_in_is_current():
    places = [Place("home", "Home", "house"), Place("settings", "Settings", "settings")]

    current = [
        entry.name for entry in navigation.entries(places, "/settings/profile/", is_admin=False) if entry.current
    ]

    assert current == ["settings"]


def test_administration_is_offered_to_administrators_only():
    def names(is_admin):
        return {entry.name for entry in navigation.entries(navigation.MORE, "/", is_admin=is_admin)}

    of_settings = {
        f"settings-{page}" for page in ("portal", "users", "sender", "scores", "privacy", "api-tokens", "audit-log")
    }
    assert names(True) - names(False) == {*of_settings, "admin:index"}


def test_home_says_the_next_step_while_no_store_is_connected(admin_client):
    page = admin_client.get("/").content.decode()

    assert "Connect your Shopify store" in page
    assert "No store connected" in page
    assert page.count('data-state="next"') == 1


def test_search_finds_pages_by_the_beginning_of_their_name(admin_client):
    page = admin_client.get("/search/?q=PROF").content.decode()

    assert 'href="/settings/profile/"' in page.split("<main")[1].split("</main")[0]
    assert "Nothing matches “zzz”" in admin_client.get("/search/?q=zzz").content.decode()


def test_an_address_with_nothing_says_so(client, db):
    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert "Nothing is at this address" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_shows_nothing_of_its_cause(admin_client):
    admin_client.raise_request_exception = False

    answer = admin_client.get("/boom/")

    assert answer.status_code == 500
    assert "Something went wrong on this side" in answer.content.decode()
    assert "boom" not in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_say_their_language(admin_client, language):
    page = admin_client.get("/search/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}"' in page
