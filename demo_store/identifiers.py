"""Numbers and tokens of records: thirteen digits with Shopify's stride, and random-looking tokens."""

from __future__ import annotations

from random import Random
from typing import Final

# Shopify's ids of one shop are some multiple of 32768 apart; each kind has its own range.
STRIDE: Final = 32_768
_FIRST: Final = {
    "Customer": 8_110_204_322_034,
    "MailingAddress": 1_040_118_546_674,
    "Product": 9_215_406_743_794,
    "ProductVariant": 4_790_221_897_970,
    "MediaImage": 3_870_442_512_626,
    "Order": 6_230_557_982_962,
    "LineItem": 1_560_998_330_610,
    "Refund": 8_870_114_697_458,
    "AbandonedCheckout": 3_740_661_948_658,
    "AbandonedCheckoutLineItem": 1_320_775_147_762,
    "CustomerVisit": 2_110_334_558_450,
    "BulkOperation": 5_280_120_332_530,
    "WebhookSubscription": 1_700_448_567_538,
    "WebPixel": 1_210_330_341_618,
    "AppInstallation": 7_400_221_204_722,
    "DataRequest": 1_030_227_145_906,
}


class Ids:
    """Hands out ids, one sequence a kind of record; going on from what `memory` told."""

    def __init__(self, memory: dict[str, int] | None = None) -> None:
        self._next = {**_FIRST, **(memory or {})}

    def memory(self) -> dict[str, int]:
        """The next id of each kind."""
        return dict(self._next)

    def mint(self, kind: str) -> int:
        """The next id of that kind (a GraphQL type's name)."""
        number = self._next[kind]
        self._next[kind] = number + STRIDE
        return number

    def reserve(self, kind: str, count: int) -> range:
        """`count` ids at once, ascending."""
        first = self._next[kind]
        self._next[kind] = first + STRIDE * count
        return range(first, first + STRIDE * count, STRIDE)


def token(rng: Random) -> str:
    """32 hexadecimal digits, as order and checkout tokens have them."""
    return f"{rng.getrandbits(128):032x}"


_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_CONFIRMATION: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def cart_token(rng: Random) -> str:
    """A cart's token in the present form: a region's prefix and base-62 letters."""
    return "Z2NwLWV1cm9wZS13ZXN0MTow" + "".join(rng.choices(_ALPHABET, k=26))


def confirmation_number(rng: Random) -> str:
    """Nine letters and digits ("XPAV284CT"): random and not unique, as at Shopify."""
    return "".join(rng.choices(_CONFIRMATION, k=9))
