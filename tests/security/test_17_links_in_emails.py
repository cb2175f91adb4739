"""Row 17, for what stands in e-mails: a click leads where its signature says, whatever else the request says."""

import pytest
from django.core.signing import Signer
from django.test import Client

from workflows.engagement.links import click_urls
from workflows.models import EmailEvent

pytestmark = pytest.mark.django_db
HOME = "https://maison.example.com/"
ELSEWHERE = ["https://evil.example/", "//evil.example", "javascript:alert(1)", "data:text/html,x"]


@pytest.fixture
def path(settings):
    return click_urls(1, [HOME])[HOME].removeprefix(settings.APP_URL)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("name", ["url", "next", "to", "u", "redirect"])
def test_no_parameter_leads_elsewhere(path, elsewhere, name):
    assert Client().get(path, {name: elsewhere})["Location"] == HOME


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("salt", ["", "workflows.subscriptions", "workflows.engagement.open"])
def test_what_others_signed_or_nobody_did_leads_nowhere(elsewhere, salt):
    signed = Signer(salt=salt or None, sep=".").sign_object([1, 1, elsewhere])
    unsigned = Signer(key="a guess", salt="workflows.engagement.click", sep=".").sign_object([1, 1, elsewhere])
    for token in (signed, unsigned, elsewhere.replace("/", "")):
        answer = Client().get(f"/e/c/{token}/")
        assert answer.status_code == 404
        assert "Location" not in answer


def test_a_link_tells_nobody_where_it_was_clicked_and_is_kept_nowhere(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Referrer-Policy"]) == (302, "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert not EmailEvent.objects.exists()
