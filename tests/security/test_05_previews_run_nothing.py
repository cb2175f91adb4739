"""Row 5: an e-mail is shown in a frame in which nothing runs, whatever stands in it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from workflows.defaults import ensure_workflows
from workflows.models import MarketingEmail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Written past every check, as by somebody who can write to the database.
EVIL = """<p onclick="top.location='https://evil.example/'">Press
<img src="x" onerror="parent.document.title='owned'"></p>
<script>parent.document.title = "owned"</script><a href="javascript:parent.document.title='owned'">go</a>
<form action="/log-out/" method="post"><button>Free lamp</button></form><iframe src="/contacts/"></iframe>"""


@pytest.fixture
def email():
    ensure_workflows()
    email = MarketingEmail.objects.order_by("pk").first()
    MarketingEmail.objects.filter(pk=email.pk).update(
        body=[{"type": "text", "html": EVIL, "small": False}, {"type": "footer"}]
    )
    return email


@pytest.mark.parametrize("name", ["email", "edit-email", "email-versions"])
def test_nothing_of_it_runs_or_remains(logged_in_page, live_server, email, name):
    page, dialogs = logged_in_page, []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(live_server.url + reverse(name, args=[email.pk]))
    if name != "email-versions":
        expect(page.frame_locator("iframe").first.get_by_text("Press")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert "owned" not in page.title()
    assert dialogs == []


@pytest.mark.parametrize("name", ["email-preview", "email-canvas"])
def test_the_answer_forbids_it_also_where_it_is_opened_alone(admin_client, email, name):
    answer = admin_client.get(reverse(name, args=[email.pk]))
    html, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    for bad in ("onclick", "onerror", "<script", "javascript:", "<form", "/contacts/"):
        assert bad not in html
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "sandbox" in policy
