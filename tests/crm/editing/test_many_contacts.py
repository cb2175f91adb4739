"""Many contacts at once come out as they would one by one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Portal
from crm.editing.contacts import create_contact, update_contact
from crm.editing.many_contacts import Rules, write_contacts
from crm.editing.values import READ_ONLY, AddressInUse, Editor, InvalidValues
from crm.erasure import forget_contacts
from crm.models import Contact, CustomProperty, ObjectType, RecordChange, Tombstone
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts

EDITOR = Editor(ChangeSource.FILE)
ADDRESSES = [f"{name}@example.com" for name in ("new", "there", "synced", "erased", "other")]


@dataclass
class Asked:
    email: str
    record_id: int | None
    given: dict[str, Any]

    def values_for(self, contact):
        return self.given


def world():
    """Contacts of every sort; {name: id}."""
    now = timezone.now() - timedelta(days=1)
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    people = {
        name: Contact.objects.create(email=f"{name}@example.com", first_name=name, created_at=now, updated_at=now)
        for name in ("there", "synced", "erased")
    }
    Contact.objects.filter(pk=people["synced"].pk).update(shopify_updated_at=now, city="Lyon")
    delete_contacts([people["erased"].pk], None)
    forget_contacts([people["erased"].pk])
    return {name: one.pk for name, one in people.items()}


def one_by_one(asked):
    for one in asked:
        contact = Contact.objects.live_at(one.email).first()
        if one.record_id is not None:
            numbered = Contact.objects.live().filter(pk=one.record_id).first()
            if numbered is None or contact not in (None, numbered):
                continue
            contact = numbered
        given = dict(one.given)
        for _attempt in range(2):
            try:
                if contact is None:
                    create_contact(given, EDITOR)
                else:
                    update_contact(contact.pk, given, EDITOR)
            except AddressInUse:
                pass
            except InvalidValues as error:
                locked = [fault.property for fault in error.faults if fault.code == READ_ONLY]
                if len(locked) == len(error.faults):
                    given = {name: text for name, text in given.items() if name not in locked}
                    continue
            break


def state(ids):
    """What the database says, without numbers that a sequence draws and without moments."""
    names = {pk: name for name, pk in ids.items()}
    contacts = {
        (one.email or one.first_name): (one.first_name, one.city, one.accepts_marketing, one.custom, names.get(one.pk))
        for one in Contact.objects.live()
    }
    emails = dict(Contact.objects.values_list("pk", "email"))
    changes = [
        (emails.get(one.record_id), one.changes)
        for one in RecordChange.objects.filter(source=ChangeSource.FILE).order_by("id")
    ]
    return contacts, changes, Contact.objects.count(), set(Tombstone.objects.values_list("key", flat=True))


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "firstname": st.sampled_from(["Ana", "Ben", "", "x" * 70_000]),
        "city": st.sampled_from(["Lyon", "Lagos", ""]),
        "size": st.sampled_from(["38.5", "big", ""]),
        "ip__shopify__accepts_marketing": st.sampled_from(["true", "false", "perhaps"]),
        "total_revenue": st.just("5"),
        "nothing_such": st.just("5"),
    },
)
ASKED = st.builds(
    lambda email, number, values, names_it: (email, number, values | ({"email": email} if names_it else {})),
    st.sampled_from([*ADDRESSES, "", "no address"]),
    st.sampled_from([None, None, None, "there", "synced", "erased"]),
    VALUES,
    st.booleans(),
)


class ManyContacts(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ASKED, min_size=1, max_size=8))
    def test_the_outcome_is_that_of_one_by_one(self, drawn):
        states = []
        Portal.current()
        for door in (one_by_one, lambda asked: write_contacts(asked, EDITOR, Rules(), timezone.now())):
            with transaction.atomic():
                ids = world()
                door([Asked(email, ids.get(number), dict(values)) for email, number, values in drawn])
                states.append(state(ids))
                transaction.set_rollback(True)

        assert states[0] == states[1]
