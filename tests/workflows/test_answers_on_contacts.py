"""What a contact's page says of their answers to e-mails."""

from datetime import timedelta

import pytest

from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.models import EmailEvent, Kind
from workflows.subscriptions.choosing import choose, subscribe_again, unsubscribe
from workflows.subscriptions.links import Place, read_token, token_for
from workflows.subscriptions.reader import reader_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_contact()


@pytest.fixture
def entry(ana, workflows):
    return sent_email(ana, workflows["welcome"])


@pytest.fixture
def reader(entry, ana):
    place = read_token(token_for(entry.pk, ana.email))
    assert isinstance(place, Place)
    return reader_of(place)


@pytest.fixture
def page(log_in, ana):
    client = log_in()
    return lambda events="": client.get(ana.get_absolute_url(), {"events": events} if events else {}).content.decode()


def test_it_says_whether_they_are_written_to_and_why_not(page, ana, reader):
    assert "E-mails may be sent." in page()
    choose(reader, [Kind.WELCOME], SENT)
    assert "except “Cart reminders”, “News for past customers”: they unsubscribed from these." in page()
    unsubscribe(reader, SENT)
    assert "E-mails are not sent: they unsubscribed." in page()
    subscribe_again(reader, SENT)
    type(ana).objects.update(accepts_marketing=False)
    choose(reader, list(Kind), SENT)
    assert "E-mails are not sent: they do not accept marketing." in page()


def test_the_timeline_tells_it(page, entry, reader):
    unsubscribe(reader, SENT + timedelta(hours=1))
    subscribe_again(reader, SENT + timedelta(hours=2))
    choose(reader, [Kind.WELCOME, Kind.RE_ENGAGEMENT], SENT + timedelta(hours=3))
    told = page("subscriptions")
    places = [
        told.index(words)
        for words in (
            "Unsubscribed from “Cart reminders”",
            "Subscribed again",
            "Unsubscribed from all e-mails",
        )
    ]
    assert places == sorted(places)
    assert f"By the e-mail “{entry.email}”" in told


def test_the_timeline_tells_what_people_did_and_what_went_wrong(page, entry):
    for kind, url, is_machine in (
        ("open", "", False),
        ("open", "", True),
        ("click", "https://maison.example.com/new", False),
        ("click", "https://maison.example.com/scanned", True),
        ("delivered", "", False),
        ("soft_bounce", "", False),
    ):
        EmailEvent.objects.create(entry=entry, kind=kind, url=url, is_machine=is_machine, happened_at=SENT)
    told = page("email-activity")
    assert told.count("Opened an e-mail") == 1
    assert "https://maison.example.com/new" in told
    assert "scanned" not in told
    assert "An e-mail bounced for now" in told
