"""Row 16, for what stands in e-mails: whoever only follows a link unsubscribes nobody and changes no choice."""

import pytest
from django.test import Client

from tests.workflows.answers import make_contact, sent_email
from tests.workflows.conftest import portal, workflows
from workflows.engagement.links import click_urls, open_url
from workflows.models import Mailbox, OptOut
from workflows.subscriptions.links import links_of
from workflows.subscriptions.reachability import standing_of

__all__ = ["portal", "workflows"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(workflows):
    return sent_email(make_contact(), workflows["welcome"])


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("query", ["", "?do=unsubscribe", "?List-Unsubscribe=One-Click", "?types=&do=save"])
def test_following_every_link_unsubscribes_nobody(entry, settings, method, query):
    links = links_of(entry.pk, entry.address)
    counted = click_urls(entry.pk, ["https://maison.example.com/"]).values()
    for url in (links.unsubscribe, links.preferences, open_url(entry.pk), *counted):
        answer = getattr(Client(), method)(url.removeprefix(settings.APP_URL) + query)
        assert answer.status_code in (200, 302)

    assert standing_of(entry.enrolment.contact).closed_to == []
    assert not OptOut.objects.exists()
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_no_other_method_does_anything(entry, settings, method):
    links = links_of(entry.pk, entry.address)
    for url in (links.unsubscribe, links.preferences, open_url(entry.pk)):
        assert getattr(Client(), method)(url.removeprefix(settings.APP_URL)).status_code == 405
    assert not OptOut.objects.exists()
