"""Shopify's values into ours: ids, moments, amounts, texts. Each refuses what it cannot read, saying which field."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from babel.core import get_global

from shopify_connector.mapping.refusal import Refusal, RefusalReason

# Every ISO 4217 code that Babel knows, former ones included: stores have orders in them.
CURRENCIES: frozenset[str] = frozenset(get_global("all_currencies"))

# Moments outside of these years are mistakes of whoever wrote them, and PostgreSQL's own range is near.
_YEARS = range(1970, 2200)
_MAX_AMOUNT = Decimal(10) ** 15
_MAX_BIGINT = 2**63 - 1


def gid_number(gid: Any, field: str) -> int:
    """The number at the end of a global id: gid://shopify/Order/123?x=y → 123."""
    try:
        tail = gid[gid.rindex("/") + 1 :]
        number = int(tail) if tail.isdecimal() else int(tail.split("?", 1)[0])
    except (AttributeError, TypeError, ValueError):
        raise Refusal(RefusalReason.NO_ID, field, gid) from None
    if not 0 < number <= _MAX_BIGINT:
        raise Refusal(RefusalReason.NO_ID, field, gid)
    return number


def reference(node: dict[str, Any] | None, field: str) -> int | None:
    """The number of the object that a field refers to, or None."""
    return gid_number(node["id"], field) if node else None


def moment(text: Any, field: str) -> str | None:
    """An ISO 8601 moment with its zone, as it is written, once it is known to be one; None for none."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refusal(RefusalReason.BAD_DATE, field, text) from None
    if at.tzinfo is None or at.year not in _YEARS:
        raise Refusal(RefusalReason.BAD_DATE, field, text)
    return str(text)


def required_moment(text: Any, field: str) -> str:
    """A moment that must be there, such as a version."""
    at = moment(text, field)
    if at is None:
        raise Refusal(RefusalReason.MISSING, field, text)
    return at


def last_moment(texts: Iterable[Any], field: str) -> str | None:
    """The latest of several moments; None for none."""
    moments = [at for text in texts if (at := moment(text, field))]
    return max(moments, key=datetime.fromisoformat) if moments else None


def amount(text: Any, field: str) -> Decimal | None:
    """A decimal amount, from text (or the numbers that some webhooks carry); None for none."""
    if text is None or text == "":
        return None
    try:
        value = Decimal(text if isinstance(text, str) else str(text))
        is_sane = -_MAX_AMOUNT < value < _MAX_AMOUNT
    except (InvalidOperation, ValueError):  # the comparison's, where the value is not a number
        is_sane = False
    if not is_sane:
        raise Refusal(RefusalReason.BAD_AMOUNT, field, text)
    return value


def plain_amount(text: Any, field: str) -> str:
    """An amount as text, the same however many zeros its source writes behind the point: 12.50 → 12.5."""
    value = amount(text, field)
    return "" if value is None else f"{value.normalize():f}"


def shop_amount(money_bag: dict[str, Any] | None, field: str) -> Decimal | None:
    """The shop money of a MoneyBag."""
    return amount(money_bag["shopMoney"]["amount"], field) if money_bag else None


def currency(code: Any, field: str) -> str:
    """An ISO 4217 code; refuses what is not one."""
    if not code:
        return ""
    if code not in CURRENCIES:
        raise Refusal(RefusalReason.BAD_CURRENCY, field, code)
    return str(code)


def integer(value: Any, field: str) -> int | None:
    """A whole number, also from GraphQL's UnsignedInt64, which is text; None for none."""
    if value is None or value == "":
        return None
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Refusal(RefusalReason.BAD_NUMBER, field, value) from None
    if not -_MAX_BIGINT <= number <= _MAX_BIGINT:
        raise Refusal(RefusalReason.BAD_NUMBER, field, value)
    return number


def lower(value: str | None) -> str:
    """An enum of GraphQL in the lower case of REST: PARTIALLY_REFUNDED → partially_refunded."""
    return value.lower() if value else ""


def site_path(address: str | None) -> str | None:
    """Path and query of a page of the store: REST writes those alone, GraphQL the whole address."""
    if not address or not address.startswith(("http://", "https://")):
        return address
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def email_key(address: str | None) -> str:
    """An e-mail address as contacts are known by it: without spaces around, in lower case (SPEC K1)."""
    return address.strip().lower() if address else ""


def tag_list(tags: Any) -> list[str]:
    """Tags from GraphQL's list, or from the comma-separated text of webhooks; in one order, since theirs differ."""
    if isinstance(tags, str):
        tags = [tag for part in tags.split(",") if (tag := part.strip())]
    return sorted(tags) if tags else []
