"""What an e-mail service answers to a letter, over HTTP, and what that means."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from crm.stages import ensure_pipeline
from hubsync.email_services import email_settings
from tests.workflows.sending_world import BEGAN, Clockwork, cart, person, publish_all, switch_on
from workflows.models import Kind
from workflows.sending.transports import Again, Down, Refused, Sent, Unsure, transport


@dataclass
class Postmark:
    """A service that answers as it is told to. `heard` are the e-mails it was handed."""

    status: int = 200
    answer: dict[str, Any] = field(
        default_factory=lambda: {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": ""}
    )
    heard: list[dict[str, Any]] = field(default_factory=list)
    hangs_up: bool = False


@pytest.fixture
def postmark(settings: Any) -> Iterator[Postmark]:
    """The service that EMAIL_URL names."""
    service = Postmark()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.heard += told if isinstance(told, list) else [told]
            if service.hangs_up:
                self.connection.close()
                return
            said = json.dumps([service.answer] if isinstance(told, list) else service.answer).encode()
            self.send_response(service.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"postmark://the-token?api_url=http://127.0.0.1:{server.server_port}/"
    found = email_settings(url)
    settings.EMAIL_URL, settings.EMAIL_BACKEND = url, found.backend
    settings.EMAIL_SERVICE, settings.ANYMAIL = found.service, {**found.anymail}
    yield service
    server.shutdown()


@pytest.fixture
def letter(workflows):
    ensure_pipeline()
    publish_all()
    switch_on(Kind.ABANDONED_CART)
    person()
    cart("t1", BEGAN)
    clockwork = Clockwork()
    clockwork.turn(BEGAN)
    return clockwork.sink.taken[0]


def send(letter):
    by = transport()
    try:
        return by.send(letter)
    finally:
        by.close()


def test_the_service_gets_the_whole_email_and_what_finds_its_entry(postmark, letter):
    postmark.answer["To"] = letter.recipient
    assert send(letter) == Sent()
    (told,) = postmark.heard
    assert told["To"] == "person1@example.com"
    assert told["HtmlBody"] == letter.html
    assert told["Metadata"] == {"hubsync_entry": str(letter.found.entry_id)}
    headers = {one["Name"]: one["Value"] for one in told["Headers"]}
    assert headers["Message-ID"] == letter.message_id
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("status", "meaning"), [(401, Down), (422, Refused), (429, Again), (500, Unsure), (503, Unsure)]
)
def test_what_an_answer_means(postmark, letter, status, meaning):
    postmark.status, postmark.answer = status, {"ErrorCode": 10, "Message": "No"}
    outcome = send(letter)
    assert isinstance(outcome, meaning)
    assert "the-token" not in outcome.problem


def test_no_answer_leaves_open_whether_it_was_taken(postmark, letter):
    postmark.hangs_up = True
    assert isinstance(send(letter), Unsure)
