"""Settings → API tokens: a token is made, shown once, used, revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.api_tokens import create_token, note_use, revoke, token_of
from accounts.models import ApiToken, Role
from accounts.scopes import READ_SCOPES, SCOPES

ADDRESS = "/settings/api-tokens/"
NEW = {"name": "Warehouse", "access": "read"}
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def admin(logged_in):
    return logged_in(Role.ADMIN)


def shown(page: str) -> list[str]:
    return re.findall(r"pat-[A-Za-z0-9_-]{20,}", page)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def test_without_tokens_the_page_says_what_they_are_for_and_how_to_use_one(admin, settings):
    settings.APP_URL = "https://crm.example.com"

    page = admin.get(ADDRESS).content.decode()

    assert "No API tokens" in page
    assert "client = HubSpot(access_token=&quot;pat-…&quot;, host=&quot;https://crm.example.com&quot;)" in page


def test_a_new_token_is_shown_by_this_answer_and_never_again(admin):
    answer = admin.post(ADDRESS, NEW)

    page = answer.content.decode()
    token = ApiToken.objects.get()
    assert set(shown(page)) == {text for text in shown(page) if token_of(text) == token}
    assert len(set(shown(page))) == 1
    assert "It is not shown again" in page
    assert answer["Cache-Control"] == "no-store"
    assert shown(page)[0] not in str(dict(admin.session))
    assert shown(admin.get(ADDRESS).content.decode()) == []
    assert (token.name, str(token.created_by)) == ("Warehouse", "ana@example.com")


@pytest.mark.parametrize(
    ("choice", "scopes", "said"),
    [
        ({"access": "everything"}, list(SCOPES), "Everything"),
        ({"access": "read", "scopes": ["crm.lists.write"]}, list(READ_SCOPES), "Read only"),
        ({"access": "chosen", "scopes": ["sync.read", "crm.lists.read"]}, ["crm.lists.read", "sync.read"], "2 scopes"),
    ],
)
def test_a_token_may_do_what_was_chosen(admin, choice, scopes, said):
    page = admin.post(ADDRESS, {**NEW, **choice}).content.decode()

    assert ApiToken.objects.get().scopes == scopes
    assert f"<summary>{said}<" in page
    assert f"<li>{SCOPES[scopes[0]]}</li>" in page


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "x" * 151}, "at most 150 characters"),
        ({"access": "chosen"}, "Choose at least one scope"),
        ({"access": "chosen", "scopes": ["everything"]}, "Select a valid choice"),
        ({"access": "all"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(admin, wrong, why):
    page = admin.post(ADDRESS, {**NEW, **wrong}).content.decode()

    assert why in page
    assert not ApiToken.objects.exists()


def test_what_was_chosen_stays_chosen_beside_an_error(admin):
    page = admin.post(ADDRESS, {"name": "", "access": "chosen", "scopes": ["sync.read"]}).content.decode()

    assert 'value="sync.read" checked' in page
    assert page.count('name="scopes"') == len(SCOPES)
    assert page.count(" checked") == 2


def test_the_same_form_sent_again_makes_no_second_token(admin):
    admin.post(ADDRESS, NEW)

    page = admin.post(ADDRESS, {**NEW, "name": "warehouse "}).content.decode()

    assert "A token has this name already" in page
    assert shown(page) == []
    assert ApiToken.objects.count() == 1


def test_the_name_of_a_revoked_token_is_free_again(admin):
    token, _text = create_token("Warehouse", [], None)
    revoke(token, NOON)

    assert shown(admin.post(ADDRESS, NEW).content.decode())


def test_the_list_says_when_a_token_was_used(admin, time_machine):
    time_machine.move_to(NOON, tick=False)
    token, text = create_token("Warehouse", READ_SCOPES, None)
    before = words(admin.get(ADDRESS).content.decode())
    note_use(token, NOON - timedelta(minutes=5))

    assert f"Warehouse pat-…{text[-4:]} Read only" in before
    assert "just now Never Revoke" in before
    assert "just now 5 minutes ago Revoke" in words(admin.get(ADDRESS).content.decode())


def test_revoking_is_asked_for_and_then_done(admin):
    token, text = create_token("Warehouse", ["sync.read"], None)
    address = f"{ADDRESS}{token.pk}/revoke/"

    asked = admin.get(address).content.decode()
    assert "Revoke Warehouse?" in asked
    assert "It was never used." in asked
    assert token_of(text) == token

    page = admin.post(address, follow=True).content.decode()
    assert token_of(text) is None
    assert "The token Warehouse is revoked." in page
    assert "Warehouse" in page.split('id="revoked"')[1]
    assert admin.post(address).status_code == 404


def test_of_revoked_tokens_the_last_twenty_are_listed(admin):
    for number in range(22):
        token, _text = create_token(f"Script {number}.", [], None)
        revoke(token, NOON + timedelta(minutes=number))

    page = admin.get(ADDRESS).content.decode()

    assert page.count("Script ") == 20
    assert "Script 1." not in page
    assert page.index("Script 21.") < page.index("Script 2.")


def test_a_name_is_shown_as_it_was_written_and_nothing_more(admin):
    page = admin.post(ADDRESS, {**NEW, "name": "<img src=x onerror=alert(1)>"}).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("role", [Role.MARKETER, Role.VIEWER])
def test_tokens_are_for_administrators(logged_in, role):
    client = logged_in(role)
    token, text = create_token("Warehouse", ["sync.read"], None)

    answers = [
        client.get(ADDRESS),
        client.post(ADDRESS, {**NEW, "name": "Mine"}),
        client.get(f"{ADDRESS}{token.pk}/revoke/"),
        client.post(f"{ADDRESS}{token.pk}/revoke/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "Only administrators" in answers[0].content.decode()
    assert "Warehouse" not in "".join(answer.content.decode() for answer in answers)
    assert ApiToken.objects.get() == token_of(text)
    assert "api-tokens" not in client.get("/settings/").content.decode()


def test_the_settings_lead_there(admin):
    page = admin.get("/settings/").content.decode()

    assert f'<a href="{ADDRESS}">API tokens</a>' in page
    assert "Let programs of yours read and change" in page


def test_the_page_speaks_french(logged_in):
    create_token("Entrepôt", READ_SCOPES, None)

    page = logged_in(Role.ADMIN).get(ADDRESS, headers={"accept-language": "fr"}).content.decode()

    assert "Jetons d’API" in page
    assert "<summary>Lecture seule<" in page
    assert "Lire les contacts" in page
