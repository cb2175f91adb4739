"""The token to use now: renewed before it ends, one renewal at a time (SPEC C3)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shopify_connector import token_endpoint
from shopify_connector.errors import AuthorizationFailed, StoreUnavailable, TokenExpired
from shopify_connector.models import StoreConnection
from shopify_connector.models.store import Way
from shopify_connector.token_endpoint import App, TokenGrant

logger = logging.getLogger(__name__)

# A token that ends within the minute is renewed first: the call it is for must still find it good.
RENEW_BEFORE = timedelta(seconds=60)


def app_of(store: StoreConnection) -> App:
    """The Shopify app that `store` granted access to."""
    return App(store.app_id, store.app_secret)


@sensitive_variables()
def access_token(store: StoreConnection) -> str:
    """A token good for another minute. Raises TokenExpired where only a person can get a new one.

    Where Shopify cannot be reached for the renewal, the present token serves until its very end.
    """
    if store.pk is None or not ends_soon(store, timezone.now()):
        return store.access_token
    try:
        return renew(store, store.access_token)
    except StoreUnavailable:
        if store.access_token_expires_at and store.access_token_expires_at > timezone.now():
            return store.access_token
        raise


def ends_soon(store: StoreConnection, at: datetime) -> bool:
    """Whether the access token ends within `RENEW_BEFORE` of `at`."""
    return store.access_token_expires_at is not None and store.access_token_expires_at - RENEW_BEFORE <= at


@sensitive_variables()
def renew(store: StoreConnection, refused: str) -> str:
    """Replace the access token `refused`, and answer with the new one.

    The row's lock makes renewals wait for one another; whoever comes second finds the new token there. When Shopify
    refuses for good, the store is marked "reconnect needed" and TokenExpired raised.
    """
    if store.pk is None:
        raise TokenExpired(_("Shopify does not accept this access token."))
    try:
        _under_lock(store, lambda row: row.access_token != refused and not ends_soon(row, timezone.now()), _next_grant)
    except AuthorizationFailed as error:
        logger.warning("shopify_token_refused shop=%s", store.shop)
        give_up(store, refused)
        raise TokenExpired from error
    return store.access_token


def exchange_permanent_token(store: StoreConnection) -> None:
    """Replace a token that never ends by an expiring pair, without the merchant (once; the old token dies).

    Raises AuthorizationFailed where Shopify will not; the old token then still works.
    """
    _under_lock(
        store,
        lambda row: not row.token_is_permanent,
        lambda row, at: token_endpoint.exchange_permanent_token(row.shop, app_of(row), row.access_token, at),
    )


def _under_lock(
    store: StoreConnection,
    is_done: Callable[[StoreConnection], bool],
    ask: Callable[[StoreConnection, datetime], TokenGrant],
) -> None:
    """Hold the store's row, ask for a grant unless another process just did, keep it; then bring `store` up to date."""
    with transaction.atomic():
        row = StoreConnection.objects.select_for_update().get(pk=store.pk)
        if not row.is_connected:
            raise TokenExpired
        if not is_done(row):
            keep_grant(row, ask(row, timezone.now()))
    store.refresh_from_db()


def give_up(store: StoreConnection, refused: str) -> None:
    """Ask for a person, unless one has connected the store again meanwhile."""
    with transaction.atomic():
        row = StoreConnection.objects.select_for_update().get(pk=store.pk)
        if row.is_connected and row.access_token == refused:
            row.require_reconnecting(str(TokenExpired()))
    store.refresh_from_db()


def keep_grant(store: StoreConnection, grant: TokenGrant) -> None:
    """Save a grant: both tokens and both ends at once, so that they always belong together."""
    store.access_token = grant.access_token
    store.access_token_expires_at = grant.expires_at
    store.refresh_token = grant.refresh_token
    store.refresh_token_expires_at = grant.refresh_expires_at
    store.save(update_fields=["access_token", "access_token_expires_at", "refresh_token", "refresh_token_expires_at"])


def _next_grant(store: StoreConnection, at: datetime) -> TokenGrant:
    if store.way == Way.CLIENT_CREDENTIALS:
        return token_endpoint.client_credentials(store.shop, app_of(store), at)
    if not store.refresh_token or (store.refresh_token_expires_at and store.refresh_token_expires_at <= at):
        raise AuthorizationFailed(_("This token cannot be renewed."))
    return token_endpoint.refresh(store.shop, app_of(store), store.refresh_token, at)
