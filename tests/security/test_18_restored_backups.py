"""Row 18: a restored backup does not send anew what was sent since it was made; a person decides first."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Action, AuditEntry, Role, User
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import BEGAN, DAY, Clockwork, cart, ledger, person, publish_all, switch_on, words_of
from workflows import tasks
from workflows.defaults import ensure_workflows
from workflows.models import Enrolment, Kind, OutboxEmail, SendingWatch, Workflow
from workflows.sending import restored

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_work(time_machine):
    """A portal that sends: somebody left a cart, whose first e-mail is due."""
    time_machine.move_to(BEGAN, tick=False)
    ensure_workflows()
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    assert restored.is_clear(BEGAN)
    person()
    cart("one", BEGAN)
    tasks.enrol_all()
    assert Enrolment.objects.count() == 1
    return time_machine


def restore(**changes):
    SendingWatch.objects.update(**changes)


def held():
    found = restored.held(timezone.now())
    return found.because if found else None


def work(clock, moment):
    clock.move_to(moment, tick=False)
    tasks.enrol_all()
    tasks.send_emails()


def test_at_work_everything_is_sent(at_work):
    for number in range(1, 4):
        work(at_work, BEGAN + number * MINUTE)
    assert OutboxEmail.objects.count() == 1
    assert (held(), SendingWatch.objects.get().number) == (None, 3)


def test_another_database_sends_and_enrols_nothing(at_work):
    restore(identity="7000000000000000000.16384")
    person(2)
    cart("two", BEGAN, customer_id=2)
    work(at_work, BEGAN + 2 * MINUTE)
    assert held() == "other_database"
    assert OutboxEmail.objects.count() == 0
    assert Enrolment.objects.count() == 1


def test_a_database_that_is_older_than_redis_remembers(at_work):
    for number in range(1, 9):
        work(at_work, BEGAN + number * MINUTE)
    restore(number=3, seen_at=BEGAN + 3 * MINUTE)
    work(at_work, BEGAN + 9 * MINUTE)
    assert held() == "went_back"


def test_a_commit_lost_in_a_crash_is_no_restore(at_work):
    for number in range(1, 5):
        work(at_work, BEGAN + number * MINUTE)
    restore(number=3)
    work(at_work, BEGAN + 6 * MINUTE)
    assert held() is None


def test_without_redis_remembering_it_goes_on(at_work):
    work(at_work, BEGAN + MINUTE)
    cache.clear()
    work(at_work, BEGAN + 3 * MINUTE)
    assert held() is None


@pytest.mark.parametrize(
    ("later", "because"),
    [
        (timedelta(days=8), "long_pause"),
        (timedelta(days=6), None),
        (timedelta(hours=-2), "clock_back"),
        (timedelta(minutes=-30), None),
    ],
)
def test_a_clock_that_jumped(at_work, later, because):
    work(at_work, BEGAN + later)
    assert held() == because


def test_what_no_workflow_sends_is_not_held(at_work):
    Workflow.objects.update(is_on=False)
    restore(identity="7000000000000000000.16384")
    work(at_work, BEGAN + MINUTE)
    assert held() is None
    assert SendingWatch.objects.get().identity == restored._identity()


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_user("m@example.com", "x", role=Role.MARKETER))
    return client


def test_left_out_it_goes_on_with_the_step_after(at_work, editor):
    restore(identity="7000000000000000000.16384")
    person(2)
    cart("two", BEGAN, customer_id=2)
    work(at_work, BEGAN + 2 * MINUTE)
    page = words_of(editor.get(reverse("sending-paused")))
    assert "1 e-mail is due by now." in page
    assert "restored from a backup" in page
    for name in ("automation", "emails", "outbox"):
        assert "Nothing is sent at the moment" in words_of(editor.get(reverse(name)))

    said = words_of(editor.post(reverse("sending-paused"), {"do": "leave_out"}, follow=True))
    assert "1 e-mail is left out." in said
    assert ledger() == [(1, "skipped"), (2, "planned")]
    work(at_work, BEGAN + 3 * MINUTE)
    assert Enrolment.objects.count() == 1
    assert OutboxEmail.objects.count() == 0
    work(at_work, BEGAN + DAY + 3 * MINUTE)
    assert OutboxEmail.objects.count() == 1
    assert AuditEntry.objects.get(action=Action.SENDING_RELEASED).details == {"count": 1, "way": "leave_out"}


def test_sent_all_the_same_nothing_is_lost(at_work, editor):
    restore(identity="7000000000000000000.16384")
    person(2)
    cart("two", BEGAN, customer_id=2)
    work(at_work, BEGAN + 2 * MINUTE)
    editor.post(reverse("sending-paused"), {"do": "send"})
    work(at_work, BEGAN + 3 * MINUTE)
    assert OutboxEmail.objects.count() == 2
    assert held() is None


def test_only_editors_decide(at_work, client):
    restore(identity="7000000000000000000.16384")
    work(at_work, BEGAN + MINUTE)
    client.force_login(User.objects.create_user("v@example.com", "x", role=Role.VIEWER))
    assert "Somebody who may edit has to decide." in words_of(client.get(reverse("sending-paused")))
    assert client.post(reverse("sending-paused"), {"do": "send"}).status_code == 403
    assert held()


def test_nonsense_decides_nothing(at_work, editor):
    restore(identity="7000000000000000000.16384")
    work(at_work, BEGAN + MINUTE)
    assert editor.post(reverse("sending-paused"), {"do": "x"}).status_code == 400
    assert held()
    editor.post(reverse("sending-paused"), {"do": "send"})
    assert "Nothing is held back" in words_of(editor.get(reverse("sending-paused")))


def test_the_identity_tells_databases_apart():
    one = restored._identity()
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname <> current_database() LIMIT 1")
        other = cursor.fetchone()[0]
    assert one.count(".") == 1
    assert one.partition(".")[2] != str(other)
    assert len(one) < 60


def test_the_clock_of_tests_is_not_watched(at_work):
    """Sending itself asks nobody: what turns its wheels does."""
    Clockwork().turn(BEGAN + 30 * DAY)
    assert held() is None
