"""An e-mail that is made ready once says to everybody what it would say made for them alone."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.blocks import is_safe_around_values, safe_text
from workflows.models import MarketingEmail
from workflows.personalisation import Filling
from workflows.plain_text import Wording, plain_text
from workflows.rendering import Rendering, render_email
from workflows.samples import sample_for
from workflows.styles import Style
from workflows.tokens import BrokenToken, render_html

pytestmark = pytest.mark.django_db
SCRAPS = (
    "<p>",
    "</p>",
    "<a href=",
    '"',
    "'",
    ">",
    "<",
    "https://x.example/",
    "javascript:",
    "{{ contact.city }}",
    "x ",
)
SCRAPS += (
    "{% if contact.city %}",
    "{% endif %}",
    '{{ contact.city | default: "<b>" }}',
    "{{",
    "}}",
    "&lt;",
    "<script>",
)
VALUES = ("", "Lyon", "<b>x</b>", '" onclick="x', "javascript:alert(1)", "<script>x</script>", "}}", "<")


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


@given(st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join), st.sampled_from(VALUES))
@example('<p>{{ contact.city }}</p><a href="https://x.example/">x</a>', "<script>x</script>")
@example('<a href="{{ contact.city }}">x</a>', "javascript:alert(1)")
def test_what_is_not_cleaned_again_needs_no_cleaning(written, city):
    text = safe_text(written)
    if not is_safe_around_values(text):
        return
    try:
        filled = render_html(text, {"contact": {"city": city}})
    except BrokenToken:
        return
    read, cleaned = (BeautifulSoup(f"<div>{html}</div>", "html.parser") for html in (filled, safe_text(filled)))
    assert str(read) == str(cleaned)


def test_tokens_in_texts_are_safe_and_those_in_links_are_not():
    assert is_safe_around_values("<p>Hello {{ contact.city | default: 'you' }}</p>")
    assert not is_safe_around_values(safe_text('<a href="{{ contact.city }}">x</a>'))
    assert not is_safe_around_values("<p>{% if contact.city %}<em>x</em>{% endif %}</p>")
