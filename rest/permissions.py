"""What a token opens: every view names the scopes it takes."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from rest.authentication import Caller
from rest.errors import ApiError, Detail


class HasScopes(BasePermission):
    """The token has every scope that the view's `scopes_for(request)` names."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether there is a token at all; raises ApiError (403, with what is missing) when its scopes do not do."""
        if not isinstance(request.user, Caller):
            return False
        require_scopes(request, view.scopes_for(request))
        return True


def scopes_of(request: Request) -> frozenset[str]:
    """The scopes of the token that calls; none without one."""
    return request.user.scopes if isinstance(request.user, Caller) else frozenset()


def require_scopes(request: Request, scopes: tuple[str, ...]) -> None:
    """Raise ApiError (403, HubSpot's MISSING_SCOPES) unless the token has all of these."""
    granted = scopes_of(request)
    missing = [scope for scope in scopes if scope not in granted]
    if missing:
        raise ApiError(
            403,
            "MISSING_SCOPES",
            "This token has not been given all scopes that this call takes. Make one that has them under "
            "Settings → API tokens.",
            errors=[Detail("All of these scopes are required.", context={"requiredScopes": missing})],
        )
