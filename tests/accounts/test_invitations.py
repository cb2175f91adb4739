"""Inviting people: the link, what it opens, and when it opens nothing any more."""

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import get_language

from accounts import invitations
from accounts.invitations import Dead
from accounts.models import Action, AuditEntry, Invitation, Role, User
from tests.accounts.people import PASSWORD

ADDRESS = "/settings/users/"
WHOM = {"email": "ben@example.com", "name": "Ben", "role": "marketer"}
SELF = {"name": "Ben Okafor", "password": PASSWORD, "language": "fr"}
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def admin(logged_in, settings):
    settings.APP_URL = "http://testserver"
    return logged_in(Role.ADMIN)


@pytest.fixture
def mails_are_sent(settings):
    settings.EMAIL_URL = "smtp://mail.example.com"


def link_in(text: str) -> str:
    return re.search(r"http://testserver/invitation/\?token=[\w:=-]+", text)[0]


def invite(admin, **changes) -> str:
    return link_in(admin.post(f"{ADDRESS}invite/", {**WHOM, **changes}).content.decode())


def accept(link: str, client: Client | None = None, **changes):
    return (client or Client()).post("/invitation/", {**SELF, "token": link.split("token=")[1], **changes})


def why_not(link: str) -> str:
    answer = Client().get(link)
    assert answer.status_code == 410
    return answer.content.decode()


def test_the_link_is_shown_once_and_kept_as_a_hash(admin):
    answer = admin.post(f"{ADDRESS}invite/", WHOM)
    page = answer.content.decode()
    token = link_in(page).split("token=")[1]

    assert "Hand this link over now" in page
    assert answer["Cache-Control"] == "no-store"
    assert token.split(":")[0] not in str(Invitation.objects.values_list().get())
    later = admin.get(ADDRESS).content.decode()
    assert "ben@example.com" in later
    assert token not in later


def test_who_is_invited_joins_with_the_role_and_is_logged_in(admin):
    link = invite(admin)
    guest = Client()

    page = guest.get(link).content.decode()
    assert "ana@example.com invited you. You will log in as ben@example.com." in page
    assert 'value="Ben"' in page

    answer = accept(link, guest)
    user = User.objects.get(email="ben@example.com")
    assert answer.url == "/"
    assert (user.name, user.role, user.language) == ("Ben Okafor", Role.MARKETER, "fr")
    assert user.check_password(PASSWORD)
    assert '<html lang="fr"' in guest.get("/").content.decode()
    assert "ben@example.com" in admin.get(ADDRESS).content.decode()
    assert 'id="invitations"' not in admin.get(ADDRESS).content.decode()


def test_the_e_mail_carries_the_link(admin, mails_are_sent):
    page = admin.post(f"{ADDRESS}invite/", WHOM).content.decode()

    (message,) = mail.outbox
    assert message.to == ["ben@example.com"]
    assert message.subject == "ana@example.com invites you to hubsync"
    assert "Hello Ben," in message.body
    assert "The e-mail is on its way" in page
    assert accept(link_in(message.body)).status_code == 302


def test_the_e_mail_speaks_the_inviters_language(admin, mails_are_sent, monkeypatch):
    User.objects.update(language="fr")
    monkeypatch.setattr("accounts.mails.render_to_string", lambda _template, _context: get_language())

    admin.post(f"{ADDRESS}invite/", WHOM)

    assert (mail.outbox[0].subject, mail.outbox[0].body) == ("fr", "fr")


def test_without_e_mail_nothing_is_sent(admin):
    invite(admin)

    assert mail.outbox == []


def test_a_mail_server_that_fails_leaves_the_link(admin, mails_are_sent, monkeypatch):
    def fail(_self):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    page = admin.post(f"{ADDRESS}invite/", WHOM).content.decode()

    assert "The e-mail could not be sent" in page
    assert accept(link_in(page)).status_code == 302


def test_a_name_does_not_break_the_head_of_the_e_mail(admin, mails_are_sent):
    User.objects.update(name="Ana\r\nBcc: eve@example.com")

    admin.post(f"{ADDRESS}invite/", WHOM)

    assert mail.outbox[0].subject == "Ana Bcc: eve@example.com invites you to hubsync"


def test_a_link_works_once(admin):
    link = invite(admin)
    accept(link)

    assert "was used already" in why_not(link)
    assert accept(link, password="something else entirely").status_code == 410
    assert User.objects.get(email="ben@example.com").check_password(PASSWORD)


def test_of_two_at_once_one_joins(admin):
    found = invitations.invitation_of(invite(admin).split("token=")[1], datetime.now(UTC))

    at = datetime.now(UTC)
    assert isinstance(invitations.accept(found, "Ben", PASSWORD, "en", at), User)
    assert invitations.accept(found, "Eve", PASSWORD, "en", at) is Dead.USED


def test_a_link_is_good_for_seven_days(admin, time_machine):
    time_machine.move_to(NOON, tick=False)
    link = invite(admin)

    time_machine.move_to(NOON + timedelta(days=7, seconds=-1), tick=False)
    assert Client().get(link).status_code == 200
    time_machine.move_to(NOON + timedelta(days=7), tick=False)
    assert "good for seven days" in why_not(link)
    assert accept(link).status_code == 410


def test_sent_again_only_the_new_link_works(admin):
    former = invite(admin)
    invitation = Invitation.objects.get()

    again = link_in(admin.post(f"{ADDRESS}invitations/{invitation.pk}/again/").content.decode())

    assert again != former
    assert "a newer one was sent" in why_not(former)
    assert Client().get(again).status_code == 200


def test_a_withdrawn_invitation_opens_nothing(admin):
    link = invite(admin)
    invitation = Invitation.objects.get()

    page = admin.post(f"{ADDRESS}invitations/{invitation.pk}/withdraw/", follow=True).content.decode()

    assert "The invitation of ben@example.com is withdrawn" in page
    assert "It was withdrawn" in why_not(link)
    assert admin.post(f"{ADDRESS}invitations/{invitation.pk}/again/").status_code == 404
    # The address can be invited anew.
    assert Client().get(invite(admin)).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a:b", "é", "x" * 10_000, "\x00"])
def test_made_up_links_open_nothing(db, client, token, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        answer = client.get("/invitation/", {"token": token})

    assert answer.status_code == 410


@pytest.mark.parametrize(("email", "why"), [("ANA@example.com", "has this address already"), ("x", "valid email")])
def test_an_address_that_cannot_be_invited_is_refused_in_words(admin, email, why):
    page = admin.post(f"{ADDRESS}invite/", {**WHOM, "email": email}).content.decode()

    assert why in page
    assert not Invitation.objects.exists()


def test_an_address_is_invited_once_at_a_time(admin):
    invite(admin)

    page = admin.post(f"{ADDRESS}invite/", {**WHOM, "email": "BEN@example.com"}).content.decode()

    assert "is invited already" in page
    assert Invitation.objects.count() == 1


def test_an_account_that_came_meanwhile_is_left_alone(admin, make_user):
    link = invite(admin)
    make_user("ben@example.com")

    assert "There is an account with your address already" in why_not(link)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, "This field is required"),
        ({"password": "short"}, "at least 10 characters"),
        ({"password": "ben@example.com"}, "too similar"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(admin, wrong, why):
    link = invite(admin)

    assert why in accept(link, **wrong).content.decode()
    assert accept(link).status_code == 302


def test_links_cannot_be_tried_without_end(db, client, monkeypatch):
    monkeypatch.setattr("accounts.invitation_pages.MOST_OPENED", 3)

    answers = [client.get("/invitation/", {"token": "x"}).status_code for _ in range(4)]

    assert answers == [410, 410, 410, 429]


def test_invitations_are_not_sent_without_end(admin, monkeypatch):
    monkeypatch.setattr("accounts.invitation_pages.MOST_SENT", 1)
    invite(admin)

    page = admin.post(f"{ADDRESS}invite/", {**WHOM, "email": "chloe@example.com"}).content.decode()

    assert "You sent many invitations within the hour" in page
    assert Invitation.objects.count() == 1


def test_each_step_is_noted_without_the_link(admin):
    invite(admin)
    pk = Invitation.objects.get().pk
    link = link_in(admin.post(f"{ADDRESS}invitations/{pk}/again/").content.decode())
    accept(link)

    actions = AuditEntry.objects.filter(kind="users").order_by("id").values_list("action", flat=True)
    assert list(actions) == [Action.USER_INVITED, Action.USER_INVITED_AGAIN, Action.USER_JOINED]
    told = str(list(AuditEntry.objects.values_list()))
    assert "token" not in told
    assert link.split("token=")[1] not in told


def test_the_joining_page_is_not_followed_by_a_role_of_ones_own(admin):
    accept(invite(admin), role="admin", is_superuser="1", email="eve@example.com")

    assert User.objects.get(email="ben@example.com").role == Role.MARKETER
