"""API tokens: made once, known by their hash, revoked for good."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from accounts.api_tokens import create_token, note_use, revoke, token_of
from accounts.models import ApiToken
from accounts.scopes import GROUPS, READ_SCOPES, SCOPES

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("create_api_token", *arguments, stdout=out)
    return out.getvalue()


def test_a_token_is_known_by_its_text():
    token, text = create_token("Warehouse", ["sync.read"], None)

    assert text.startswith("pat-")
    assert len(text) > 40
    assert token_of(text) == token
    assert token.shown_as == f"pat-…{text[-4:]}"


@pytest.mark.parametrize("text", ["", "pat-", "pat-unknown", "é\x00", "x" * 100_000])
def test_other_texts_are_no_token(text):
    create_token("Warehouse", ["sync.read"], None)

    assert token_of(text) is None


def test_knowing_a_token_takes_one_query(django_assert_num_queries):
    _token, text = create_token("Warehouse", ["sync.read"], None)

    with django_assert_num_queries(1):
        token_of(text)


def test_only_a_hash_is_kept():
    token, text = create_token("Warehouse", ["sync.read"], None)

    kept = " ".join(map(str, ApiToken.objects.values_list().get()))
    assert text not in kept
    assert text.removeprefix("pat-") not in kept
    assert text[-5:] not in kept
    assert not hasattr(token, "text")
    assert text not in str(model_to_dict(token))


def test_scopes_are_kept_once_and_in_their_order():
    token, _text = create_token("Warehouse", ["sync.read", "crm.lists.read", "sync.read"], None)

    assert token.scopes == ["crm.lists.read", "sync.read"]


def test_an_unknown_scope_is_refused_in_words():
    with pytest.raises(ValueError, match=r"no scope crm\.contacts\. There are: crm\.objects\.contacts\.read, "):
        create_token("Warehouse", ["sync.read", "crm.contacts"], None)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("name", "why"), [("", "needs a name"), (" \n", "needs a name"), ("x" * 151, "too long")])
def test_a_name_that_says_nothing_is_refused_in_words(name, why):
    with pytest.raises(ValueError, match=why):
        create_token(name, ["sync.read"], None)


def test_a_use_is_noted_once_a_minute(django_assert_num_queries):
    token, text = create_token("Warehouse", ["sync.read"], None)
    note_use(token, NOON)
    token = _read(text)

    with django_assert_num_queries(0):
        note_use(token, NOON + timedelta(seconds=59))
    assert _read(text).last_used_at == NOON

    with django_assert_num_queries(1):
        note_use(token, NOON + timedelta(seconds=60))
    assert _read(text).last_used_at == NOON + timedelta(seconds=60)


def test_of_two_calls_at_once_one_notes_the_use():
    token, text = create_token("Warehouse", ["sync.read"], None)
    other = _read(text)
    note_use(token, NOON)

    note_use(other, NOON + timedelta(seconds=1))

    assert _read(text).last_used_at == NOON


def test_a_revoked_token_opens_nothing_and_keeps_its_moment():
    token, text = create_token("Warehouse", ["sync.read"], None)
    before = _read(text)

    revoke(token, NOON)
    revoke(before, NOON + timedelta(hours=1))

    assert token_of(text) is None
    assert ApiToken.objects.get().revoked_at == NOON


def test_a_token_outlives_who_made_it(make_user):
    user = make_user()
    _token, text = create_token("Warehouse", ["sync.read"], user)

    user.delete()

    assert _read(text).created_by is None


def test_every_scope_stands_in_one_group_and_reading_has_its_own_list():
    assert sum(len(scopes) for _label, scopes in GROUPS) == len(SCOPES)
    assert set(READ_SCOPES) == {scope for scope in SCOPES if not scope.endswith(".write")}


def test_the_command_prints_the_token_alone_on_the_last_line():
    lines = command("Nightly export").splitlines()

    token = token_of(lines[-1])
    assert token is not None
    assert (token.name, token.created_by) == ("Nightly export", None)
    assert token.scopes == list(SCOPES)


def test_the_command_takes_scopes():
    printed = command("Export", "--scope", "crm.objects.deals.read", "--scope", "reports.read")

    assert _read(printed.strip()).scopes == ["crm.objects.deals.read", "reports.read"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["Export", "--scope", "everything"], "There is no scope everything"), ([" "], "needs a name")],
)
def test_the_command_says_what_is_wrong(arguments, why):
    with pytest.raises(CommandError, match=why):
        command(*arguments)
    assert not ApiToken.objects.exists()


def _read(text: str) -> ApiToken:
    token = token_of(text)
    assert token is not None
    return token
