"""Links that do not answer are told; nothing within the network is asked (docs/security.md)."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from tests.workflows.sending_world import words_of
from workflows import link_checks, writing
from workflows.models import Kind, Sender


class Store(BaseHTTPRequestHandler):
    """Answers with the status that its address ends with; 405 to HEAD where it begins with get."""

    asked: list[str]

    def do_HEAD(self):
        self.server.asked.append(f"{self.command} {self.path}")
        status = int(self.path.rpartition("/")[2] or 200)
        self.send_response(405 if self.path.startswith("/get") and self.command == "HEAD" else status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def shop():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def base(shop):
    return f"http://127.0.0.1:{shop.server_port}"


@pytest.fixture
def email(workflows, base):
    Sender.objects.update(store_url=base)
    return workflows[Kind.WELCOME].steps.get(place=1).email


def put_links(email, *urls):
    links = "".join(f'<p><a href="{url}">go</a></p>' for url in urls)
    writing.edit(email, {"body": [{"type": "text", "html": links}, {"type": "footer"}]}, None)


def test_only_what_does_not_answer_is_told(email, base, shop):
    put_links(email, *(f"{base}/{path}" for path in ("200", "301", "403", "404", "500", "get/200", "get/410")))
    told = {one.url.removeprefix(base): one.problem for one in link_checks.silent_links(email)}
    assert told == {
        "/404": "answers with error 404",
        "/500": "answers with error 500",
        "/get/410": "answers with error 410",
    }


def test_what_was_asked_lately_is_remembered(email, base, shop):
    put_links(email, f"{base}/404")
    first = link_checks.silent_links(email)
    asked = list(shop.asked)
    assert link_checks.silent_links(email) == first
    assert shop.asked == asked
    cache.clear()
    link_checks.silent_links(email)
    assert len(shop.asked) == 2 * len(asked)


def test_nobody_there(email, shop, base):
    shop.shutdown()
    shop.server_close()
    put_links(email, f"{base}/200")
    (silent,) = link_checks.silent_links(email)
    assert silent.problem == "does not answer"


def test_pictures_are_asked_for_too(email, base):
    body = [{"type": "image", "src": f"{base}/404", "alt": "A lamp"}, {"type": "footer"}]
    writing.edit(email, {"body": body}, None)
    assert [one.url for one in link_checks.silent_links(email)] == [f"{base}/404"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/200",
        "http://localhost:{port}/200",
        "http://0.0.0.0:{port}/200",
        "http://[::1]:{port}/200",
        "http://2130706433:{port}/200",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://store.example.com@127.0.0.1:{port}/200",
        "http://127.0.0.1:{port}\\@store.example.com/200",
    ],
)
def test_nothing_within_the_network_is_asked(email, shop, url):
    Sender.objects.update(store_url="https://store.example.com")
    put_links(email, url.format(port=shop.server_port))
    told = link_checks.silent_links(email)
    assert shop.asked == []
    assert [one.problem for one in told if "private" in one.problem or "not answer" in one.problem] == [
        one.problem for one in told
    ]
    assert told or "\\" in url


def test_the_page_tells_editors(email, base, log_in):
    put_links(email, f"{base}/404")
    client, address = log_in(), reverse("email-links", args=[email.pk])
    assert "answers with error 404" in words_of(client.get(address))
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert address in client.get(reverse("email", args=[email.pk])).content.decode()
    put_links(email, f"{base}/200")
    assert "All links and pictures answer." in words_of(client.get(address))
    assert log_in(Role.VIEWER).get(address).status_code == 403


def test_broken_tokens_are_told_elsewhere(email):
    writing.edit(email, {"subject": "{{ unfinished"}, None)
    assert link_checks.silent_links(email) == []
