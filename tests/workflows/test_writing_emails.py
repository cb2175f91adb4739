"""Writing: edits, undo, what is sent meanwhile, versions (SPEC E1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from tests.workflows.sending_world import publish_all
from workflows import making, publishing, writing
from workflows.models import EmailTemplate, Kind, MarketingEmail, Sender
from workflows.rendering import render_email
from workflows.samples import sample_for
from workflows.styles import DARK_CARD, Style, contrast


@pytest.fixture
def email(workflows) -> MarketingEmail:
    Sender.objects.update(postal_address="12 rue des Tests, Paris")
    return workflows[Kind.WELCOME].steps.get(place=1).email


@pytest.fixture
def ana(db) -> User:
    return User.objects.create_user("ana@example.com", "x")


@pytest.fixture
def ben(db) -> User:
    return User.objects.create_user("ben@example.com", "x")


def stored(email):
    return MarketingEmail.every.get(pk=email.pk)


def test_a_draft_follows_its_edits(email, ana):
    writing.edit(email, {"subject": "One"}, ana)
    writing.edit(email, {"subject": "Two"}, ana)
    assert stored(email).subject == "Two"
    writing.undo(email)
    assert stored(email).subject == "One"
    writing.undo(email)
    writing.undo(email)
    assert stored(email).subject.startswith("Welcome to")
    assert not writing.can_undo(email)
    writing.redo(email)
    writing.redo(email)
    assert stored(email).subject == "Two"
    assert not writing.can_redo(email)


def test_what_was_undone_is_gone_after_the_next_change(email, ana):
    writing.edit(email, {"subject": "One"}, ana)
    writing.undo(email)
    writing.edit(email, {"subject": "Other"}, ana)
    assert not writing.can_redo(email)
    assert stored(email).subject == "Other"


def test_typing_is_one_edit_until_it_pauses(email, ana, ben, time_machine):
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    writing.edit(email, {"subject": "W"}, ana, about="content subject")
    time_machine.move_to(begun + timedelta(seconds=4), tick=False)
    writing.edit(email, {"subject": "We"}, ana, about="content subject")
    time_machine.move_to(begun + timedelta(seconds=8), tick=False)
    writing.edit(email, {"subject": "Wel"}, ana, about="content subject")
    assert email.edit_number == 1
    writing.edit(email, {"subject": "Ben"}, ben, about="content subject")
    assert email.edit_number == 2
    time_machine.move_to(begun + timedelta(seconds=20), tick=False)
    writing.edit(email, {"subject": "Later"}, ben, about="content subject")
    assert email.edit_number == 3
    for before in ("Ben", "Wel"):
        writing.undo(email)
        assert stored(email).subject == before


def test_a_published_email_is_sent_as_it_was_until_changes_are_published(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "New words"}, ana)
    sent = stored(email)
    assert sent.subject.startswith("Welcome to")
    assert sent.is_being_changed
    assert sent.as_written().subject == "New words"
    publishing.publish(email, ana)
    sent = stored(email)
    assert (sent.subject, sent.is_being_changed, sent.edits.count()) == ("New words", False, 0)
    assert [(one.number, one.made_by) for one in sent.versions.order_by("number")] == [(1, None), (2, ana)]


def test_discarded_changes_leave_what_is_sent(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "New words"}, ana)
    writing.discard(email)
    assert stored(email).as_written().subject.startswith("Welcome to")
    assert not stored(email).is_being_changed


def test_changes_undone_are_no_changes(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "New words"}, ana)
    writing.undo(email)
    assert not stored(email).is_being_changed


def test_a_draft_again_it_says_what_was_being_written(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "New words"}, ana)
    publishing.unpublish(email)
    assert stored(email).subject == "New words"
    writing.undo(email)
    assert stored(email).subject.startswith("Welcome to")


def test_changes_with_obstacles_stay_unpublished(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "{{ contact.nonsense }}"}, ana)
    with pytest.raises(publishing.CannotPublish):
        publishing.publish(email, ana)
    sent = stored(email)
    assert (sent.is_published, sent.subject[:7], sent.is_being_changed) == (True, "Welcome", True)


def test_published_twice_the_same_is_one_version(email, ana):
    publishing.publish(email, ana)
    publishing.unpublish(email)
    publishing.publish(email, ana)
    assert email.versions.count() == 1


def test_what_somebody_else_changed_meanwhile_is_not_written_over(email, ana, ben):
    seen = writing.mark_of(email)
    writing.edit(email, {"subject": "Ana’s"}, ana, since=seen)
    with pytest.raises(writing.ChangedMeanwhile, match=r"ana@example\.com|Ana|ana"):
        writing.edit(stored(email), {"subject": "Ben’s"}, ben, since=seen)
    assert stored(email).subject == "Ana’s"


def test_what_is_no_body_is_not_written(email, ana):
    with pytest.raises(ValidationError):
        writing.edit(email, {"body": [{"type": "carousel"}]}, ana)
    assert stored(email).edit_number is None


def test_a_hundred_edits_are_kept_and_the_first_is_how_it_was(email, ana):
    for number in range(130):
        writing.edit(email, {"subject": f"Number {number}"}, ana)
    assert email.edits.count() == writing.EDITS_KEPT
    while writing.can_undo(email):
        writing.undo(email)
    assert stored(email).subject == "Number 30"


def test_emails_look_as_their_template_once_it_is_published(email, ana):
    template = EmailTemplate.objects.get(pk=email.template_id)

    def html():
        fresh = MarketingEmail.objects.get(pk=email.pk)
        return render_email(fresh, sample_for(fresh).filling).html

    writing.edit(template, {"style": {"accent": "#aa3311", "corners": "square"}}, ana)
    assert "#aa3311" not in html()
    publishing.publish(template, ana)
    assert "#aa3311" in html()


def test_an_email_made_from_a_template_is_a_draft_of_its_own(email, ana):
    template = EmailTemplate.objects.get(made_for=Kind.ABANDONED_CART)
    made = making.email_from(template, "Mine", "fr", ana)
    assert (made.name, made.language, made.made_for, made.is_published) == ("Mine", "fr", Kind.ABANDONED_CART, False)
    assert (made.body, made.template_id) == (template.body, template.pk)
    writing.edit(made, {"subject": "Changed"}, ana)
    assert EmailTemplate.objects.get(pk=template.pk).subject == template.subject


def test_a_clone_says_what_is_being_written(email, ana):
    publishing.publish(email, ana)
    writing.edit(email, {"subject": "New words"}, ana)
    clone = making.copy_of(stored(email), ana)
    assert (clone.subject, clone.is_published, clone.edit_number) == ("New words", False, None)
    assert clone.name == f"{email.name} (copy)"
    assert clone.versions.count() == 1


def test_what_is_needed_is_not_deleted(email, ana):
    with pytest.raises(making.StillNeeded, match="New customer welcome"):
        making.delete(email)
    with pytest.raises(making.StillNeeded, match="3 in all"):
        making.delete(email.template)
    clone = making.copy_of(email, ana)
    making.delete(clone)
    assert not MarketingEmail.every.filter(pk=clone.pk).exists()


def test_templates_are_no_emails(workflows):
    publish_all()
    assert MarketingEmail.objects.count() == 9
    assert EmailTemplate.objects.count() == 3
    assert not MarketingEmail.every.filter(is_template=True, saved_for_automation=True).exists()


@pytest.mark.parametrize(
    "accent", ["#000000", "#ffffff", "#1c1b19", "#7f7f7f", "#ffee00", "#0d6a66", "#c0392b", "#777777"]
)
def test_words_can_be_read_on_every_colour(accent):
    style = Style(accent=accent, background=accent)
    assert contrast(style.on_accent, style.accent) >= 4.5
    assert contrast(style.on_background, style.background) >= 4.5
    assert contrast(style.on_dark_accent, style.dark_accent) >= 4.5
    assert contrast(style.dark_accent, DARK_CARD) >= 3
