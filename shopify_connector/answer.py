"""What Shopify's Admin API answered: data, and the errors beside it."""

from dataclasses import dataclass
from typing import Any

from shopify_connector.throttle import Cost

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AnswerError:
    """One entry of `errors`: Shopify's words, its code (often empty) and the place in `data` it is about."""

    message: str
    code: str
    path: Path

    @property
    def is_access_denied(self) -> bool:
        """A scope is missing, or Shopify's approval for protected customer data (which comes without a code)."""
        return self.code == "ACCESS_DENIED" or "not approved to access" in self.message


@dataclass(frozen=True, slots=True)
class UserError:
    """A mutation's refusal: Shopify's words and code, and the input field it is about."""

    message: str
    code: str
    field: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` may have holes: a null that an error speaks of is no value (SPEC K2); `knows` tells the two apart."""

    data: dict[str, Any]
    errors: tuple[AnswerError, ...]
    cost: Cost | None

    def knows(self, *path: str | int) -> bool:
        """Whether what stands at `path` in `data` is Shopify's value rather than the gap an error left."""
        if any(error.path and error.path == path[: len(error.path)] for error in self.errors):
            return False
        placeless = any(not error.path for error in self.errors)
        return not placeless or self._at(path) is not None

    def user_errors(self, mutation: str) -> list[UserError]:
        """The refusals in the payload of `mutation` (its name in the query); empty when it was done."""
        payload = self.data.get(mutation) or {}
        return [
            UserError(error.get("message") or "", error.get("code") or "", tuple(error.get("field") or ()))
            for error in payload.get("userErrors") or []
        ]

    def _at(self, path: Path) -> Any:
        here: Any = self.data
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return here


def read_errors(errors: Any) -> tuple[AnswerError, ...]:
    """The `errors` of an answer: a list as GraphQL has it, or the bare string Shopify sends with 401, 403 and 404."""
    if not errors:
        return ()
    if not isinstance(errors, list):
        return (AnswerError(str(errors), "", ()),)
    return tuple(_read_error(error) for error in errors)


def _read_error(error: Any) -> AnswerError:
    if not isinstance(error, dict):
        return AnswerError(str(error), "", ())
    code = (error.get("extensions") or {}).get("code") or ""
    return AnswerError(str(error.get("message") or ""), str(code), tuple(error.get("path") or ()))
