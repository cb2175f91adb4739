"""What connecting a store makes: three workflows, nine drafts, once (SPEC C7, W1, W3)."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts.models import Role, User
from shopify_connector.signals import store_connected
from workflows.blocks import OF_THE_CART, Button, Footer, RecoveryButton, texts_of, validate_body
from workflows.defaults import EMAILS
from workflows.models import EmailVersion, Kind, MarketingEmail, Sender, Workflow, WorkflowStep
from workflows.tokens import problems_of

pytestmark = pytest.mark.django_db

TOKENS = re.compile(r"{{.*?}}|{%.*?%}")
EVERY_DEFAULT = [
    pytest.param(language, kind, email, id=f"{language}-{kind}-{place}")
    for language, kinds in EMAILS.items()
    for kind, emails in kinds.items()
    for place, email in enumerate(emails, start=1)
]


def connect(shop="maison-test.myshopify.com", primary_domain="maison.example.com"):
    store_connected.send(sender=None, store=SimpleNamespace(shop=shop, primary_domain=primary_domain))


@pytest.fixture(autouse=True)
def _without_the_other_receivers(monkeypatch):
    """The connector's own receiver would start an import."""
    from workflows import setting_up

    monkeypatch.setattr(store_connected, "_live_receivers", lambda sender: ([setting_up.set_up], []))


def test_connecting_makes_three_workflows_of_three_steps_with_drafts():
    connect()

    assert [workflow.kind for workflow in Workflow.objects.order_by("id")] == list(Kind)
    assert not Workflow.objects.filter(is_on=True).exists()
    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 60
    days = {kind: [step.delay.days for step in WorkflowStep.objects.filter(workflow__kind=kind)] for kind in Kind}
    assert days == {Kind.WELCOME: [0, 3, 7], Kind.ABANDONED_CART: [0, 1, 3], Kind.RE_ENGAGEMENT: [0, 7, 14]}
    assert {email.state for email in MarketingEmail.objects.all()} == {"draft"}
    assert MarketingEmail.objects.count() == WorkflowStep.objects.filter(email__made_for__gt="").count() == 9
    assert EmailVersion.objects.filter(number=1).count() == 12  # nine e-mails, three templates


def test_connecting_again_makes_nothing_and_leaves_what_a_person_wrote():
    connect()
    mine = MarketingEmail.objects.get(steps__workflow__kind=Kind.WELCOME, steps__place=1)
    mine.subject = "Mine"
    mine.save()
    WorkflowStep.objects.filter(workflow__kind=Kind.WELCOME, place=2).update(delay_seconds=60)
    Workflow.objects.filter(kind=Kind.RE_ENGAGEMENT).update(lapse_days=90)

    connect()

    mine.refresh_from_db()
    assert mine.subject == "Mine"
    assert WorkflowStep.objects.get(workflow__kind=Kind.WELCOME, place=2).delay_seconds == 60
    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 90
    counts = [model.objects.count() for model in (Workflow, WorkflowStep, MarketingEmail, EmailVersion)]
    assert counts == [3, 9, 9, 12]


def test_connecting_again_makes_only_what_was_deleted():
    connect()
    kept = set(MarketingEmail.objects.values_list("pk", flat=True))
    deleted = MarketingEmail.objects.get(steps__workflow__kind=Kind.ABANDONED_CART, steps__place=2)
    name, lost = deleted.name, deleted.pk
    deleted.delete()

    connect()

    now = set(MarketingEmail.objects.values_list("pk", flat=True))
    assert len(now) == 9
    assert now & kept == kept - {lost}
    assert WorkflowStep.objects.get(workflow__kind=Kind.ABANDONED_CART, place=2).email.name == name


def test_a_deleted_email_that_no_step_misses_stays_deleted():
    connect()
    step = WorkflowStep.objects.get(workflow__kind=Kind.WELCOME, place=1)
    default, step.email = step.email, MarketingEmail.objects.create(name="Ours", language="en", subject="Hello")
    step.save()
    default.delete()

    connect()

    step.refresh_from_db()
    assert step.email.name == "Ours"
    assert MarketingEmail.objects.count() == 9


def test_in_the_language_of_the_page_the_store_was_connected_on():
    with translation.override("fr-ca"):
        connect()

    assert set(MarketingEmail.objects.values_list("language", flat=True)) == {"fr"}
    assert MarketingEmail.objects.filter(name__startswith="Bienvenue").count() == 3


def test_in_the_language_the_administrator_chose():
    User.objects.create_user("ana@example.com", "x", role=Role.ADMIN, language="fr")
    User.objects.create_user("mara@example.com", "x", role=Role.MARKETER, language="en")

    connect()

    assert set(MarketingEmail.objects.values_list("language", flat=True)) == {"fr"}


def test_what_is_made_again_is_in_the_language_of_the_rest():
    with translation.override("fr"):
        connect()
    MarketingEmail.objects.earliest("id").delete()

    connect()

    assert set(MarketingEmail.objects.values_list("language", flat=True)) == {"fr"}


@pytest.mark.parametrize(
    ("template", "domain", "address"),
    [
        ("https://{shop}", "maison.example.com", "https://maison.example.com"),
        ("https://{shop}", "", "https://maison-test.myshopify.com"),
        ("http://127.0.0.1:9000", "127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_links_lead_to_the_stores_own_address(settings, template, domain, address):
    settings.SHOPIFY_STORE_URL = template
    connect(primary_domain="former.example.com")
    Sender.objects.update(postal_address="1 Quay Street")

    connect(primary_domain=domain)

    assert Sender.current().store_url == address
    assert Sender.current().postal_address == "1 Quay Street"


@pytest.mark.parametrize(("language", "kind", "email"), EVERY_DEFAULT)
def test_every_default_can_be_published(language, kind, email):
    from workflows.blocks import body_of, parse_body

    validate_body(body_of(email.blocks))
    assert parse_body(body_of(email.blocks)) == email.blocks
    texts = [email.subject, email.preview_text, *texts_of(email.blocks)]
    assert [problem for text in texts for problem in problems_of(text, kind)] == []
    assert len([block for block in email.blocks if isinstance(block, Button | RecoveryButton)]) == 1
    assert isinstance(email.blocks[-1], Footer)
    assert (kind == Kind.ABANDONED_CART) == any(isinstance(block, OF_THE_CART) for block in email.blocks)
    assert len(TOKENS.sub("", email.subject)) <= 60
    assert email.preview_text


def test_both_languages_have_the_same_nine():
    for kind in Kind:
        types = [
            [[block.type for block in email.blocks] for email in EMAILS[language][kind]] for language in ("en", "fr")
        ]
        assert types[0] == types[1]


@pytest.mark.parametrize(("language", "kind", "email"), [one for one in EVERY_DEFAULT if one.values[0] == "fr"])
def test_french_has_its_spaces(language, kind, email):
    for text in [email.name, email.subject, email.preview_text, *texts_of(email.blocks)]:
        prose = unescape(re.sub(r"<[^>]+>", "", TOKENS.sub("", text)))
        assert not re.search(r"[^\u202f\u00a0][?!;:]", prose), text
        assert "'" not in prose, text
