"""What can go wrong with Shopify: raised where it is known, turned into words at the door."""

from django.utils.translation import gettext as _


class ShopifyError(Exception):
    """Anything that keeps the connection to a store from working. `str(error)` is for people."""


class StoreUnavailable(ShopifyError):
    """The store did not answer, or not in a way that can be used, for as long as we were ready to wait."""


class StoreNotFound(StoreUnavailable):
    """No store answers at that address."""


class StoreFrozen(StoreUnavailable):
    """Shopify has frozen, locked or closed the store: its owner must act there."""


class Throttled(StoreUnavailable):
    """Shopify asked to slow down for longer than we were ready to wait."""


class TokenExpired(ShopifyError):
    """The access token is not accepted and cannot be renewed: a person must connect the store again."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("Shopify no longer accepts the access token. Connect the store again."))


class AccessDenied(ShopifyError):
    """The token lacks a scope (or Shopify's approval) for what was asked, and nothing of it was answered."""


class QueryRefused(ShopifyError):
    """Shopify refused the query itself; asking again would not help. `errors` are Shopify's own."""

    def __init__(self, message: str, errors: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors


class QueryTooExpensive(QueryRefused):
    """One query asked for more than Shopify allows at once (cost above 1000): ask for a smaller page."""


class AuthorizationFailed(ShopifyError):
    """The OAuth dialogue ended without a token we can trust."""


class AuthorizationDenied(AuthorizationFailed):
    """The person at the store said no."""


class ConnectionRefused(ShopifyError):
    """hubsync's own rules forbid this connection; nothing was made."""


class AnotherStoreConnected(ConnectionRefused):
    """One portal has one store (SPEC C5)."""


class SalesforceEnabled(ConnectionRefused):
    """Shopify and Salesforce are not connected together (SPEC C6)."""


class ScopesMissing(ConnectionRefused):
    """The store granted less than the integration cannot do without."""


class AppNotConfigured(ConnectionRefused):
    """The server has no client id and secret of a Shopify app."""
