"""What a real mail server says, and what that means."""

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from crm.stages import ensure_pipeline
from hubsync.running.ports import any_free
from tests.workflows.sending_world import BEGAN, Clockwork, cart, ledger, person, publish_all, switch_on
from workflows import sending
from workflows.enrolling import enrol_all
from workflows.models import Kind, LedgerEntry, Mailbox
from workflows.sending.transports import Again, Down, Refused, Sent, Unsure
from workflows.sending.transports.smtp import Smtp


@dataclass
class Post:
    """A mail server's mind: what it answers to a recipient and to an e-mail, and what it took."""

    to_recipient: str | None = None
    to_data: str | Callable[[SMTP], str] | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    is_told_at_once: bool = False

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.is_told_at_once else []), responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if callable(self.to_data):
            return self.to_data(server)
        if self.to_data:
            return self.to_data
        self.sessions.add(id(session))
        self.taken.append(message_from_bytes(envelope.content or b""))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(params=[False, True], ids=["one by one", "all at once"])
def post(settings: Any, request: pytest.FixtureRequest) -> Iterator[Post]:
    """A mail server that the settings point to, which takes commands one by one or all at once (RFC 2920)."""
    mind = Post(is_told_at_once=request.param)
    controller = Controller(mind, hostname="127.0.0.1", port=any_free("127.0.0.1"))
    controller.start()
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    yield mind
    controller.stop()


@pytest.fixture
def letter(workflows, post):
    """An e-mail to somebody who left a cart."""
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    person(first_name="Zoé")
    cart("t1", BEGAN)
    clockwork = Clockwork()
    clockwork.turn(BEGAN)
    return clockwork.sink.taken[0]


def send(letter):
    smtp = Smtp()
    try:
        return smtp.send(letter)
    finally:
        smtp.close()


def test_it_arrives_as_text_and_html_with_its_message_id(post, letter):
    assert send(letter) == Sent()
    (arrived,) = post.taken
    assert arrived["Message-ID"] == letter.message_id
    assert arrived["To"] == "person1@example.com"
    kinds = [part.get_content_type() for part in arrived.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    html = arrived.get_payload()[1].get_payload(decode=True).decode()
    assert "Lamp" in html


def test_one_connection_carries_many(post, letter):
    smtp = Smtp()
    assert [smtp.send(letter) for _ in range(5)] == [Sent()] * 5
    smtp.close()
    assert len(post.taken) == 5
    assert len(post.sessions) == 1


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("450 4.2.1 try later", Again("450 4.2.1 try later")),
        ("550 5.1.1 no such user", Refused("550 5.1.1 no such user", is_address=True)),
        ("550 nobody here", Refused("550 nobody here", is_address=True)),
        ("550 5.7.1 you are blocked", Refused("550 5.7.1 you are blocked")),
        ("554 no", Refused("554 no")),
    ],
)
def test_what_is_said_to_the_recipient(post, letter, said, meaning):
    post.to_recipient = said
    assert send(letter) == meaning
    post.to_recipient = None
    assert send(letter) == Sent()


@pytest.mark.parametrize(
    ("said", "meaning"),
    [("452 full", Again("452 full")), ("554 5.6.0 not this", Refused("554 5.6.0 not this"))],
)
def test_what_is_said_to_the_email(post, letter, said, meaning):
    post.to_data = said
    assert send(letter) == meaning


def test_connection_that_breaks_after_the_email_leaves_open_whether_it_was_taken(post, letter):
    def hang_up(server: SMTP) -> str:
        server.transport.close()
        return "250 OK"

    post.to_data = hang_up
    assert isinstance(send(letter), Unsure)


def test_server_that_goes_on_without_a_recipient_gets_nothing(post, letter, monkeypatch):
    """Told all at once, it asked for the e-mail before it heard that nobody is to get it."""
    monkeypatch.setattr(SMTP, "smtp_DATA", _takes_anything)
    post.to_recipient = "550 5.1.1 no such user"
    assert send(letter) == Refused("550 5.1.1 no such user", is_address=True)
    assert post.taken == []


async def _takes_anything(server: SMTP, _arg: str) -> None:
    await server.push("354 go on")


def test_address_in_other_letters_is_written_as_servers_can_read_it(post, letter):
    at_example = replace(letter, found=replace(letter.found, address="zoe@exämple.com"))
    assert send(at_example) == Sent()
    assert post.taken[0]["To"] == "zoe@xn--exmple-cua.com"
    nobody_can = replace(letter, found=replace(letter.found, address="zoé@example.com"))
    assert isinstance(send(nobody_can), Refused)
    assert send(letter) == Sent()


def test_server_that_is_not_there(post, letter, settings):
    settings.EMAIL_PORT = 1
    assert isinstance(send(letter), Down)


def test_connection_that_idled_out_is_down_and_the_next_one_is_new(post, letter):
    smtp = Smtp()
    assert smtp.send(letter) == Sent()
    smtp._server.sock.shutdown(2)  # the other side is gone
    assert isinstance(smtp.send(letter), Down)
    assert smtp.send(letter) == Sent()
    smtp.close()


def test_through_the_ledger(post, workflows):
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    for number in (1, 2, 3):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    enrol_all(BEGAN)
    sending.run(lambda: BEGAN)
    assert sorted(one["To"] for one in post.taken) == [f"person{number}@example.com" for number in (1, 2, 3)]
    assert ledger().count((1, "sent")) == 3
    assert {one["Message-ID"] for one in post.taken} == set(
        LedgerEntry.objects.filter(place=1).values_list("message_id", flat=True)
    )
    assert Mailbox.objects.filter(last_email_at=BEGAN).count() == 3


def test_password_is_said_to_nobody_but_the_server(post, letter, settings):
    """An error of the log-in tells what the server said, no more."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hubsync", "s3cret-s3cret"
    outcome = send(letter)
    assert isinstance(outcome, Down)
    assert "s3cret" not in outcome.problem
    assert smtplib.SMTPNotSupportedError.__name__ in outcome.problem
