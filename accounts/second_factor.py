"""Two-factor log-in: turned on with an authenticator app, asked for after the password (docs/accounts.md)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice

import segno
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables

from accounts.models import Authenticator, BackupCode, User

# Marks a session whose user gave the second step, too.
SESSION_KEY = "second_factor"
BACKUP_CODES = 10
# About sixty bits, without signs that look alike.
_SIGNS, _SIGNS_IN_CODE, _SIGNS_IN_GROUP = "23456789abcdefghjkmnpqrstuvwxyz", 12, 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a code is right. `wait`: after so many wrong ones, none is looked at for so long."""

    is_right: bool
    was_backup_code: bool = False
    wait: timedelta | None = None


def begin(user: User) -> Authenticator:
    """The app that the user is setting up: the same key until a code confirms it."""
    return Authenticator.objects.get_or_create(user=user, defaults={"name": "app", "confirmed": False})[0]


@sensitive_variables()
def confirm(request: HttpRequest, user: User, code: str) -> list[str] | None:
    """Turn the second step on, if the code is the app's; the backup codes, which can be had this once. None: it is not.

    Other browsers of the user are logged out.
    """
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
        code = _without_spaces(code)
        if app is None or not _is_app_code(code) or not app.takes(code):
            return None
        app.confirmed = True
        app.save()
        user.second_factor_since = timezone.now()
        user.end_sessions()
        user.save(update_fields=["second_factor_since", "session_stamp"])
        codes = new_backup_codes(user)
    mark(request)
    update_session_auth_hash(request, user)
    return codes


@sensitive_variables()
def check(user: User, code: str, at: datetime) -> Verdict:
    """Look at a code of the app or a backup code; a right one is used up."""
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).first()
        if app is None:
            return Verdict(is_right=False)
        allowed, why = app.verify_is_allowed()
        if not allowed:
            until = (why or {}).get("locked_until")
            return Verdict(is_right=False, wait=until - at if isinstance(until, datetime) else timedelta(seconds=1))
        code = _without_spaces(code)
        by_app = _is_app_code(code) and app.takes(code)
        by_backup_code = not by_app and _use_backup_code(user, code, at)
        if not (by_app or by_backup_code):
            app.throttle_increment()
            return Verdict(is_right=False)
        app.throttle_reset(commit=False)
        app.set_last_used_timestamp(commit=False)
        app.save()
    return Verdict(is_right=True, was_backup_code=by_backup_code)


def new_backup_codes(user: User) -> list[str]:
    """Backup codes in the place of those there were; they can be had this once only."""
    codes = [_new_code() for _ in range(BACKUP_CODES)]
    with transaction.atomic():
        BackupCode.objects.filter(user=user).delete()
        BackupCode.objects.bulk_create(
            BackupCode(user=user, code_hash=_code_hash(code, settings.SECRET_KEY)) for code in codes
        )
    return codes


def turn_off(user: User) -> None:
    """Ask for the password alone from now on. Ends the user's sessions: whoever has one has given a code in it."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        BackupCode.objects.filter(user=user).delete()
        user.second_factor_since = None
        user.end_sessions()
        user.save(update_fields=["second_factor_since", "session_stamp"])


def mark(request: HttpRequest) -> None:
    """Note in the session that the second step was given."""
    request.session[SESSION_KEY] = True


def was_given(request: HttpRequest) -> bool:
    """Whether the second step was given in this session."""
    return bool(request.session.get(SESSION_KEY))


def qr_code(text: str) -> SafeString:
    """A text as the picture of a QR code: SVG without style or script, so that it may stand in the page."""
    code = segno.make(text, error="m", micro=False)
    picture = code.svg_inline(scale=4, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return SafeString(picture)


def _use_backup_code(user: User, code: str, at: datetime) -> bool:
    """Of two who use the same code at once, one gets in."""
    hashes = [_code_hash(code, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    unused = BackupCode.objects.unused().filter(user=user, code_hash__in=hashes)
    return unused.update(used_at=at) == 1


def _new_code() -> str:
    signs = "".join(choice(_SIGNS) for _ in range(_SIGNS_IN_CODE))
    return "-".join(signs[start : start + _SIGNS_IN_GROUP] for start in range(0, len(signs), _SIGNS_IN_GROUP))


def _code_hash(code: str, secret: str) -> str:
    """Keyed, because sixty bits could be tried by whoever has the database alone."""
    return salted_hmac("accounts.BackupCode", _without_spaces(code).lower(), secret, algorithm="sha256").hexdigest()


def _without_spaces(code: str) -> str:
    return re.sub(r"[\s-]", "", code)


def _is_app_code(code: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{6}", code))
