"""Of an erased person no address stays anywhere in this room, and what they asked for still holds."""

import pytest
from django.apps import apps
from django.db import connection

from crm.erasure import erase_person, forget_contacts
from crm.ingest.tombstones import address_key
from crm.models import Contact
from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.engagement.bounces import bounced, complained
from workflows.engagement.events import hear
from workflows.models import EmailEvent, Kind, LedgerEntry, LeftBecause, Mailbox, OptOut, OutboxEmail
from workflows.subscriptions.choosing import choose, unsubscribe
from workflows.subscriptions.links import Place
from workflows.subscriptions.reachability import standing_of
from workflows.subscriptions.reader import reader_of

pytestmark = pytest.mark.django_db
ADDRESS = "ana@example.com"


@pytest.fixture
def entry(workflows):
    return sent_email(make_contact("Ana@Example.com"), workflows["welcome"])


def reader(entry):
    return reader_of(Place(entry.pk, address_key(ADDRESS)))


def anywhere(text):
    """The columns of this room in which a text stands."""
    found = []
    for model in apps.get_app_config("workflows").get_models():
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{text}%"])
            found += [table] * (cursor.fetchone()[0] > 0)
    return found


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (lambda entry: unsubscribe(reader(entry), SENT), LeftBecause.UNSUBSCRIBED),
        (lambda entry: bounced(entry, SENT), LeftBecause.BOUNCED),
        (lambda entry: complained(entry, SENT), LeftBecause.COMPLAINED),
        (lambda entry: hear(entry.pk, EmailEvent.Kind.OPEN, SENT), None),
    ],
    ids=["unsubscribed", "bounced", "complained", "nothing"],
)
def test_the_address_goes_and_what_it_stood_for_stays(entry, happened, reason):
    Mailbox.objects.create(address=ADDRESS, last_email_at=SENT)
    happened(entry)
    assert anywhere(ADDRESS)

    erase_person(None, "ANA@example.com", [])

    assert anywhere(ADDRESS) == []
    assert Mailbox.objects.count() == (0 if reason is None else 1)
    assert standing_of(make_contact(ADDRESS)).reason == reason


def test_types_stay_refused(entry):
    choose(reader(entry), [Kind.WELCOME], SENT)
    erase_person(None, ADDRESS, [])
    assert anywhere(ADDRESS) == []
    assert standing_of(make_contact(ADDRESS)).closed_to == [Kind.ABANDONED_CART, Kind.RE_ENGAGEMENT]


def test_a_person_who_came_back_and_is_erased_again_is_one_mailbox(entry, workflows):
    unsubscribe(reader(entry), SENT)
    erase_person(None, ADDRESS, [])
    again = sent_email(make_contact(ADDRESS), workflows["welcome"])
    bounced(again, SENT)
    choose(reader(again), [], SENT)
    erase_person(None, ADDRESS, [])

    mailbox = Mailbox.objects.get()
    assert mailbox.address == address_key(ADDRESS)
    assert (mailbox.unsubscribed_at, mailbox.bounced_at, mailbox.last_email_at) == (SENT, SENT, None)
    assert OptOut.objects.filter(mailbox=mailbox, kind="").count() == 1


def test_an_entry_of_somebody_else_that_went_to_the_address_forgets_it(entry):
    words = f"Dear {ADDRESS}"
    OutboxEmail.objects.create(
        entry=entry, sender="x", recipient="Ana@example.com", subject="x", html=words, text=words, made_at=SENT
    )
    Contact.objects.update(email="ben@example.com")
    erase_person(None, ADDRESS, [])
    assert LedgerEntry.objects.get().address == ""
    assert anywhere(ADDRESS) == []


def test_a_merged_contact_leaves_the_address_to_the_one_that_stays(entry):
    unsubscribe(reader(entry), SENT)
    kept = entry.enrolment.contact
    merged = make_contact(ADDRESS, deleted_at=SENT, merged_into=kept)
    forget_contacts([merged.pk])
    assert Mailbox.objects.get().address == ADDRESS
    assert standing_of(kept).reason == LeftBecause.UNSUBSCRIBED
