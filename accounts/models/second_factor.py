"""What a user proves with after the password: an authenticator app, or a backup code."""

from base64 import b32encode
from typing import ClassVar
from urllib.parse import quote, urlencode

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP
from django_otp.util import random_hex

from accounts.encrypted_field import EncryptedTextField
from accounts.models.user import User

# Seconds for which a code holds, and how many codes before and after the present one are taken.
STEP, TOLERANCE = 30, 1


def new_key() -> str:
    """A secret of twenty random bytes, in hexadecimal digits."""
    return str(random_hex(20))


class Authenticator(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc] # django-otp has no types
    """A user's authenticator app, by django-otp: codes of six digits by time (RFC 6238). Its key is encrypted at rest.

    After n wrong codes in a row none is taken for 2^(n-1) seconds, backup codes neither.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="authenticator", verbose_name=_("User"))
    key = EncryptedTextField(default=new_key, editable=False)
    drift = models.SmallIntegerField(default=0, editable=False)
    # The step of the last code that was taken: no code is taken twice.
    last_step = models.BigIntegerField(default=-1, editable=False)

    objects: ClassVar[models.Manager["Authenticator"]] = models.Manager()

    class Meta:
        verbose_name = _("Authenticator app")
        verbose_name_plural = _("Authenticator apps")

    def __str__(self) -> str:
        return str(self.user)

    def takes(self, code: str) -> bool:
        """Whether these six digits are the code of now; then they are used up. Says nothing of the throttle."""
        if not self.key:  # no key of ours opens it (accounts.encrypted_field)
            return False
        totp = TOTP(bytes.fromhex(self.key), STEP, drift=self.drift)
        totp.time = timezone.now().timestamp()
        if not totp.verify(int(code), TOLERANCE, self.last_step + 1):
            return False
        self.last_step, self.drift = totp.t(), totp.drift
        return True

    def get_throttle_factor(self) -> int:
        """For django-otp."""
        return 1

    @property
    def typed_key(self) -> str:
        """The key as a person types it into an app: base 32, in groups of four."""
        text = self._base32()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    def address(self, issuer: str) -> str:
        """The otpauth: address that the QR code holds; `issuer` is how the app calls this portal."""
        issuer = issuer.replace(":", " ")
        query = urlencode({"secret": self._base32(), "issuer": issuer}, quote_via=quote)
        return f"otpauth://totp/{quote(issuer)}:{quote(self.user.email)}?{query}"

    def _base32(self) -> str:
        return b32encode(bytes.fromhex(self.key)).decode()


class BackupCodeQuerySet(models.QuerySet["BackupCode"]):
    """Backup codes by whether they still open anything."""

    def unused(self) -> "BackupCodeQuerySet":
        """Those that nobody used."""
        return self.filter(used_at=None)


class BackupCode(models.Model):
    """A code for when the app is out of reach; it works once. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="backup_codes", verbose_name=_("User"))
    code_hash = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(pgettext_lazy("backup code", "Used"), null=True, blank=True)

    objects = BackupCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Backup code")
        verbose_name_plural = _("Backup codes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "code_hash"], name="backup_code_unique")]

    def __str__(self) -> str:
        return str(self.pk)
