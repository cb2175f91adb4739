"""Row 4: what people write into e-mails and templates reaches nothing but the strings it is given."""

import pytest
from django.urls import reverse

from accounts.models import Role, User
from tests.workflows.sending_world import words_of
from workflows.defaults import ensure_workflows
from workflows.models import EmailTemplate, MarketingEmail

pytestmark = pytest.mark.django_db
EVIL = [
    "{% include '/etc/passwd' %}",
    "{% load static %}{% debug %}",
    "{{ contact.__class__.__mro__ }}",
    "{{ settings.SECRET_KEY }}",
    "{% for x in (1..999999999) %}{{ x }}{% endfor %}",
    "{% render 'x' %}",
    "{{ ''.__class__ }}",
    "{% assign x = 1 %}",
]


@pytest.fixture
def editor(client):
    ensure_workflows()
    client.force_login(User.objects.create_user("m@example.com", "x", role=Role.MARKETER))
    return client


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("model", [MarketingEmail, EmailTemplate])
def test_it_is_told_never_run_and_never_published(editor, settings, text, model):
    email = model.objects.order_by("pk").first()
    said = editor.post(
        reverse("edit-email", args=[email.pk]),
        {"do": "save", "at": "1", "text": text},
        headers={"HX-Request": "true"},
    )
    assert "editor__warning" in said.content.decode()

    for name in ("email-canvas", "email-preview"):
        page = editor.get(reverse(name, args=[email.pk])).content.decode()
        assert settings.SECRET_KEY not in page
        assert "root:" not in page
        assert "<class" not in page
        assert "&lt;class" not in page
        assert len(page) < 100_000

    editor.post(reverse("publish-email", args=[email.pk]))
    fresh = model.objects.get(pk=email.pk)
    assert fresh.is_being_changed or not fresh.is_published
    assert "publish" in words_of(editor.get(fresh.get_absolute_url())).lower()
