"""People who log in."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, User
from tests.accounts.people import PASSWORD


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Makes a user with PASSWORD: `make_user("ana@example.com", role=Role.ADMIN)`."""

    def make(email: str = "ana@example.com", **fields: object) -> User:
        return User.objects.create_user(email, PASSWORD, **{"role": Role.MARKETER, **fields})

    return make


@pytest.fixture
def logged_in(make_user: Callable[..., User], client: Client) -> Callable[..., Client]:
    """A client logged in as a user with the given role."""

    def log_in(role: Role = Role.MARKETER) -> Client:
        client.force_login(make_user(role=role))
        return client

    return log_in
