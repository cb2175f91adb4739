"""No more e-mails a second than the mail server allows, whoever sends them; the clock is moved, not waited for."""

from datetime import datetime, timedelta

import pytest

from crm.stages import ensure_pipeline
from tests.workflows.sending_world import BEGAN, Clockwork, Sink, cart, person, publish_all, switch_on
from workflows import sending
from workflows.models import Kind, LedgerEntry, OutboxEmail, Workflow
from workflows.sending.pace import Rate


class Clock:
    """Time that passes while somebody sleeps, and not else."""

    def __init__(self, now: datetime = BEGAN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def twenty_are_due(workflows):
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    for number in range(1, 21):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    Clockwork().enrol()


def send(clock: Clock) -> list[float]:
    """The seconds at which e-mails left."""
    moments: list[float] = []
    sink = Sink(before=lambda _letter: moments.append((clock() - BEGAN).total_seconds()))
    sending.run(clock, by=sink, sleep=clock.sleep)
    return moments


def test_fourteen_a_second(twenty_are_due, settings):
    settings.EMAIL_RATE = 14
    assert send(Clock()) == pytest.approx([number / 14 for number in range(20)], abs=1e-4)


def test_without_a_rate_nobody_waits(twenty_are_due):
    assert send(Clock()) == [0.0] * 20


def test_who_leaves_while_others_are_sent_gets_none(twenty_are_due, settings):
    """What is known of people is read when their turn comes."""
    settings.EMAIL_RATE = 0.1
    clock = Clock()
    sink = Sink(before=lambda _letter: Workflow.objects.update(is_on=False))
    sending.run(clock, by=sink, sleep=clock.sleep)
    assert len(sink.taken) == 1
    assert not LedgerEntry.objects.filter(state__in=["claimed", "handing_over"]).exists()


def test_turn_that_comes_after_the_end_of_a_run_is_left_to_the_next(twenty_are_due, settings):
    settings.EMAIL_RATE = 1 / 3600
    clock = Clock()
    assert send(clock) == [0.0]
    clock.sleep(600)
    assert send(clock) == []
    clock.sleep(3000)
    assert send(clock) == [3600.0]


def test_the_outbox_is_no_mail_server(twenty_are_due, settings):
    settings.EMAIL_RATE, settings.EMAIL_URL = 1, ""
    clock = Clock()
    sending.run(clock, sleep=clock.sleep)
    assert (OutboxEmail.objects.count(), clock.now) == (20, BEGAN)


# --- Many processes --------------------------------------------------------------------------------------------------
def test_two_processes_share_the_rate():
    clock = Clock()
    one, other = (Rate(10, clock, clock.sleep) for _ in range(2))
    moments = []
    for rate in (one, other, one, one, other):
        rate.wait()
        moments.append((clock() - BEGAN).total_seconds())
    assert moments == pytest.approx([0, 0.1, 0.2, 0.3, 0.4], abs=1e-4)
    assert other.pause() == pytest.approx(0.1, abs=1e-4)


def test_without_redis_each_keeps_to_it_alone(settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    clock = Clock()
    rate = Rate(10, clock, clock.sleep)
    for _ in range(3):
        rate.wait()
    assert (clock() - BEGAN).total_seconds() == pytest.approx(0.2, abs=1e-4)


def test_clock_that_is_put_back_stops_nothing():
    clock = Clock()
    Rate(10, clock, clock.sleep).wait()
    clock.now -= timedelta(hours=1)
    assert Rate(10, clock, clock.sleep).pause() == 0
