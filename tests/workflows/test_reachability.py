"""Who may be written to, and why not: SQL held against the rule in Python."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import connection

from crm.ingest.tombstones import address_key
from crm.models import Contact
from tests.workflows.answers import make_contact
from workflows.models import Kind, LeftBecause, Mailbox, OptOut
from workflows.subscriptions.reachability import is_reachable, standing_of, unreachable_because

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)
FLAGS = ("complained_at", "bounced_at", "unsubscribed_at")


def asked(contact, kind):
    fragments = f"{unreachable_because('c', '%(kind)s')}, {is_reachable('c', '%(kind)s')}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {fragments} FROM crm_contact c WHERE id = %(id)s", {"kind": kind, "id": contact.pk})
        return cursor.fetchone()


def expected(*, gone, address, complained, bounced, unsubscribed, opted_out, accepts):
    if gone:
        return LeftBecause.CONTACT_GONE
    if not address:
        return LeftBecause.NO_ADDRESS
    if complained:
        return LeftBecause.COMPLAINED
    if bounced:
        return LeftBecause.BOUNCED
    if unsubscribed or opted_out:
        return LeftBecause.UNSUBSCRIBED
    return None if accepts else LeftBecause.NO_CONSENT


@pytest.mark.parametrize("erased", [False, True], ids=["known", "erased"])
def test_every_combination(portal, erased):
    names = ("gone", "address", "complained", "bounced", "unsubscribed", "opted_out", "accepts")
    for number, values in enumerate(product([False, True], repeat=len(names))):
        facts = dict(zip(names, values, strict=True))
        address = f"Person{number}@Example.com" if facts["address"] else ""
        contact = make_contact(
            address, accepts_marketing=facts["accepts"] or None, deleted_at=AT if facts["gone"] else None
        )
        if address:
            key = address_key(address) if erased else address.lower()
            flags = {f"{one}_at": AT for one in ("complained", "bounced", "unsubscribed") if facts[one]}
            mailbox = Mailbox.objects.create(address=key, **flags)
            if facts["opted_out"]:
                OptOut.objects.create(mailbox=mailbox, kind=Kind.WELCOME, opted_out_at=AT)
        reason = expected(**facts)
        assert asked(contact, Kind.WELCOME) == (reason, reason is None), facts
        facts["opted_out"] = False
        assert asked(contact, Kind.ABANDONED_CART)[0] == expected(**facts), facts


def test_what_was_taken_back_counts_no_more(portal):
    contact = make_contact()
    mailbox = Mailbox.objects.create(address=contact.email)
    OptOut.objects.create(mailbox=mailbox, kind="", opted_out_at=AT, undone_at=AT)
    assert asked(contact, Kind.WELCOME) == (None, True)
    OptOut.objects.create(mailbox=mailbox, kind="", opted_out_at=AT)
    assert asked(contact, Kind.WELCOME) == ("unsubscribed", False)


def test_a_standing_says_what_is_closed(portal):
    contact = make_contact()
    assert standing_of(contact).closed_to == []
    mailbox = Mailbox.objects.create(address=contact.email)
    OptOut.objects.create(mailbox=mailbox, kind=Kind.WELCOME, opted_out_at=AT)
    standing = standing_of(contact)
    assert (standing.reason, standing.closed_to) == (None, [Kind.WELCOME])
    Mailbox.objects.update(bounced_at=AT)
    assert standing_of(contact).reason == LeftBecause.BOUNCED
    Contact.objects.all().delete()
    assert standing_of(contact).reason == LeftBecause.CONTACT_GONE
