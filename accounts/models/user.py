"""The people who use the portal."""

from collections.abc import Iterator
from secrets import token_hex
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a user may do: admins everything, marketers all but settings and users, viewers only read."""

    ADMIN = "admin", _("Admin")
    MARKETER = "marketer", _("Marketer")
    VIEWER = "viewer", _("Viewer")


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password they cannot log in until they set one."""
        user = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator (also for `bin/manage createsuperuser`)."""
        return self.create_user(email, password, role=Role.ADMIN, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in. Admins have every permission, in the Django admin too."""

    email = models.EmailField(_("E-mail"))
    name = models.CharField(_("Name"), max_length=150, blank=True)
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.VIEWER)
    language = models.CharField(_("Language"), max_length=10, blank=True, help_text=_("Empty: the browser's language"))
    is_active = models.BooleanField(_("Active"), default=True)
    date_joined = models.DateTimeField(_("Joined"), default=timezone.now)
    # Since when log-in takes a second step (accounts.second_factor); None: it does not.
    second_factor_since = models.DateTimeField(_("Two-factor log-in since"), null=True, blank=True, editable=False)
    # Sessions hold a hash over it: a new stamp ends all of them.
    session_stamp = models.CharField(max_length=32, blank=True, default="", editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.is_superuser = self.role == Role.ADMIN
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin is open to this user."""
        return self.role == Role.ADMIN

    @property
    def can_edit(self) -> bool:
        """Whether this user may change records, lists and e-mails."""
        return self.role in (Role.ADMIN, Role.MARKETER)

    @property
    def has_second_factor(self) -> bool:
        """Whether log-in asks for a second step."""
        return self.second_factor_since is not None

    def end_sessions(self) -> None:
        """Log this user out of every browser, once saved."""
        self.session_stamp = token_hex(16)

    def get_session_auth_hash(self) -> str:
        """What a session is good for as long as it stays the same."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secrets."""
        return map(self._session_hash, settings.SECRET_KEY_FALLBACKS)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    def _session_hash(self, secret: str) -> str:
        kept = f"{self.password}:{self.session_stamp}"
        return salted_hmac("accounts.User.session", kept, secret=secret, algorithm="sha256").hexdigest()
