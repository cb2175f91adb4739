"""The audit log: what is written, how it reads, how it is narrowed, taken along and dropped."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit, audit_pages
from accounts.api_tokens import create_token
from accounts.audit import Action, change, record
from accounts.models import ActionKind, AuditEntry, Portal, Role, User
from accounts.tasks import drop_old_audit_entries
from crm.models import Contact
from tests.accounts.people import PASSWORD

ADDRESS = "/settings/audit-log/"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def admin(logged_in):
    client = logged_in(Role.ADMIN)
    AuditEntry.objects.all().delete()
    return client


@pytest.fixture
def ana(db):
    return User.objects.get(email="ana@example.com")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def table(page: str) -> str:
    return words(page).split("From where When")[-1] if "<tbody>" in page else ""


def rows_of_file(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


# --- Written ------------------------------------------------------------------------------------------------------
def test_every_action_has_a_kind():
    assert {action.kind for action in Action} == set(ActionKind)


def test_log_ins_and_log_outs_are_noted_with_their_address(client, make_user):
    user = make_user()

    client.post("/log-in/", {"username": "ana@example.com", "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    client.post("/log-in/", {"username": "eve@example.com", "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    client.post("/log-in/", {"username": "Ana@example.com", "password": PASSWORD}, REMOTE_ADDR="203.0.113.7")
    client.post("/log-out/", REMOTE_ADDR="203.0.113.7")

    told = AuditEntry.objects.order_by("id").values_list("action", "user", "address")
    assert list(told) == [
        (Action.LOG_IN_FAILED, user.pk, "203.0.113.9"),
        (Action.LOG_IN_FAILED, None, "203.0.113.9"),
        (Action.LOGGED_IN, user.pk, "203.0.113.7"),
        (Action.LOGGED_OUT, user.pk, "203.0.113.7"),
    ]
    # What was typed may be a password.
    assert "eve@" not in str(list(AuditEntry.objects.values_list()))


def test_a_pause_is_noted_once_and_what_comes_after_it_not_at_all(client, make_user):
    make_user()

    for _ in range(30):
        client.post("/log-in/", {"username": "ana@example.com", "password": "wrong"})

    assert AuditEntry.objects.filter(action=Action.LOG_IN_FAILED).count() == 9
    assert AuditEntry.objects.filter(action=Action.LOCKED_OUT).count() == 1


def test_one_network_cannot_fill_the_log_with_account_after_account(client, make_user, monkeypatch):
    monkeypatch.setattr("accounts.throttling.FAILURES_OF_ADDRESS", 5)
    make_user()

    answers = [
        client.post("/log-in/", {"username": f"user{number}@example.com", "password": "x"}).status_code
        for number in range(8)
    ]

    assert answers == [200] * 5 + [429] * 3
    assert AuditEntry.objects.count() == 5


def test_a_profile_says_what_became_of_name_and_address(admin, ana):
    admin.post("/settings/profile/", {"name": "Ana", "email": "ana@maison.example", "language": "", "theme": "dark"})
    admin.post("/settings/profile/", {"name": "Ana", "email": "ana@maison.example", "language": "", "theme": "auto"})

    (entry,) = AuditEntry.objects.filter(action=Action.PROFILE_CHANGED)
    assert entry.details["email"] == {"from": "ana@example.com", "to": "ana@maison.example"}
    assert set(entry.details) == {"name", "email"}


def test_a_password_is_never_in_it(admin):
    new = "another long phrase"
    admin.post("/settings/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    (entry,) = AuditEntry.objects.filter(action=Action.PASSWORD_CHANGED)
    assert entry.details == {}


def test_tokens_and_settings_are_noted(admin):
    admin.post("/settings/api-tokens/", {"name": "Warehouse", "access": "chosen", "scopes": ["sync.read"]})
    token, _text = create_token("Other", [], None)
    admin.post(f"/settings/api-tokens/{token.pk}/revoke/")
    admin.post("/settings/portal/", {"name": "Maison Alder", "tier": "basic"})

    told = {entry.action: entry for entry in AuditEntry.objects.all()}
    assert told[Action.TOKEN_MADE].details == {"scopes": ["sync.read"]}
    assert told[Action.TOKEN_REVOKED].target_id == token.pk
    assert told[Action.SETTINGS_CHANGED].details["tier"] == {"from": "enterprise", "to": "basic"}


def test_changes_in_the_django_admin_are_noted_by_their_fields(admin, ana, make_user):
    ben = make_user("ben@example.com")
    address = f"/admin/accounts/user/{ben.pk}/change/"
    admin.post(address, {"email": ben.email, "name": "Benjamin", "language": "fr"}, REMOTE_ADDR="203.0.113.7")

    entry = AuditEntry.objects.get(kind=ActionKind.ADMIN)
    assert (entry.action, entry.user, entry.address) == (Action.ADMIN_CHANGED, ana, "203.0.113.7")
    assert (entry.target_type, entry.target_id) == ("accounts.user", ben.pk)
    assert entry.details == {"fields": ["Name", "Language"]}
    assert "Benjamin" not in str(entry.details)


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_deleted_in_the_django_admin_is_noted(admin, make_user, number):
    users = [make_user(f"user{n}@example.com") for n in range(number)]
    chosen = {"action": "delete_selected", "_selected_action": [user.pk for user in users]}

    assert "Are you sure" in admin.post("/admin/accounts/user/", chosen).content.decode()
    assert not AuditEntry.objects.exists()
    admin.post("/admin/accounts/user/", {**chosen, "post": "yes"})

    entry = AuditEntry.objects.get(kind=ActionKind.ADMIN)
    assert entry.action == Action.ADMIN_DELETED
    ids = [entry.target_id] if number == 1 else entry.details["ids"]
    assert ids == [user.pk for user in users]


def test_what_a_form_changed_hides_what_may_be_secret():
    from django import forms

    class Form(forms.Form):
        host = forms.CharField(initial="a")
        api_key = forms.CharField(initial="old-secret")
        port = forms.IntegerField(initial=25)

    form = Form({"host": "b", "api_key": "new-secret", "port": "25"})
    assert form.is_valid()

    assert audit.changes_in(form) == {"host": change("a", "b"), "api_key": True}


def test_long_texts_are_cut(db):
    record(None, Action.SETTINGS_CHANGED, text="x" * 10_000, changed=change("y" * 10_000, ["z" * 10_000]))

    details = AuditEntry.objects.get().details
    assert (len(details["text"]), len(details["changed"]["from"]), len(details["changed"]["to"][0])) == (200, 200, 200)


# --- Kept ---------------------------------------------------------------------------------------------------------
def test_an_entry_cannot_be_changed_by_anybody(db):
    record(None, Action.LOGGED_IN)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEntry.objects.update(action=Action.LOGGED_OUT)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_auditentry SET address = NULL")
    assert AuditEntry.objects.get().action == Action.LOGGED_IN


def test_the_django_admin_shows_it_and_changes_nothing(admin):
    record(None, Action.LOGGED_IN)
    entry = AuditEntry.objects.first()
    address = f"/admin/accounts/auditentry/{entry.pk}"

    assert admin.get(f"{address}/change/").status_code == 200
    assert admin.post(f"{address}/change/", {"action": "x"}).status_code == 403
    assert admin.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/accounts/auditentry/add/").status_code == 403


def test_an_entry_outlives_the_user(admin, make_user):
    ben = make_user("ben@example.com")
    record(ben, Action.EXPORTED)
    number = ben.pk
    ben.delete()

    assert f"Exported User {number}" in table(admin.get(ADDRESS).content.decode())
    assert AuditEntry.objects.get(action=Action.EXPORTED).user_id == number


def test_old_entries_are_dropped(db, settings, time_machine, monkeypatch):
    monkeypatch.setattr(audit, "_BATCH", 2)
    settings.AUDIT_KEPT_DAYS = 30
    for days in (0, 29, 30, 31, 32, 33):
        time_machine.move_to(NOON - timedelta(days=days), tick=False)
        record(None, Action.LOGGED_IN)
    time_machine.move_to(NOON, tick=False)

    drop_old_audit_entries()

    kept = AuditEntry.objects.order_by("at").values_list("at", flat=True)
    assert [(NOON - at).days for at in kept] == [30, 29, 0]


def test_it_is_swept_by_the_clock(settings):
    assert settings.CELERY_BEAT_SCHEDULE["drop-old-audit-entries"]["task"] == drop_old_audit_entries.name


# --- Read ---------------------------------------------------------------------------------------------------------
def test_an_entry_reads_as_a_sentence(admin, ana, make_user):
    ben = make_user("ben@example.com", name="Ben Okafor")
    contact = Contact.objects.create(first_name="Zoe", created_at=NOON, updated_at=NOON)
    record(ana, Action.ROLE_CHANGED, ben, role=change("viewer", "marketer"))
    record(ana, Action.RECORD_CHANGED, contact, fields=["first_name", "shoe_size"])
    record(ana, Action.EXPORTED, model="crm.deal", searched=True)
    record(None, Action.PERSON_ERASED, count=2)
    record(None, Action.LOG_IN_FAILED)

    page = admin.get(ADDRESS).content.decode()

    text = table(page)
    assert "Changed a role: Ben Okafor Role: Viewer → Marketer ana@example.com" in text
    assert "Changed a record: Zoe Fields: First name, shoe_size ana@example.com" in text
    assert f'href="{contact.get_absolute_url()}"' in page
    assert "Exported Kind of record: Deal · Narrowed by a search: Yes" in text
    assert "Erased a person Number: 2 hubsync" in text
    assert "Log-in failed: wrong password Unknown account" in text


def test_a_record_that_is_gone_is_told_by_its_number(admin, ana):
    contact = Contact.objects.create(first_name="Zoe", created_at=NOON, updated_at=NOON)
    record(ana, Action.RECORD_CHANGED, contact, fields=["first_name"])
    number = contact.pk
    contact.delete()

    text = table(admin.get(ADDRESS).content.decode())

    assert f"Changed a record: Contact {number}" in text
    assert "Zoe" not in text


def test_an_action_of_a_later_version_is_no_error(admin):
    AuditEntry.objects.create(kind="lists", action="lists.cloned", target_type="gone.model", target_id=5, details={})

    assert "lists.cloned: gone.model 5" in table(admin.get(ADDRESS).content.decode())


def test_it_is_narrowed_by_person_kind_and_day(admin, ana, make_user, time_machine):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "America/New_York"})
    ben = make_user("ben@example.com")
    for at, user, action in [
        # In New York, the 24th at 23:30.
        (datetime(2026, 11, 25, 4, 30, tzinfo=UTC), ana, Action.EXPORTED),
        (datetime(2026, 11, 25, 5, 30, tzinfo=UTC), ben, Action.EXPORTED),
        (datetime(2026, 11, 26, 4, 30, tzinfo=UTC), ben, Action.ROLE_CHANGED),
        (datetime(2026, 11, 26, 5, 30, tzinfo=UTC), ana, Action.ROLE_CHANGED),
    ]:
        time_machine.move_to(at, tick=False)
        record(user, action)

    def found(query):
        text = table(admin.get(f"{ADDRESS}?{query}").content.decode())
        return text.count("Exported"), text.count("Changed a role")

    assert found("") == (2, 2)
    assert found(f"user={ben.pk}") == (1, 1)
    assert found("kind=users") == (0, 2)
    assert found(f"kind=exports&user={ana.pk}") == (1, 0)
    assert found("from=2026-11-25") == (1, 2)
    assert found("to=2026-11-25") == (2, 1)
    assert found("from=2026-11-25&to=2026-11-25") == (1, 1)


def test_where_nothing_passes_the_page_says_so(admin):
    page = admin.get(f"{ADDRESS}?kind=privacy").content.decode()

    assert "Nothing matches this filter" in page


@pytest.mark.parametrize(
    "query",
    [
        "user=x", "user=-1", "user=99999999999999999999", "user=%C2%B2", "kind=nonsense", "from=yesterday",
        "from=2026-02-30", "to=9999-12-31", "from=0001-01-01", "after=nonsense", "before=%00", "from-row=-5",
        "from-row=%C2%B2&after=WyIyMDk5LTExLTI1VDEyOjAwOjAwKzAwOjAwIiwgMV0",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_filter(admin, query):
    record(None, Action.EXPORTED)

    assert "Exported" in table(admin.get(f"{ADDRESS}?{query}").content.decode())


def test_the_pages_follow_one_another(admin, ana, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("accounts.paging.ROWS", 3)
    # Of one moment, so that the id decides.
    AuditEntry.objects.bulk_create(
        AuditEntry(at=NOON, user=ana, kind="exports", action=Action.EXPORTED, details={"count": number})
        for number in range(7)
    )

    def numbers(page):
        return [int(number) for number in re.findall(r"Number: (\d)", table(page))]

    seen, page = [], admin.get(f"{ADDRESS}?kind=exports").content.decode()
    seen += numbers(page)
    while onward := re.search(r'rel="next" href="([^"]+)"', page):
        with django_assert_max_num_queries(12):
            page = admin.get(ADDRESS + onward[1].replace("&amp;", "&")).content.decode()
        seen += numbers(page)
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert "7 – 7" in words(page)

    back = re.search(r'rel="prev" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert numbers(admin.get(ADDRESS + back).content.decode()) == [3, 2, 1]


def test_queries_do_not_grow_with_the_rows(admin, ana, django_assert_num_queries):
    def fill(number):
        for _ in range(number):
            contact = Contact.objects.create(first_name="Zoe", created_at=NOON, updated_at=NOON)
            record(ana, Action.RECORD_CHANGED, contact, fields=["note"])

    fill(2)
    admin.get(ADDRESS)
    with django_assert_num_queries(7):
        admin.get(ADDRESS)
    fill(30)
    with django_assert_num_queries(7):
        admin.get(ADDRESS)


@pytest.mark.parametrize("query", ["", "user=1", "kind=exports", "from=2026-11-01&to=2026-11-30"])
def test_a_page_reads_an_index_and_sorts_nothing(db, query):
    from django.test import RequestFactory

    User.objects.create_user("one@example.com", None, pk=1)
    AuditEntry.objects.bulk_create(
        AuditEntry(at=NOON - timedelta(minutes=n), user_id=n % 40 + 1, kind=list(ActionKind)[n % 9], action="x")
        for n in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_auditentry")

    chosen = audit_pages.Filter.of(
        RequestFactory().get("/", dict(pair.split("=") for pair in query.split("&") if pair))
    )
    plan = chosen.apply().order_by("-at", "-id")[:51].explain()

    assert "Index Scan" in plan
    assert "Sort" not in plan.replace("Sort Key", "")


# --- Taken along --------------------------------------------------------------------------------------------------
def test_the_file_has_what_passes_the_filter(admin, ana, monkeypatch):
    monkeypatch.setattr(audit_pages, "BATCH", 2)
    contact = Contact.objects.create(first_name="Zoe", email="zoe@example.com", created_at=NOON, updated_at=NOON)
    for number in range(5):
        AuditEntry.objects.create(
            at=NOON, user=ana, kind="records", action=Action.RECORD_CHANGED, target_type="crm.contact",
            target_id=contact.pk, address="203.0.113.7", details={"fields": ["first_name"], "count": number},
        )  # fmt: skip
    record(ana, Action.EXPORTED)

    rows = rows_of_file(admin.get(f"{ADDRESS}export.csv?kind=records"))

    assert [re.search(r"Number: (\d)", row["Details"])[1] for row in rows] == ["4", "3", "2", "1", "0"]
    assert rows[0] | {"Details": ""} == {
        "When": "2026-11-25 12:00:00",
        "Who": "ana@example.com",
        "From where": "203.0.113.7",
        "What": "Changed a record",
        "Kind of record": "Contact",
        "Number": str(contact.pk),
        "Details": "",
    }
    assert "Zoe" not in str(rows)


def test_no_cell_of_the_file_is_a_formula(admin, make_user):
    eve = make_user("eve@example.com", name="=HYPERLINK(1)")
    record(eve, Action.SETTINGS_CHANGED, **{"=1+1": "x"})

    row = rows_of_file(admin.get(f"{ADDRESS}export.csv?kind=settings"))[0]

    assert row["Who"] == "'=HYPERLINK(1)"
    assert row["Details"].startswith("'=")


def test_taking_it_along_is_noted_and_kept_in_no_cache(admin):
    answer = admin.get(f"{ADDRESS}export.csv?kind=log_in")

    assert answer["Cache-Control"] == "no-store"
    assert 'filename="audit-log-' in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action=Action.EXPORTED)
    assert entry.details == {"model": "accounts.auditentry", "searched": True}


def test_times_are_those_of_the_store(admin, ana):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Europe/Paris"})
    AuditEntry.objects.create(at=NOON, user=ana, kind="exports", action=Action.EXPORTED)

    assert rows_of_file(admin.get(f"{ADDRESS}export.csv?kind=exports"))[-1]["When"] == "2026-11-25 13:00:00"
    assert timezone.get_current_timezone_name() == "UTC"
