"""Row 10: users and the log of what they do are the administrators'; no door that changes something forgets the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Action, record
from accounts.invitations import invite
from accounts.models import AuditEntry, Invitation, Portal, Role, User

ROOT = Path(__file__).parents[2]
ROOMS = ("accounts", "crm", "shopify_connector", "workflows", "dashboards")
GUARDS = {"admins_only", "editors_only", "require_admin", "require_editor"}
# Doors that change nothing of the portal here: what they lead to notes itself.
ELSEWHERE = {
    "connect_shopify": "leads to Shopify; the callback connects",
    "imports": "keeps a file; the import is noted when it begins",
    "map_columns": "counts what a file would do",
    "preview_list": "counts whom a list would have",
    "forget_import": "throws a file away that was never imported",
    "stop_import": "ends what was noted when it began",
    "stop_bulk_action": "ends what was noted when it began",
    "stop_export": "ends what was noted when it began",
}


@pytest.fixture
def portal(db):
    """An administrator, somebody else, an invitation and an entry."""
    ana = User.objects.create_user("ana@example.com", "a long enough phrase", role=Role.ADMIN)
    ben = User.objects.create_user("ben@example.com", "a long enough phrase", role=Role.MARKETER)
    sent = invite("eve@example.com", "Eve", Role.ADMIN, ana, timezone.now())
    record(ana, Action.EXPORTED)
    return ana, ben, sent.invitation


@pytest.fixture(params=[Role.MARKETER, Role.VIEWER])
def member(request, portal):
    client = Client()
    client.force_login(User.objects.create_user("m@example.com", None, role=request.param))
    return client


def reading(portal):
    base = "/settings/users/"
    return [base, f"{base}{portal[0].pk}/", f"{base}invite/", "/settings/audit-log/", "/settings/audit-log/export.csv"]


def changing(portal):
    _ana, ben, invitation = portal
    base = "/settings/users/"
    return [
        (f"{base}invite/", {"email": "x@example.com", "role": "admin"}),
        (f"{base}two-factor/", {"required": "1"}),
        (f"{base}invitations/{invitation.pk}/again/", {}),
        (f"{base}invitations/{invitation.pk}/withdraw/", {}),
        (f"{base}{ben.pk}/role/", {"role": "admin"}),
        (f"{base}{ben.pk}/deactivate/", {}),
        (f"{base}{ben.pk}/reactivate/", {}),
        (f"{base}{ben.pk}/two-factor/", {}),
        (f"{base}{ben.pk}/password/", {}),
    ]


def state():
    users = list(User.objects.order_by("pk").values_list("pk", "role", "is_active", "session_stamp"))
    invitations = list(Invitation.objects.values_list("email", "key_hash", "withdrawn_at"))
    return users, invitations, Portal.current().second_factor_required


def test_members_read_none_of_it(member, portal):
    for door in reading(portal):
        answer = member.get(door)
        assert answer.status_code == 403, door
        assert b"eve@example.com" not in answer.content
    settings = member.get("/settings/").content
    assert b"/settings/users/" not in settings
    assert b"/settings/audit-log/" not in settings


def test_members_change_none_of_it(member, portal):
    before = state()

    answers = {door: member.post(door, data).status_code for door, data in changing(portal)}

    assert set(answers.values()) == {403}, answers
    assert state() == before


def test_nobody_gives_themselves_a_role(member):
    me = User.objects.get(email="m@example.com")

    member.post(f"/settings/users/{me.pk}/role/", {"role": "admin"})
    member.post(
        "/settings/profile/", {"name": "M", "email": me.email, "language": "", "theme": "auto", "role": "admin"}
    )

    me.refresh_from_db()
    assert me.role != Role.ADMIN


def test_strangers_are_asked_to_log_in(client, portal):
    for door in [*reading(portal), *(door for door, _ in changing(portal))]:
        assert client.get(door).headers["Location"].startswith("/log-in/"), door


def test_foreign_forms_and_looking_change_nothing(portal):
    client = Client(enforce_csrf_checks=True)
    client.force_login(portal[0])
    before = state()

    for door, data in changing(portal):
        assert client.post(door, data).status_code == 403, door
        assert client.get(door, data).status_code in (200, 404, 405), door

    assert state() == before


def test_every_door_that_changes_something_notes_it():
    """A view for editors or administrators that takes a POST calls `record`, itself or by a function of its module."""
    forgot = [
        f"{module.relative_to(ROOT)}: {view.name}"
        for module in views_modules()
        for view in changing_views(module)
        if view.name not in ELSEWHERE and not notes(view, module)
    ]

    assert forgot == [], "Call accounts.audit.record there (docs/accounts.md)"


def test_nothing_else_writes_entries():
    writers = {
        str(file.relative_to(ROOT))
        for room in (*ROOMS, "rest", "hubsync")
        for file in (ROOT / room).rglob("*.py")
        if "AuditEntry.objects.create" in file.read_text()
    }

    assert writers == {"accounts/audit.py"}
    assert AuditEntry._meta.get_field("user").db_constraint is False


def views_modules() -> Iterator[Path]:
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            if "migrations" not in file.parts and any(guard in file.read_text() for guard in GUARDS):
                yield file


def changing_views(module: Path) -> Iterator[ast.FunctionDef]:
    """Functions with a request that are guarded by a role and take a POST."""
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
            words = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            takes_post = "require_POST" in words or "POST" in ast.dump(node)
            if words & GUARDS and takes_post:
                yield node


def notes(view: ast.FunctionDef, module: Path, seen: frozenset[str] = frozenset()) -> bool:
    functions = {node.name: node for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)}
    called = {
        one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
        for one in ast.walk(view)
        if isinstance(one, ast.Call)
    }
    if "record" in called:
        return True
    return any(
        notes(functions[name], module, seen | {view.name}) for name in called & functions.keys() if name not in seen
    )
