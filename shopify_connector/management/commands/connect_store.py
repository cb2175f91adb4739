"""`bin/manage connect_store SHOP --access-token TOKEN`: connect without a browser (SPEC 12)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Action
from shopify_connector import connecting, importing
from shopify_connector.errors import ShopifyError
from shopify_connector.models import ImportSession, StoreConnection
from shopify_connector.models.store import Way
from shopify_connector.shop_address import ShopAddressError, parse_shop_address
from shopify_connector.token_endpoint import TokenGrant


class Command(BaseCommand):
    """Connects a store with a custom app's token and imports it; exits 0 when the import is complete."""

    help = "Connect a Shopify store with the access token of a custom app, and import it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("shop", metavar="SHOP", help="acme, or acme.myshopify.com")
        parser.add_argument("--access-token", required=True, metavar="TOKEN", help="the app's Admin API access token")
        parser.add_argument("--no-wait", action="store_true", help="return at once; a worker imports")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            shop = parse_shop_address(options["shop"])
            grant = TokenGrant(options["access_token"], frozenset(), None)
            store = connecting.connect(shop, Way.FIXED_TOKEN, grant, at)
        except (ShopAddressError, ShopifyError) as error:
            raise CommandError(str(error)) from error
        audit.record(None, Action.STORE_CONNECTED, store, way=Way.FIXED_TOKEN)
        self.stdout.write(_("%(name)s (%(shop)s) is connected.") % {"name": store.name, "shop": store.shop})
        session = importing.current(store)
        if session is None or session.started_at < at:
            # Connecting starts an import; where that failed, it is started here.
            session = importing.start(store)
        if not options["no_wait"]:
            self._wait_for(session, store)

    def _wait_for(self, session: ImportSession, store: StoreConnection) -> None:
        complete = importing.wait(session)
        for step in session.steps.all():
            self.stdout.write(
                _("%(object)s: %(found)s found, %(imported)s imported, %(skipped)s skipped, %(errors)s errors")
                % {
                    "object": step,
                    "found": step.found or 0,
                    "imported": step.imported,
                    "skipped": step.skipped_total,
                    "errors": step.errors,
                }
            )
        if not complete:
            raise CommandError(session.error or _("The import was cancelled."))
        self.stdout.write(_("The import is complete."))
