"""Roles: what admins, marketers and viewers may do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views import View

from accounts.models import Role
from accounts.permissions import AdminsOnly, EditorsOnly, admins_only, editors_only


def answer(request, *args, **kwargs):
    return HttpResponse("done")


class Plain(View):
    def get(self, request):
        return HttpResponse("done")


class ForAdmins(AdminsOnly, Plain):
    pass


class ForEditors(EditorsOnly, Plain):
    pass


ADMIN_DOORS = [admins_only(answer), ForAdmins.as_view()]
EDITOR_DOORS = [editors_only(answer), ForEditors.as_view()]


def ask(door, rf, make_user, role):
    request = rf.get("/")
    request.user = make_user(role=role)
    return door(request)


@pytest.mark.parametrize("door", [*ADMIN_DOORS, *EDITOR_DOORS])
def test_an_administrator_may_do_everything(door, rf, make_user):
    assert ask(door, rf, make_user, Role.ADMIN).content == b"done"


@pytest.mark.parametrize("door", EDITOR_DOORS)
def test_a_marketer_may_edit(door, rf, make_user):
    assert ask(door, rf, make_user, Role.MARKETER).content == b"done"


@pytest.mark.parametrize(("door", "role"), [(d, r) for d in ADMIN_DOORS for r in (Role.MARKETER, Role.VIEWER)])
def test_only_administrators_administer(door, role, rf, make_user):
    with pytest.raises(PermissionDenied, match="Only administrators"):
        ask(door, rf, make_user, role)


@pytest.mark.parametrize("door", EDITOR_DOORS)
def test_a_viewer_only_reads(door, rf, make_user):
    with pytest.raises(PermissionDenied, match="read, not change"):
        ask(door, rf, make_user, Role.VIEWER)
