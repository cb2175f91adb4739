"""Who calls: a bearer token of this portal."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api_tokens import note_use, token_of
from accounts.models import ApiToken


class Caller:
    """A program that calls with a token: what `request.user` is in the API."""

    is_authenticated = True
    is_active = True
    pk = None

    def __init__(self, token: ApiToken) -> None:
        self.token = token

    def __str__(self) -> str:
        return self.token.name

    @property
    def scopes(self) -> frozenset[str]:
        """What the token's holder may do (accounts.scopes)."""
        return frozenset(self.token.scopes)


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer pat-…`. No cookie opens the API, so that no page elsewhere can call it for somebody."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiToken] | None:
        """The caller; None without a token. Raises AuthenticationFailed for one that is unknown or revoked."""
        kind, _, text = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = token_of(text.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed
        note_use(token, timezone.now())
        return Caller(token), token

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing token a 401."""
        return "Bearer"


class BearerTokenInSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the OpenAPI document says of it."""

    target_class = "rest.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token from Settings → API tokens."}
