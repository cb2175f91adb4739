"""How the first administrator comes to be: from the environment, or by the first-run page and its one-time link."""

from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import Action, record
from accounts.first_run import token_file
from accounts.models import Portal, User
from hubsync.embedded.data_directory import DataDirectory


def ensure_first_administrator() -> dict[str, str]:
    """See that somebody can log in.

    Returns `administrator`: "exists" or "made" (both with `email`), or "missing" with the one-time `first_run_link`;
    and `weak_password`, the reasons in words, where ADMIN_PASSWORD would be refused on the settings page.
    """
    if existing := User.objects.order_by("id").first():
        token_file().unlink(missing_ok=True)
        return {"administrator": "exists", "email": existing.email}
    if settings.ADMIN_EMAIL and settings.ADMIN_PASSWORD:
        return _make_from_environment(settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD)
    return {"administrator": "missing", "first_run_link": first_run_link()}


def first_run_link() -> str:
    """The link that opens the first-run page from anywhere; the same until it was used (docs/security.md 13)."""
    file = token_file()
    token = DataDirectory(file.parent).read_or_make(file.name, token_urlsafe(32))
    return f"{settings.APP_URL}/setup?token={token}"


def _make_from_environment(email: str, password: str) -> dict[str, str]:
    with transaction.atomic():
        Portal.hold()
        if User.objects.exists():
            return ensure_first_administrator()
        user = User.objects.create_superuser(email, password)
        record(None, Action.USER_MADE, user)
    token_file().unlink(missing_ok=True)
    made = {"administrator": "made", "email": user.email}
    try:
        validate_password(password, user)
    except ValidationError as error:
        made["weak_password"] = " ".join(error.messages)
    return made
