"""Publishing e-mails: what is checked, and what a workflow that is on holds."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.workflows.sending_world import publish_all, switch_on, words_of
from workflows.models import Kind, MarketingEmail, Sender
from workflows.publishing import obstacles


@pytest.fixture
def email(workflows) -> MarketingEmail:
    Sender.objects.update(postal_address="12 rue des Tests, Paris")
    return workflows[Kind.WELCOME].steps.get(place=1).email


def test_published_it_can_be_sent_by_workflows(email, log_in):
    client = log_in()
    answer = client.post(reverse("publish-email", args=[email.pk]), follow=True)
    assert "workflows can send it" in words_of(answer)
    email.refresh_from_db()
    assert (email.state, email.saved_for_automation) == ("published", True)
    client.post(reverse("unpublish-email", args=[email.pk]))
    email.refresh_from_db()
    assert (email.state, email.saved_for_automation) == ("draft", False)


def test_what_has_to_be_put_right_is_said(email, log_in):
    Sender.objects.update(postal_address="")
    answer = log_in().post(reverse("publish-email", args=[email.pk]), follow=True)
    assert "postal address is missing" in words_of(answer)
    email.refresh_from_db()
    assert not email.is_published


def test_too_large_for_gmail_is_refused(email):
    long = {"type": "text", "html": f"<p>{'word ' * 3500}</p>"}
    email.body = [*email.body[:-1], *[long] * 8, email.body[-1]]
    email.save()
    assert any("Gmail cuts off" in one for one in obstacles(email))


def test_while_a_workflow_that_is_on_sends_it_it_stays_published(email, log_in):
    publish_all()
    switch_on(Kind.WELCOME)
    answer = log_in().post(reverse("unpublish-email", args=[email.pk]), follow=True)
    assert "Turn it off first." in words_of(answer)
    email.refresh_from_db()
    assert email.is_published


@pytest.mark.parametrize("name", ["publish-email", "unpublish-email"])
def test_viewers_publish_nothing(email, log_in, name):
    assert log_in(Role.VIEWER).post(reverse(name, args=[email.pk])).status_code == 403
    assert log_in(Role.MARKETER).get(reverse(name, args=[email.pk])).status_code == 405
