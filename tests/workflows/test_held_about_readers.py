"""A person who asks for their data gets what is held of them about e-mails."""

import pytest

from crm.held_data import held_about
from crm.ingest.tombstones import address_key
from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.engagement.events import hear
from workflows.models import EmailEvent
from workflows.subscriptions.choosing import unsubscribe
from workflows.subscriptions.links import Place
from workflows.subscriptions.reader import reader_of

pytestmark = pytest.mark.django_db


def test_enrolments_emails_events_and_opt_outs_are_handed_over(workflows):
    entry = sent_email(make_contact("Ana@example.com"), workflows["welcome"])
    sent_email(make_contact("eve@example.com"), workflows["welcome"])
    hear(entry.pk, EmailEvent.Kind.OPEN, SENT)
    unsubscribe(reader_of(Place(entry.pk, address_key("ana@example.com"))), SENT)

    held = {
        part.name: [record.as_json() for record in part.records] for part in held_about(None, "ana@example.com", [])
    }

    assert [one["address"] for one in held["emails"]] == ["Ana@example.com"]
    assert [one["address"] for one in held["mailboxes"]] == ["ana@example.com"]
    assert [one["kind"] for one in held["email_events"]] == ["open", "unsubscribe"]
    assert (len(held["enrolments"]), len(held["opt_outs"])) == (1, 1)


def test_nothing_is_said_of_what_there_is_not(workflows):
    make_contact()
    assert {part.name for part in held_about(None, "ana@example.com", [])} == {"contacts", "deals"}


def test_an_email_to_the_address_that_is_another_contacts_by_now_is_among_it(workflows):
    entry = sent_email(make_contact("Ana@example.com"), workflows["welcome"])
    type(entry.enrolment.contact).objects.update(email="ben@example.com")
    held = {part.name: part.records for part in held_about(None, "ana@example.com", [])}
    assert len(held["emails"]) == 1
