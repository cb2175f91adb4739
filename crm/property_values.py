"""Values of properties: where they stand in a record, and how they are written as text and read from it.

The text form is that of HubSpot's API: everything is a string, nothing is null. Money and numbers are decimals without
trailing zeros; moments are ISO 8601 in UTC with milliseconds.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from crm.properties import Kind, Property

Value = str | int | Decimal | bool | datetime | list[str] | None
LONGEST_TEXT = 65_536
_BIGGEST = {Kind.INTEGER: Decimal(2**31 - 1), Kind.MONEY: Decimal(10) ** 15, Kind.NUMBER: Decimal(10) ** 30}


class InvalidValue(ValueError):
    """A text that is no value of its property. `str(error)` says what would be; `code` is HubSpot's word for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def value_of(record: Any, one: Property) -> Any:
    """A record's value of a property; None where a relation leads nowhere and where nothing is known."""
    if one.is_custom:
        return _from_json(record.custom.get(one.name), one.kind)
    return value_at(record, one.attribute)


def value_at(record: Any, path: str) -> Any:
    """The value at an attribute path (`purchases__total_revenue`); None where a relation leads nowhere."""
    for step in path.split("__"):
        try:
            record = getattr(record, step)
        except ObjectDoesNotExist:
            return None
        if record is None:
            return None
    return record


def as_text(value: Any, kind: Kind) -> str | None:
    """A value as the API writes it; None for what is not known."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, list):
        return (";" if kind == Kind.IMAGES else ", ").join(value)
    return str(value)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 12.5, 100, 0."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_text(given: Any, one: Property) -> Value:
    """The value that a text (or a JSON number or bool) stands for; empty text: no value.

    Raises InvalidValue in words. What no value is: None for numbers, moments and yes/no, "" for texts, [] for lists.
    """
    if not isinstance(given, str | int | float | Decimal | None):
        raise InvalidValue("INVALID_VALUE", _("A value is a text."))
    text = "" if given is None else (str(given).lower() if isinstance(given, bool) else str(given)).strip()
    if "\x00" in text:
        raise InvalidValue("INVALID_VALUE", _("A text cannot hold the character NUL."))
    if not text:
        return [] if one.kind in (Kind.TAGS, Kind.IMAGES) else "" if one.kind in _TEXTS else None
    read: Callable[[str], Value] = _READ.get(one.kind, _read_text)
    return read(text)


def to_json(value: Value) -> Any:
    """A value as it is kept in a JSON column."""
    return as_text(value, Kind.STRING) if isinstance(value, datetime | Decimal) else value


def _from_json(kept: Any, kind: Kind) -> Any:
    try:
        if kind == Kind.NUMBER and kept not in (None, ""):
            return Decimal(str(kept))
        if kind == Kind.DATETIME and kept:
            return datetime.fromisoformat(str(kept))
    except (InvalidOperation, ValueError):
        return None
    return kept


def _read_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise InvalidValue(
            "PROPERTY_VALUE_TOO_LONG", _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT}
        )
    return text


def _read_number(text: str, kind: Kind) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "_" in text:
        raise InvalidValue("INVALID_INTEGER" if kind == Kind.INTEGER else "INVALID_NUMBER", _("This is no number."))
    if abs(number) > _BIGGEST[kind]:
        raise InvalidValue("INVALID_NUMBER", _("This number is too big."))
    return number


def _read_integer(text: str) -> int:
    number = _read_number(text, Kind.INTEGER)
    if number != number.to_integral_value():
        raise InvalidValue("INVALID_INTEGER", _("This is no whole number."))
    return int(number)


def _read_money(text: str) -> Decimal:
    number = _read_number(text, Kind.MONEY)
    if number != round(number, 4):
        raise InvalidValue("INVALID_NUMBER", _("An amount has at most four decimals."))
    return number


def _read_bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise InvalidValue("INVALID_BOOLEAN", _("Write true or false."))
    return text.lower() == "true"


def _read_moment(text: str) -> datetime:
    """ISO 8601 (a day alone is its midnight in UTC), or milliseconds since 1970 as HubSpot takes them."""
    try:
        if text.lstrip("-").isdecimal() and len(text) != 4:
            return datetime.fromtimestamp(int(text) / 1000, tz=UTC)
        moment = parse_datetime(text)
        day = parse_date(text) if moment is None else None
        if day is not None:
            moment = datetime.combine(day, time.min, tzinfo=UTC)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise InvalidValue("INVALID_DATE", _("Write a moment as 2026-11-25T18:30:00Z, or in milliseconds since 1970."))


def _read_email(text: str) -> str:
    try:
        EmailValidator()(text)
    except ValidationError as error:
        message = _("“%(text)s” is no e-mail address.") % {"text": text[:100]}
        raise InvalidValue("INVALID_EMAIL", message) from error
    return text.lower()


def _read_url(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise InvalidValue("INVALID_URL", _("An address begins with https:// or http://.")) from error
    return _read_text(text)


def _read_tags(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_images(text: str) -> list[str]:
    return [_read_url(part.strip()) for part in text.split(";") if part.strip()]


_TEXTS = {Kind.STRING, Kind.LONG_TEXT, Kind.HTML, Kind.URL, Kind.EMAIL, Kind.ENUMERATION}
_READ: dict[Kind, Callable[[str], Value]] = {
    Kind.INTEGER: _read_integer,
    Kind.MONEY: _read_money,
    Kind.NUMBER: lambda text: _read_number(text, Kind.NUMBER),
    Kind.BOOL: _read_bool,
    Kind.DATETIME: _read_moment,
    Kind.EVENT: _read_moment,
    Kind.EMAIL: _read_email,
    Kind.URL: _read_url,
    Kind.TAGS: _read_tags,
    Kind.IMAGES: _read_images,
}
