"""Unsubscribing, taking it back, and choosing types: by the page, and by the door of RFC 8058."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from crm.recycle_bin import delete_contacts, empty
from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.models import EmailEvent, Kind, LeftBecause, Mailbox, OptOut
from workflows.subscriptions.links import (
    links_of,
    list_unsubscribe_headers,
    preferences_url,
    read_token,
    token_for,
    unsubscribe_url,
)
from workflows.subscriptions.reachability import standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(portal):
    return make_contact("Ana@Example.com")


@pytest.fixture
def entry(ana, workflows):
    return sent_email(ana, workflows["welcome"])


@pytest.fixture
def stranger():
    """A browser, or a mail program, without any cookie."""
    return Client(enforce_csrf_checks=True)


def path_of(url, settings):
    assert url.startswith(settings.APP_URL + "/e/")
    return url.removeprefix(settings.APP_URL)


@pytest.fixture
def door(entry, settings):
    return path_of(unsubscribe_url(entry.pk, "ana@example.com"), settings)


@pytest.fixture
def choices(entry, settings):
    return path_of(preferences_url(entry.pk, "ANA@example.com"), settings)


def test_looking_asks_and_changes_nothing(stranger, door, choices):
    for address in (door, choices):
        for look in (stranger.get, stranger.head):
            answer = look(address)
            assert answer.status_code == 200
            assert not answer.cookies
    page = stranger.get(door).content.decode()
    assert "Unsubscribe?" in page
    assert "a•••@example.com" in page
    assert "ana@" not in page.lower()
    assert "Maison Test" in page
    assert not Mailbox.objects.exists()
    assert not OptOut.objects.exists()
    assert not EmailEvent.objects.exists()


def test_the_pages_are_nobodys_else(stranger, door, choices):
    for address in (door, choices):
        answer = stranger.get(address)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "<script" not in answer.content.decode()


def test_the_button_unsubscribes_and_it_is_known_when_and_by_which_email(stranger, ana, entry, door):
    answer = stranger.post(door, {"do": "unsubscribe"}, follow=True)

    assert "You are unsubscribed" in answer.content.decode()
    assert standing_of(ana).reason == LeftBecause.UNSUBSCRIBED
    opt_out = OptOut.objects.get()
    assert (opt_out.mailbox_id, opt_out.kind, opt_out.entry, opt_out.email) == (
        "ana@example.com",
        "",
        entry,
        entry.email,
    )
    assert Mailbox.objects.get().unsubscribed_at == opt_out.opted_out_at
    assert EmailEvent.objects.get().kind == "unsubscribe"


def test_one_click_needs_no_cookie_and_answers_200(stranger, ana, entry):
    headers = list_unsubscribe_headers(entry.pk, ana.email)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    door = "/e/" + headers["List-Unsubscribe"].strip("<>").split("/e/")[1]

    for form in ({}, {"content_type": "application/x-www-form-urlencoded"}):
        body = "List-Unsubscribe=One-Click" if form else {"List-Unsubscribe": "One-Click"}
        answer = stranger.post(door, body, **form)
        assert (answer.status_code, answer.content) == (200, b"")
    assert OptOut.objects.count() == 1
    assert standing_of(ana).reason == LeftBecause.UNSUBSCRIBED


def test_it_is_taken_back_on_the_page(stranger, ana, door):
    stranger.post(door, {"do": "unsubscribe"})
    page = stranger.post(door, {"do": "subscribe"}, follow=True).content.decode()

    assert "Unsubscribe?" in page
    assert standing_of(ana).closed_to == []
    assert OptOut.objects.get().undone_at
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        stranger.post(door, {"do": "unsubscribe"})
    assert [one.undone_at is None for one in OptOut.objects.order_by("id")] == [False, True]


def test_pressing_again_and_again_writes_one_row(stranger, ana, door):
    for _time in range(5):
        stranger.post(door, {"do": "subscribe"})
        stranger.post(door, {"do": "unsubscribe"})
    assert OptOut.objects.get().undone_at is None
    assert standing_of(ana).reason == LeftBecause.UNSUBSCRIBED


def test_types_are_chosen(stranger, ana, choices):
    stranger.post(choices, {"types": ["welcome", "re_engagement"], "do": "save"})
    assert standing_of(ana).closed_to == [Kind.ABANDONED_CART]

    page = stranger.get(choices).content.decode()
    assert page.count(" checked") == 2
    stranger.post(choices, {"types": ["abandoned_cart", "nonsense"], "do": "save"})
    assert standing_of(ana).closed_to == [Kind.WELCOME, Kind.RE_ENGAGEMENT]

    stranger.post(choices, {"types": ["welcome"], "do": "unsubscribe"})
    assert standing_of(ana).reason == LeftBecause.UNSUBSCRIBED
    assert " checked" not in stranger.get(choices).content.decode()
    stranger.post(choices, {"types": ["welcome"], "do": "save"})
    assert standing_of(ana).closed_to == [Kind.ABANDONED_CART, Kind.RE_ENGAGEMENT]
    assert Mailbox.objects.get().unsubscribed_at is None


def test_the_page_speaks_the_language_of_the_email(stranger, entry, door):
    type(entry.email).objects.filter(pk=entry.email_id).update(language="fr")
    answer = stranger.get(door, headers={"Accept-Language": "en"})
    assert '<html lang="fr">' in answer.content.decode()
    assert answer["Content-Language"] == "fr"
    assert 'lang="fr"' not in stranger.get("/log-in/").content.decode().split("<body")[0]


def test_no_other_link_works(stranger, entry, door, choices, settings):
    token = token_for(entry.pk, "ana@example.com")
    forged = [token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "1" + token, "x", token.split(".")[0]]
    other = token_for(entry.pk + 1, "eve@example.com")
    forged.append(other.split(".")[0] + "." + token.split(".")[1])
    for broken in forged:
        for name in ("unsubscribe", "preferences"):
            address = f"/e/{name}/{broken}/"
            for answer in (stranger.get(address), stranger.post(address, {"List-Unsubscribe": "One-Click"})):
                assert answer.status_code == 404, broken
                assert "This link does not work" in answer.content.decode()
    settings.SECRET_KEY = "another secret altogether"
    assert read_token(token) is None
    assert not OptOut.objects.exists()


def test_a_link_outlives_the_entry_and_a_change_of_key(stranger, ana, entry, door, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new secret"
    assert stranger.get(door).status_code == 200
    entry.delete()
    page = stranger.get(door).content.decode()
    assert "•••" not in page
    stranger.post(door, {"do": "unsubscribe"})
    assert standing_of(ana).reason == LeftBecause.UNSUBSCRIBED
    assert "@" not in Mailbox.objects.get().address
    stranger.post(door, {"do": "subscribe"})
    assert standing_of(ana).closed_to == []


def test_an_entry_that_is_anothers_by_now_tells_nothing_of_them(stranger, ana, entry, settings):
    door = path_of(links_of(entry.pk, "somebody.else@example.com").unsubscribe, settings)
    assert "•••" not in stranger.get(door).content.decode()
    stranger.post(door, {"do": "unsubscribe"})
    assert standing_of(ana).closed_to == []
    assert OptOut.objects.get().entry is None


def test_an_erased_address_is_not_kept_but_stays_unsubscribed(stranger, ana, door):
    stranger.post(door, {"do": "unsubscribe"})
    Mailbox.objects.create(address="ben@example.com", last_email_at=SENT)
    ben = make_contact("ben@example.com")
    delete_contacts([ana.pk, ben.pk], None)
    empty(ana.updated_at + timedelta(days=200))

    assert "@" not in Mailbox.objects.get().address
    assert OptOut.objects.get().mailbox_id == Mailbox.objects.get().address
    assert standing_of(make_contact("ANA@example.com")).reason == LeftBecause.UNSUBSCRIBED
    assert standing_of(make_contact("ben@example.com")).closed_to == []
