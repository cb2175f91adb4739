"""The portal, the people who use it, and the tokens of programs that do."""

from secrets import token_hex
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
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

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]


class Tier(models.TextChoices):
    """HubSpot's subscription tiers; what each opens is in `Portal.allows` (SPEC C9)."""

    FREE = "free", _("Free")
    BASIC = "basic", _("Basic")
    PRO = "pro", _("Pro")
    ENTERPRISE = "enterprise", _("Enterprise")


class Feature(models.TextChoices):
    """Features that take a tier above free."""

    LINE_ITEM_SEGMENTS = "line_item_segments", _("Segments by line item")
    WORKFLOWS = "workflows", _("Workflows")


TIER_NEEDED = {Feature.LINE_ITEM_SEGMENTS: Tier.BASIC, Feature.WORKFLOWS: Tier.PRO}


def new_salt() -> str:
    """Thirty-two random bytes, as hexadecimal digits."""
    return token_hex(32)


class Portal(models.Model):
    """The one portal of this installation (one installation = one portal = one store)."""

    name = models.CharField(_("Name"), max_length=150, blank=True)
    tier = models.CharField(_("Tier"), max_length=20, choices=Tier, default=Tier.ENTERPRISE)
    currency = models.CharField(_("Currency"), max_length=3, default="USD", help_text=_("ISO 4217; the store's own"))
    time_zone = models.CharField(
        _("Time zone"), max_length=64, default="UTC", help_text=_("IANA name; the store's own")
    )
    salesforce_enabled = models.BooleanField(_("Salesforce integration"), default=False)
    # Never changes: what is erased is known again only by hashes made with it.
    erasure_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    class Meta:
        verbose_name = _("Portal")
        verbose_name_plural = _("Portal")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_portal")]

    def __str__(self) -> str:
        return self.name or "hubsync"

    @classmethod
    def current(cls) -> "Portal":
        """The portal's row, made on first use."""
        return cls.objects.get_or_create(id=1)[0]

    def allows(self, feature: Feature) -> bool:
        """Whether the portal's tier opens a feature (SPEC C9)."""
        order = list(Tier)
        return order.index(Tier(self.tier)) >= order.index(TIER_NEEDED[feature])


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens by whether they still open anything."""

    def living(self) -> "ApiTokenQuerySet":
        """Those that nobody revoked."""
        return self.filter(revoked_at=None)

    def revoked(self) -> "ApiTokenQuerySet":
        """Those that open nothing any more, the last one first."""
        return self.exclude(revoked_at=None).order_by("-revoked_at", "-pk")


class ApiToken(models.Model):
    """What a program calls the API with (accounts.api_tokens). The token itself is shown once and kept nowhere."""

    PREFIX: ClassVar[str] = "pat-"
    LONGEST_NAME: ClassVar[int] = 150

    name = models.CharField(_("Name"), max_length=LONGEST_NAME)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("Ends in"), max_length=4)
    scopes = ArrayField(models.CharField(max_length=100), verbose_name=_("Scopes"))
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"), default=timezone.now)
    last_used_at = models.DateTimeField(_("Last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_as(self) -> str:
        """How its holder knows it again."""
        return f"{self.PREFIX}…{self.hint}"
