"""Who may do what: one place that every door uses (roles are in accounts.models.Role)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, NoReturn, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

ADMINS_ONLY = _("Only administrators can open this page. Ask one of them to change it for you.")
EDITORS_ONLY = _("Your role lets you read, not change. An administrator can give you the marketer role.")

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def require_admin(user: Any) -> None:
    """Raise PermissionDenied, in words, unless the user is an administrator."""
    _require(getattr(user, "is_staff", False), ADMINS_ONLY)


def require_editor(user: Any) -> None:
    """Raise PermissionDenied, in words, unless the user may change records."""
    _require(getattr(user, "can_edit", False), EDITORS_ONLY)


def forbid(why: str | Promise) -> NoReturn:
    """Raise PermissionDenied, in words."""
    raise PermissionDenied(why)


def person(request: HttpRequest) -> User:
    """Who is logged in, on a page that is closed to strangers."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def admins_only(view: View[Rest]) -> View[Rest]:
    """A view for administrators; others get a 403 that says why."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        require_admin(request.user)
        return view(request, *args, **kwargs)

    return guarded


def editors_only(view: View[Rest]) -> View[Rest]:
    """A view for administrators and marketers; others get a 403 that says why."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        require_editor(request.user)
        return view(request, *args, **kwargs)

    return guarded


class AdminsOnly:
    """Mixin: a class-based view for administrators."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_admin(request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


class EditorsOnly:
    """Mixin: a class-based view for administrators and marketers."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_editor(request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


def _require(allowed: bool, why: Promise) -> None:
    if not allowed:
        raise PermissionDenied(why)
