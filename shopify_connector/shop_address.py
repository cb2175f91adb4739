"""What people type for their store, turned into Shopify's own name for it."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

# Shopify's pattern for a shop domain, in lower case and matched whole. 63 characters is what a DNS label holds.
SHOP_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
SHOP_DOMAIN = re.compile(rf"{SHOP_NAME.pattern}\.myshopify\.com")
ADMIN_PATH = re.compile(rf"/store/({SHOP_NAME.pattern})(?:/.*)?")


class ShopAddressError(ValueError):
    """The text is no address of a Shopify store; its message says so in words."""


def is_shop_domain(text: str) -> bool:
    """Whether `text` is exactly a shop domain, as Shopify sends it (`acme.myshopify.com`)."""
    return SHOP_DOMAIN.fullmatch(text) is not None


def parse_shop_address(text: str) -> str:
    """The shop domain (`acme.myshopify.com`) meant by what a person typed or pasted.

    Takes `acme`, `acme.myshopify.com`, any address below `https://acme.myshopify.com/` and
    `https://admin.shopify.com/store/acme…`, in any case, with spaces around. Raises ShopAddressError for all else.
    """
    typed = text.strip()
    if not typed:
        raise ShopAddressError(_("Enter the address of the store, for example acme.myshopify.com."))
    # Some letters beyond ASCII become ASCII in lower case: looked at before, not after.
    if not typed.isascii() or not typed.isprintable() or re.search(r"[\s\\]", typed):
        raise ShopAddressError(not_a_store(typed))
    typed = typed.lower()
    if SHOP_NAME.fullmatch(typed):
        return f"{typed}.myshopify.com"
    domain = _domain_of_url(typed if "://" in typed else f"https://{typed}")
    if domain is None:
        raise ShopAddressError(not_a_store(typed))
    return domain


def _domain_of_url(address: str) -> str | None:
    """The shop domain an address belongs to, or None where it is not one of Shopify's two forms."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if parts.netloc == "admin.shopify.com":
        found = ADMIN_PATH.fullmatch(parts.path)
        return f"{found[1]}.myshopify.com" if found else None
    # The whole authority is matched: a user name, a port or a longer host is not the store's.
    return parts.netloc if is_shop_domain(parts.netloc) else None


def not_a_store(typed: str) -> str:
    """Words for an address that is no store's; a shop's public address gets a hint of its own."""
    if "." in typed and "myshopify" not in typed.lower():
        return _(
            "That is not an address at Shopify. Enter the one that ends in .myshopify.com"
            " (in Shopify: Settings → Domains)."
        )
    return _("This is not the address of a Shopify store. Enter it like this: acme.myshopify.com.")


def store_url(shop: str) -> str:
    """The address, without a slash at the end, where a shop's admin answers (setting SHOPIFY_STORE_URL)."""
    return str(settings.SHOPIFY_STORE_URL).replace("{shop}", shop).rstrip("/")
