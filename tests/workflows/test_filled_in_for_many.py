"""An e-mail that is made ready once says to everybody what it would say made for them alone."""

from dataclasses import replace

import pytest

from workflows.models import MarketingEmail
from workflows.personalisation import Filling
from workflows.plain_text import Wording, plain_text
from workflows.rendering import Rendering, render_email
from workflows.samples import sample_for
from workflows.styles import Style

pytestmark = pytest.mark.django_db


def test_every_default_email_ready_or_not(workflows):
    for email in MarketingEmail.objects.all():
        filling = sample_for(email).filling
        shared = Filling(contact={}, store=filling.store, newest=filling.newest, chosen=filling.chosen)
        rendering, wording = Rendering(email, shared), Wording(email, shared)
        for name in ("Ana", "", "<b>Zoé</b>"):
            one = replace(filling, contact={**filling.contact, "first_name": name})
            assert rendering.of(one) == render_email(email, one)
            assert wording.of(one) == plain_text(email, one)


def test_logo_whose_address_holds_a_token_is_everybodys_own(workflows):
    email = MarketingEmail.objects.filter(language="en").first()
    email.template = None
    email.style = Style(logo="https://example.com/{{ contact.city }}.png").model_dump()
    filling = sample_for(email).filling
    html = Rendering(email, replace(filling, contact={})).of(filling).html
    assert f"https://example.com/{filling.contact['city']}.png" in html
