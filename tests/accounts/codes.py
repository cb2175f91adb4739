"""What an authenticator app would show."""

from django.utils import timezone
from django_otp.oath import TOTP

from accounts.models import Authenticator, User
from accounts.models.second_factor import STEP


def code_of(app: Authenticator, ahead: int = 0) -> str:
    """The code of now, or of so many steps later."""
    totp = TOTP(bytes.fromhex(app.key), STEP)
    totp.time = timezone.now().timestamp() + ahead * STEP
    return f"{totp.token():06d}"


def with_second_factor(user: User) -> Authenticator:
    """Gives a user an app, as if they had set it up a while ago."""
    app = Authenticator.objects.create(user=user, name="app", confirmed=True)
    user.second_factor_since = timezone.now()
    user.save()
    return app


def wrong_code(app: Authenticator) -> str:
    """Six digits that the app shows neither now nor just before or after."""
    right = {code_of(app, ahead) for ahead in range(-2, 3)}
    return next(code for number in range(10) if (code := f"{number:06d}") not in right)
