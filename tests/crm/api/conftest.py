"""A program that calls hubsync with a token of every scope."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.api_tokens import create_token
from accounts.scopes import SCOPES
from tests.crm.pages.conftest import _pipeline, make_contact, make_deal, make_product

__all__ = ["_pipeline", "make_contact", "make_deal", "make_product"]


class Program:
    """Calls with JSON; answers are (status, body), the body None where there is none."""

    def __init__(self, token: str = "") -> None:
        self._client = Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        answer = self.answer(method, path, body, **query)
        return answer.status_code, answer.json() if answer.content else None

    def answer(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        given = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(self._client, method)(path, **given, query_params=query)

    def get(self, path: str, **query: Any) -> Any:
        """The body of a call that goes well."""
        status, body = self("get", path, **query)
        assert status == 200, body
        return body

    def post(self, path: str, body: Any, expected: int = 200) -> Any:
        """The body of a call that goes well."""
        status, answer = self("post", path, body)
        assert status == expected, answer
        return answer


@pytest.fixture
def token_with(db: None) -> Callable[..., str]:
    """The text of a new token with these scopes (none named: all)."""

    def make(*scopes: str) -> str:
        return create_token("Test", scopes or SCOPES, None)[1]

    return make


@pytest.fixture
def api(token_with: Callable[..., str]) -> Program:
    return Program(token_with())
