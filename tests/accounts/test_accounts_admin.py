"""Users, API tokens and the portal in the Django admin."""

import pytest

from accounts.api_tokens import create_token, token_of
from accounts.models import Portal, Role, User


@pytest.fixture
def admin(logged_in):
    return logged_in(Role.ADMIN)


def test_an_administrator_makes_a_user_with_a_role(admin):
    answer = admin.post(
        "/admin/accounts/user/add/",
        {
            "email": "ben@example.com",
            "name": "Ben",
            "role": "viewer",
            "usable_password": "true",
            "password1": "a long enough phrase",
            "password2": "a long enough phrase",
        },
    )

    assert answer.status_code == 302
    assert User.objects.get(email="ben@example.com").role == Role.VIEWER


@pytest.mark.parametrize("address", ["user/", "user/?q=ana", "user/?role=admin", "portal/", "apitoken/?q=x"])
def test_lists_open(admin, address):
    Portal.current()

    assert admin.get(f"/admin/accounts/{address}").status_code == 200


def test_the_portal_is_one_and_stays(admin):
    Portal.current()

    assert admin.get("/admin/accounts/portal/add/").status_code == 403
    assert admin.get("/admin/accounts/portal/1/delete/").status_code == 403
    assert b'name="currency"' not in admin.get("/admin/accounts/portal/1/change/").content


def test_api_tokens_can_be_revoked_and_nothing_else(admin):
    token, text = create_token("Warehouse", ["sync.read"], None)
    address = "/admin/accounts/apitoken/"

    assert admin.get(f"{address}add/").status_code == 403
    assert admin.post(f"{address}{token.pk}/change/", {"name": "Other"}).status_code == 403
    assert admin.post(f"{address}{token.pk}/delete/", {"post": "yes"}).status_code == 403
    assert token_of(text) == token

    admin.post(address, {"action": "revoke_chosen", "_selected_action": [token.pk]})
    assert token_of(text) is None


def test_marketers_do_not_get_in(logged_in):
    assert logged_in(Role.MARKETER).get("/admin/accounts/user/").status_code == 302
