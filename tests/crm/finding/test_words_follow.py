"""The words follow their records: told at once, looked for when nothing was told, held against the records each day."""

import time
from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from crm import queueing, tasks
from crm.advisory_lock import held_lock
from crm.editing.contacts import create_contact, update_contact
from crm.editing.values import Editor
from crm.erasure import erase_person
from crm.finding import audit, catching_up, following
from crm.finding.catching_up import LONG_OVERLAP, catch_up, waiting
from crm.finding.index import refresh
from crm.finding.lookup import find
from crm.finding.words import Query
from crm.models import Contact, ContactWords, ObjectType, WordsProgress
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from crm.signals import contacts_changed
from crm.store_erasure import erase_store

ANY_EDITOR = Editor(ChangeSource.PERSON)


@pytest.fixture
def queue(monkeypatch):
    """The queue that tests have in memory, empty."""
    monkeypatch.setattr(queueing._Queue, "silent_until", 0.0)
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        yield queue


def work(queue) -> int:
    """Do what is queued; how many tasks of the search there were."""
    done = 0
    while True:
        try:
            message = queue.get_nowait()
        except queue.Empty:
            return done
        given, _named, _embedded = message.payload
        current_app.tasks[message.headers["task"]](*given)
        message.ack()
        done += message.headers["task"] != "crm.tasks.sort_lists"


def found(text: str) -> list[str]:
    """The contacts that a text finds."""
    ids = find(ObjectType.CONTACT, Query.of(text), 20)
    records = Contact.objects.in_bulk(ids)
    return [str(records[pk]) for pk in ids]


# --- Told ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_who_is_made_and_changed_is_found_once_a_worker_was_told(queue):
    contact = create_contact({"firstname": "Ana", "email": "ana@example.com"}, ANY_EDITOR)
    assert work(queue) == 1
    assert found("ana") == ["Ana"]

    update_contact(contact.pk, {"firstname": "Élodie"}, ANY_EDITOR)
    work(queue)
    assert found("elo") == ["Élodie"]


@pytest.mark.django_db(transaction=True)
def test_who_is_deleted_is_not_found_any_more(queue, make_contact):
    ana = make_contact("Ana")
    refresh(ObjectType.CONTACT, [ana.pk])
    delete_contacts([ana.pk], None)
    work(queue)

    assert not ContactWords.objects.exists()


def test_nobody_is_told_of_many_at_a_time(queue, db):
    contacts_changed.send(sender=None, created=list(range(following.TOLD_AT_ONCE + 1)), updated=[])

    assert work(queue) == 0


def test_nothing_waits_for_a_queue_that_does_not_answer(queue, monkeypatch, caplog):
    nowhere = partial(Connection, "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", nowhere)
    began = time.monotonic()
    for number in range(50):
        contacts_changed.send(sender=None, created=[number], updated=[])

    assert time.monotonic() - began < 2
    assert [record.message for record in caplog.records] == [
        "not_queued task=crm.tasks.refresh_words",
    ]


# --- Looked for ---------------------------------------------------------------------------------------------------
def change(contact: Contact, at, **values) -> None:
    """Change a contact as of a moment; nobody is told."""
    Contact.objects.filter(pk=contact.pk).update(updated_at=at, **values)


def test_what_changed_is_found_without_being_told_of(db):
    now = timezone.now()
    ana, ben = (Contact.objects.create(first_name=name, created_at=now, updated_at=now) for name in ("Ana", "Ben"))
    assert catch_up()
    change(ana, timezone.now(), first_name="Cleo")
    change(ben, timezone.now(), deleted_at=timezone.now())
    assert catch_up()

    assert (found("ana"), found("ben"), found("cleo")) == ([], [], ["Cleo"])


def test_a_change_that_shows_long_after_it_was_made_is_found_by_looking_further_back(db):
    now = timezone.now()
    ana = Contact.objects.create(first_name="Ana", created_at=now, updated_at=now)
    assert catch_up()
    change(ana, now - timedelta(minutes=10), first_name="Cleo")

    assert catch_up()
    assert found("cleo") == []
    tasks.catch_up_words_far()
    assert found("cleo") == ["Cleo"]
    assert timedelta(minutes=10) < LONG_OVERLAP


def test_a_turn_that_ends_says_what_waits_and_the_next_goes_on(db, make_contact):
    for _ in range(3):
        make_contact()

    assert not catch_up(seconds=0)
    assert waiting() == 3
    assert catch_up()
    assert (waiting(), ContactWords.objects.count()) == (0, 3)


def test_turns_are_short_while_very_many_are_written(db, monkeypatch):
    monkeypatch.setattr(catching_up, "_MANY", 2)
    monkeypatch.setattr(catching_up, "SHORT_TURN_SECONDS", 0)
    now = timezone.now()
    for name in ("Ana", "Ben"):
        Contact.objects.create(first_name=name, created_at=now, updated_at=now)

    assert not catch_up()
    change(Contact.objects.get(first_name="Ben"), now - timedelta(seconds=30))
    assert catch_up()


@pytest.mark.django_db(transaction=True)
def test_one_worker_at_a_time_looks(make_contact):
    make_contact()
    results = []
    with held_lock(catching_up._LOCK) as held:
        other = Thread(target=lambda: (results.append(catch_up()), connection.close()))
        other.start()
        other.join()

    assert (held, results) == (True, [False])
    assert catch_up()


def test_the_scheduled_tasks_do_it(db, make_contact, queue):
    make_contact("Ana")
    tasks.catch_up_words()
    assert found("ana") == ["Ana Silva"]
    ContactWords.objects.all().delete()
    tasks.audit_words()
    assert work(queue) == 3
    assert found("ana") == ["Ana Silva"]


# --- Erased -------------------------------------------------------------------------------------------------------
def test_what_is_erased_leaves_with_its_words_at_once(db, make_contact, make_deal):
    ana = make_contact("Ana", email="ana@example.com")
    make_deal("#1", contact=ana, email="ana@example.com")
    ben = make_contact("Ben")
    catch_up()
    erase_person(None, "ana@example.com", [])

    assert found("ana") == []
    assert find(ObjectType.DEAL, Query.of("ana"), 5) == {}
    assert list(ContactWords.objects.values_list("pk", flat=True)) == [ben.pk]
    erase_store()
    assert not ContactWords.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_words_that_are_made_while_somebody_is_erased_do_not_stay(make_contact):
    ana = make_contact("Ana", email="ana@example.com")
    with transaction.atomic():
        erase_person(None, "ana@example.com", [])
        other = Thread(target=lambda: (refresh(ObjectType.CONTACT, [ana.pk]), connection.close()))
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it waits for the erasure"
    other.join(10)

    assert not ContactWords.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_states_the_newer_one_stays(make_contact):
    """One worker reads a contact that is changed before it has written; another has read the change already."""
    ana = make_contact("Ana")
    with transaction.atomic():
        refresh(ObjectType.CONTACT, [ana.pk])
        other = Thread(target=lambda: (change(ana, timezone.now(), first_name="Cleo"), connection.close()))
        other.start()
        other.join()
        refresh(ObjectType.CONTACT, [ana.pk])

    assert found("cleo") == ["Cleo Silva"]


# --- Held against the records -------------------------------------------------------------------------------------
def test_the_command_says_what_differs_and_mends_it(db, capsys, make_contact):
    ana, ben, _cleo = (make_contact(name, "", email="") for name in ("Ana", "Ben", "Cleo"))
    refresh(ObjectType.CONTACT, [ana.pk, ben.pk])
    Contact.objects.filter(pk=ana.pk).update(first_name="Dora")
    Contact.objects.filter(pk=ben.pk).update(deleted_at=timezone.now())

    with pytest.raises(CommandError, match="3 records"):
        call_command("rebuild_search", "--check")
    told = capsys.readouterr().out
    assert all(part in told for part in ("1 missing", "1 outdated", "1 left over", "deals: nothing differs"))
    assert found("ana") == ["Dora"], "nothing was mended"
    call_command("rebuild_search")
    assert (found("ana"), found("dora"), found("ben"), found("cleo")) == ([], ["Dora"], [], ["Cleo"])
    call_command("rebuild_search", "--check")


def test_the_audit_leaves_alone_what_changed_just_now(db):
    now = timezone.now()
    ana = Contact.objects.create(first_name="Ana", created_at=now, updated_at=now)

    assert audit.audit(ObjectType.CONTACT).differing.total() == 0
    change(ana, now - timedelta(hours=1))
    assert audit.audit(ObjectType.CONTACT).differing == {"missing": 1}


def test_the_audit_goes_on_where_its_turn_ended(db, monkeypatch, queue, make_contact):
    monkeypatch.setattr(audit, "_RANGE", 1)
    monkeypatch.setattr(audit, "TURN_SECONDS", -1)
    make_contact("Ana")
    tasks.audit_words(ObjectType.CONTACT, 0)

    assert work_one(queue) == [ObjectType.CONTACT, 0]
    assert not WordsProgress.objects.exists()


def work_one(queue):
    """What the one task that is queued was given."""
    message = queue.get_nowait()
    message.ack()
    return message.payload[0]
