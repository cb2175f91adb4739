"""The one Shopify store of this portal, and the keys to it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.encrypted_field import EncryptedTextField
from shopify_connector import scopes, waiting


class Status(models.TextChoices):
    """Where the connection stands. "Reconnect needed" still is the portal's store: its token no longer works."""

    CONNECTED = "connected", _("Connected")
    RECONNECT_NEEDED = "reconnect_needed", _("Reconnect needed")
    DISCONNECTED = "disconnected", _("Disconnected")


class Way(models.TextChoices):
    """How the store was connected, which is also how its token is renewed."""

    AUTHORIZATION_CODE = "authorization_code", _("Approved in Shopify")
    CLIENT_CREDENTIALS = "client_credentials", _("Client credentials")
    FIXED_TOKEN = "fixed_token", _("Access token of a custom app")


class StoreConnectionQuerySet(models.QuerySet["StoreConnection"]):
    """The words in which the rest of the product asks for the store."""

    def not_disconnected(self) -> "StoreConnectionQuerySet":
        """The portal's present store, whether or not its token works (at most one row)."""
        return self.exclude(status=Status.DISCONNECTED)

    def answering_to(self, shop: str) -> "StoreConnectionQuerySet":
        """The rows of the store that Shopify calls `shop` (its present or its former domain)."""
        return self.filter(Q(shop=shop) | Q(myshopify_domain=shop))


class StoreConnectionManager(models.Manager.from_queryset(StoreConnectionQuerySet)):  # type: ignore[misc]
    """`connected()` and `current()` answer with a store or None; the rest answer with rows."""

    def connected(self) -> "StoreConnection | None":
        """The store whose token works, if there is one."""
        store: StoreConnection | None = self.filter(status=Status.CONNECTED).first()
        return store

    def current(self) -> "StoreConnection | None":
        """The store that is connected or waits to be connected again, if there is one."""
        store: StoreConnection | None = self.not_disconnected().first()
        return store


class StoreConnection(models.Model):
    """A store that is, or once was, connected. Its row outlives the connection, so that reconnecting resumes it."""

    shop = models.CharField(_("Shop domain"), max_length=100, unique=True, help_text="acme.myshopify.com")
    myshopify_domain = models.CharField(
        _("Domain at Shopify"), max_length=100, blank=True, help_text=_("As Shopify names the store today")
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.CONNECTED)
    way = models.CharField(_("Connected by"), max_length=20, choices=Way)

    access_token = EncryptedTextField(blank=True, default="", editable=False)
    access_token_expires_at = models.DateTimeField(
        _("Access token valid until"), null=True, blank=True, help_text=_("Empty: does not expire")
    )
    refresh_token = EncryptedTextField(blank=True, default="", editable=False)
    refresh_token_expires_at = models.DateTimeField(_("Refresh token valid until"), null=True, blank=True)
    client_id = models.CharField(
        _("Client ID"), max_length=100, blank=True, help_text=_("Empty: the one this server is set up with")
    )
    client_secret = EncryptedTextField(blank=True, default="", editable=False)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name=_("Scopes granted"), default=list, blank=True)
    scopes_missing = ArrayField(
        models.CharField(max_length=60), verbose_name=_("Scopes missing"), default=list, blank=True
    )

    shop_gid = models.CharField(_("Shopify's id"), max_length=100, blank=True)
    name = models.CharField(_("Store name"), max_length=255, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    primary_domain = models.CharField(_("Public address"), max_length=255, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, blank=True)
    plan = models.CharField(_("Shopify plan"), max_length=100, blank=True)

    connected_at = models.DateTimeField(_("Connected"), null=True, blank=True)
    disconnected_at = models.DateTimeField(_("Disconnected"), null=True, blank=True)
    last_error = models.TextField(_("Last error"), blank=True)

    objects: ClassVar[StoreConnectionManager] = StoreConnectionManager()

    class Meta:
        verbose_name = _("Store connection")
        verbose_name_plural = _("Store connections")
        ordering = ["-connected_at"]
        constraints = [
            # One portal, one store (SPEC C5), whoever tries at the same moment.
            models.UniqueConstraint(Value(1), condition=~Q(status=Status.DISCONNECTED), name="one_store_at_a_time")
        ]

    def __str__(self) -> str:
        return self.name or self.shop

    @property
    def is_connected(self) -> bool:
        return self.status == Status.CONNECTED

    @property
    def is_disconnected(self) -> bool:
        return self.status == Status.DISCONNECTED

    @property
    def needs_reconnecting(self) -> bool:
        return self.status == Status.RECONNECT_NEEDED

    @property
    def waiting_for(self) -> waiting.Waiting | None:
        """What calls to this store's API are waiting for at this moment, for the health page."""
        return waiting.current(self.shop)

    @property
    def token_is_permanent(self) -> bool:
        """Whether the access token has no expiry (a custom app's, or one granted before tokens expired)."""
        return bool(self.access_token) and self.access_token_expires_at is None

    @property
    def app_id(self) -> str:
        """The client id of the Shopify app this store granted access to."""
        return self.client_id or str(settings.SHOPIFY_API_KEY)

    @property
    def app_secret(self) -> str:
        """That app's client secret."""
        return self.client_secret or str(settings.SHOPIFY_API_SECRET)

    def signing_secrets(self) -> list[str]:
        """The secrets Shopify may have signed with: while one is being replaced, the old one counts too."""
        secrets = [self.app_secret, *settings.SHOPIFY_API_SECRET_FALLBACKS]
        return [secret for secret in secrets if secret]

    def has_scope(self, scope: str) -> bool:
        """Whether the store granted `scope`, by itself or within another."""
        return scope in scopes.expand(self.scopes)

    def answers_to(self, shop: str) -> bool:
        """Whether `shop`, a domain Shopify sent, is this store."""
        return shop.lower() in {self.shop, self.myshopify_domain}

    def require_reconnecting(self, reason: str) -> None:
        """The token is dead: a person must connect again. Data and row stay."""
        self.status = Status.RECONNECT_NEEDED
        self.last_error = reason
        self.save(update_fields=["status", "last_error"])

    def let_go(self, at: datetime) -> None:
        """Disconnect: every key dropped, everything else kept."""
        self.status = Status.DISCONNECTED
        self.disconnected_at = at
        self.access_token = self.refresh_token = self.client_secret = ""
        self.access_token_expires_at = self.refresh_token_expires_at = None
        self.last_error = ""
        self.save()
