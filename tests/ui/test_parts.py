"""The parts: what each tag makes of its values."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values)).strip()


def test_what_a_stranger_wrote_is_escaped_in_every_part():
    evil = "<script>alert(1)</script>"
    for part in (
        "{% badge x %}",
        "{% avatar x %}",
        "{% button x %}",
        "{% stat x x %}",
        "{% copyable x %}",
        "{% card x %}{{ x }}{% endcard %}",
        "{% banner title=x %}{{ x }}{% endbanner %}",
        "{% timeline_item x at=at %}{{ x }}{% endtimeline_item %}",
        "{% dialog x id='d' %}{{ x }}{% enddialog %}",
        "{% filter_chip x x x %}",
    ):
        assert "<script" not in render(part, x=evil, at=datetime.now(UTC)), part


def test_what_is_not_known_is_a_dash():
    for part in (
        "{{ x|money:'EUR' }}",
        "{{ x|number }}",
        "{% when x %}",
        "{{ x|known }}",
        "{{ x|percent }}",
        "{{ x|day }}",
    ):
        assert "—" in render(part, x=None), part


def test_a_moment_shows_its_exact_time_and_zone_on_hover():
    html = render("{% when at %}", at=datetime(2020, 3, 1, 12, 0, 5, tzinfo=UTC))

    assert 'datetime="2020-03-01T12:00:05+00:00"' in html
    assert "12:00:05" in html
    assert "UTC" in html
    assert "Mar 1, 2020" in html


def test_icons_are_hidden_from_screen_readers_unless_labelled():
    assert 'aria-hidden="true"' in render('{% icon "users" %}')
    assert 'role="img" aria-label="Locked"' in render('{% icon "lock" label="Locked" %}')


@pytest.mark.parametrize("name", ["no-such-icon", "../package", "users.svg", ""])
def test_an_icon_that_does_not_exist_is_an_error(name):
    with pytest.raises(ValueError, match="no icon named"):
        render("{% icon name %}", name=name)


def test_an_avatar_keeps_its_colour_and_shows_initials():
    assert render("{% avatar 'Ana Maria Silva' %}") == render("{% avatar 'Ana Maria Silva' %}")
    assert ">AS<" in render("{% avatar 'Ana Maria Silva' %}")
    assert ">?<" in render("{% avatar '' %}")


class SampleForm(forms.Form):
    email = forms.EmailField(help_text="Where we write to.")


def test_a_field_ties_label_help_and_error_together():
    html = render("{% field form.email %}", form=SampleForm({"email": "no"}))

    assert '<label class="field__label" for="id_email">' in html
    assert 'aria-invalid="true"' in html
    described = html.split('aria-describedby="')[1].split('"')[0].split()
    assert described
    assert all(f'id="{one}"' in html for one in described)


def test_a_button_is_a_link_when_it_has_an_address():
    assert render("{% button 'Go' href='/x' %}").startswith("<a ")
    assert render("{% button 'Go' %}").startswith("<button ")
    assert "disabled" in render("{% button 'Go' href='/x' disabled=True %}")


def test_progress_says_how_far_and_how_long():
    html = render("{% progress 'Orders' value=1200 total=5000 remaining='40 s' %}")

    assert "1,200" in html
    assert "40 s left" in html
    assert 'max="5000" value="1200"' in html
    assert 'value="' not in render("{% progress 'Orders' %}")


def test_the_table_head_tells_how_it_is_sorted():
    column = SimpleNamespace(label="Amount", sort_url="?sort=amount", sorted="descending", css="table__number")

    assert 'aria-sort="descending"' in render("{% sort_header column %}", column=column)


def test_undo_is_taken_from_the_message_only_for_own_addresses():
    assert render("{{ m|undo_address }}", m=SimpleNamespace(extra_tags="undo:/contacts/7/restore")) == (
        "/contacts/7/restore"
    )
    assert render("{{ m|undo_address }}", m=SimpleNamespace(extra_tags="undo:https://x.example")) == ""
    assert render("{{ m|undo_address }}", m=SimpleNamespace(extra_tags="")) == ""


def test_a_part_with_a_stray_word_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        render("{% card 'a' b %}{% endcard %}")
