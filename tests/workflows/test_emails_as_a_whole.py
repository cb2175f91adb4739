"""E-mails and templates made, cloned, renamed, deleted, brought back, looked at as somebody, tested (SPEC E1, E2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Action, AuditEntry, Role
from tests.workflows.sending_world import words_of
from tests.workflows.test_email_pages import make_cart, make_contact
from tests.workflows.test_smtp import post as post  # noqa: PLC0414 - a fixture
from workflows import publishing, writing
from workflows.models import EmailEvent, EmailTemplate, Kind, LedgerEntry, MarketingEmail, Sender, WorkflowStep


@pytest.fixture
def email(workflows) -> MarketingEmail:
    Sender.objects.update(postal_address="12 rue des Tests, Paris")
    return workflows[Kind.WELCOME].steps.get(place=1).email


@pytest.fixture
def template(workflows) -> EmailTemplate:
    return EmailTemplate.objects.get(made_for=Kind.WELCOME)


def test_a_new_email_begins_with_a_template(email, template, log_in):
    client = log_in()
    assert template.name in words_of(client.get(reverse("new-email")))
    answer = client.post(reverse("new-email"), {"name": "Spring", "template": template.pk, "language": "fr"})
    made = MarketingEmail.objects.get(name="Spring")
    assert answer.headers["Location"] == reverse("edit-email", args=[made.pk])
    assert (made.subject, made.language, made.is_published) == (template.subject, "fr", False)
    assert "Spring" in words_of(client.get(reverse("emails")))
    assert "This field is required" in words_of(client.post(reverse("new-email"), {"template": template.pk}))


def test_drafts_of_templates_are_not_offered(template, log_in):
    EmailTemplate.objects.update(state="draft")
    client = log_in()
    assert "Publish one in the Design manager first" in words_of(client.get(reverse("new-email")))
    client.post(reverse("new-email"), {"name": "Spring", "template": template.pk, "language": "fr"})
    assert not MarketingEmail.objects.filter(name="Spring").exists()


def test_a_new_template_is_a_draft_until_it_is_published(workflows, log_in):
    client = log_in()
    answer = client.post(reverse("new-template"), {"name": "Plain", "made_for": "", "language": "en"})
    made = EmailTemplate.objects.get(name="Plain")
    assert answer.headers["Location"] == reverse("edit-email", args=[made.pk])
    assert "Draft" in words_of(client.get(reverse("email-template", args=[made.pk])))
    said = words_of(client.post(reverse("publish-email", args=[made.pk]), follow=True))
    assert "e-mails can be made from it" in said
    made.refresh_from_db()
    assert (made.state, made.saved_for_automation) == ("published", False)


def test_the_design_manager_shows_templates_only(email, template, log_in):
    client = log_in()
    page = words_of(client.get(reverse("design")))
    assert template.name in page
    assert email.name not in page
    assert template.name not in words_of(client.get(reverse("emails")))
    assert client.get(reverse("email-template", args=[email.pk])).status_code == 404
    assert client.get(reverse("email", args=[template.pk])).status_code == 404
    assert email.name in words_of(client.get(template.get_absolute_url()))


def test_pages_ask_the_same_number_of_queries_whatever_there_is(template, log_in, django_assert_num_queries):
    client = log_in()
    client.get(reverse("design"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("design"))
    asked = len(few)
    for number in range(5):
        client.post(reverse("new-template"), {"name": f"T{number}", "made_for": "", "language": "en"})
    with django_assert_num_queries(asked):
        client.get(reverse("design"))


def test_a_clone_goes_to_the_editor(email, log_in):
    answer = log_in().post(reverse("clone-email", args=[email.pk]))
    clone = MarketingEmail.objects.get(name=f"{email.name} (copy)")
    assert answer.headers["Location"] == reverse("edit-email", args=[clone.pk])
    assert clone.body == email.body


def test_name_language_and_template_are_changed_in_a_panel(email, log_in):
    client, other = log_in(), EmailTemplate.objects.get(made_for=Kind.RE_ENGAGEMENT)
    address = reverse("email-details", args=[email.pk])
    assert "Name and template" in words_of(client.get(address, headers={"HX-Request": "true"}))
    client.post(address, {"name": "Renamed", "language": "fr", "template": other.pk})
    email.refresh_from_db()
    assert (email.name, email.language, email.template_id) == ("Renamed", "fr", other.pk)
    refused = client.post(address, {"name": "", "language": "fr", "template": other.pk})
    assert "This field is required" in words_of(refused)
    template = reverse("email-details", args=[other.pk])
    assert "template" not in client.get(template).context["form"].fields


def test_what_a_workflow_sends_is_not_deleted(email, log_in):
    client = log_in()
    address = reverse("delete-email", args=[email.pk])
    assert "This cannot be undone." in words_of(client.get(address))
    assert "choose another e-mail for that step first" in words_of(client.post(address, follow=True))
    WorkflowStep.objects.filter(email=email).update(email=None)
    assert "is deleted" in words_of(client.post(address, follow=True))
    assert not MarketingEmail.objects.filter(pk=email.pk).exists()
    assert AuditEntry.objects.filter(action=Action.EMAIL_DELETED, target_id=email.pk).count() == 1


def test_a_template_that_emails_look_like_is_not_deleted(template, log_in):
    said = words_of(log_in().post(reverse("delete-email", args=[template.pk]), follow=True))
    assert "3 in all" in said
    assert EmailTemplate.objects.filter(pk=template.pk).exists()


def test_versions_are_looked_at_and_brought_back(email, log_in):
    client = log_in()
    publishing.publish(email)
    writing.edit(email, {"subject": "Second words"}, None)
    publishing.publish(email)
    page = words_of(client.get(reverse("email-versions", args=[email.pk])))
    assert "Version 2" in page
    assert "Version 1" in page
    first = client.get(reverse("email-preview", args=[email.pk]), {"version": "1"})
    assert "Thank you for your first order" in first.content.decode()
    for wrong in ("99", "x", "9" * 40):
        assert client.get(reverse("email-preview", args=[email.pk]), {"version": wrong}).status_code == 404
    client.post(reverse("restore-version", args=[email.pk, 1]))
    fresh = MarketingEmail.objects.get(pk=email.pk)
    assert fresh.subject == "Second words"
    assert fresh.as_written().subject.startswith("Welcome to")
    assert fresh.is_being_changed
    assert client.post(reverse("restore-version", args=[email.pk, 9])).status_code == 404


def test_it_is_looked_at_as_a_contact_of_ones_choice(email, log_in):
    make_contact(email="old@example.com", first_name="Olga", last_name="Old")
    make_contact(email="new@example.com", first_name="Nina", last_name="New")
    client = log_in()
    offered = client.get(reverse("email-preview-as", args=[email.pk]), {"q": "olga"})
    assert "Olga" in words_of(offered)
    assert "Nina" not in words_of(offered)
    chosen = offered.context["contacts"][0]
    page = client.get(reverse("email", args=[email.pk]), {"as": chosen.pk})
    assert f"?as={chosen.pk}" in page.content.decode()
    preview = client.get(reverse("email-preview", args=[email.pk]), {"as": chosen.pk}).content.decode()
    assert "Hello Olga" in preview
    for nobody in ("x", "-1", "9" * 40, "²"):
        assert client.get(reverse("email", args=[email.pk]), {"as": nobody}).status_code == 200


def test_a_cart_is_that_of_the_contact_of_ones_choice(workflows, log_in):
    olga, nina = make_contact(email="old@example.com", first_name="Olga"), make_contact(email="n@example.com")
    make_cart(olga, "Brume Vase")
    make_cart(nina, "Alder Stool")
    email = workflows[Kind.ABANDONED_CART].steps.get(place=1).email
    client = log_in()
    offered = client.get(reverse("email-preview-as", args=[email.pk])).context["contacts"]
    assert {one.pk for one in offered} == {olga.pk, nina.pk}
    preview = client.get(reverse("email-preview", args=[email.pk]), {"as": olga.pk}).content.decode()
    assert "Brume Vase" in preview
    assert "Alder Stool" not in preview


@pytest.fixture
def mail(post, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return post


def test_a_test_arrives_as_it_is_written(email, log_in, mail):
    publishing.publish(email)
    writing.edit(email, {"subject": "Newest words for {{ contact.first_name }}"}, None)
    contact = make_contact(first_name="Olga")
    client = log_in()
    said = client.post(
        reverse("test-email", args=[email.pk]),
        {"addresses": "me@example.com; you@example.com", "as": contact.pk},
        follow=True,
    )
    assert "me@example.com, you@example.com" in words_of(said)
    assert [one["To"] for one in mail.taken] == ["me@example.com", "you@example.com"]
    first = mail.taken[0]
    assert first["Subject"] == "[Test] Newest words for Olga"
    kinds = [part.get_content_type() for part in first.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    html = first.get_payload()[1].get_payload(decode=True).decode()
    assert "Hello Olga" in html
    assert "/e/c/" not in html
    assert "/e/o/" not in html
    assert not LedgerEntry.objects.exists()
    assert not EmailEvent.objects.exists()
    assert AuditEntry.objects.get(action=Action.EMAIL_TESTED).details == {"count": 2}


def test_what_the_mail_server_says_is_said(email, log_in, mail):
    mail.to_recipient = "550 5.1.1 Nobody here"
    page = log_in().post(reverse("test-email", args=[email.pk]), {"addresses": "me@example.com"})
    assert "The mail server did not take it" in words_of(page)
    assert "Nobody here" in words_of(page)
    assert not AuditEntry.objects.filter(action=Action.EMAIL_TESTED).exists()


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ("", "This field is required"),
        ("nobody", "is no e-mail address"),
        (", ".join(f"me{number}@example.com" for number in range(6)), "five addresses at the most"),
        ("me@example.com\nBcc: all@example.com", "is no e-mail address"),
    ],
)
def test_a_test_goes_to_addresses_only(email, log_in, mail, addresses, said):
    page = log_in().post(reverse("test-email", args=[email.pk]), {"addresses": addresses})
    assert said in words_of(page)
    assert mail.taken == []


def test_without_a_mail_server_the_page_says_so(email, log_in, settings):
    settings.EMAIL_URL = ""
    client = log_in()
    assert "No mail server is set up" in words_of(client.get(reverse("test-email", args=[email.pk])))
    page = client.post(reverse("test-email", args=[email.pk]), {"addresses": "me@example.com"})
    assert "No mail server is set up" in words_of(page)


@pytest.mark.parametrize("name", ["clone-email", "email-details", "test-email", "delete-email", "edit-email"])
def test_viewers_change_nothing(email, log_in, name):
    assert log_in(Role.VIEWER).post(reverse(name, args=[email.pk])).status_code == 403


@pytest.mark.parametrize("name", ["new-email", "new-template"])
def test_viewers_make_nothing(workflows, log_in, name):
    client = log_in(Role.VIEWER)
    assert client.get(reverse(name)).status_code == client.post(reverse(name)).status_code == 403


def test_viewers_look(email, template, log_in):
    client = log_in(Role.VIEWER)
    for address in (
        reverse("design"),
        template.get_absolute_url(),
        reverse("email-versions", args=[email.pk]),
        reverse("email-preview-as", args=[email.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert '<form method="post" action="/emails/' not in page.content.decode()
