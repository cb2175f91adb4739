"""How values are written for people: money, numbers, dates, in the reader's language (Babel, CLDR)."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_datetime_format, get_timezone
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale
from django.utils.translation import gettext_lazy as _

JUST_NOW = timedelta(seconds=45)
LETTERS_BY_DIGITS = re.compile(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])")
# Beyond this a date says more than "5 weeks ago".
RELATIVE_UNTIL = timedelta(days=7)
_SECONDS, _MINUTES, _HOURS, _DAYS = _("%(number)s s"), _("%(number)s min"), _("%(number)s h"), _("%(number)s d")


def reader_locale() -> Locale:
    """The locale of the language in force."""
    return Locale.parse(to_locale(get_language() or "en"))


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency's own digits: `1 234,50 €`. An empty currency leaves the number alone."""
    if not currency:
        return format_decimal(amount, format="#,##0.00", locale=reader_locale())
    # CLDR puts a space between a currency's letters and the number (KWD 5.000); Babel does not yet.
    return LETTERS_BY_DIGITS.sub("\N{NO-BREAK SPACE}", format_currency(amount, currency, locale=reader_locale()))


def number(value: Decimal | float, decimals: int | None = None) -> str:
    """A number grouped as the language does; `decimals` fixes the digits after the point."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=reader_locale())


def percent(share: Decimal | float, decimals: int = 0) -> str:
    """A share (0.25) as a percentage: `25%`, in French `25 %`."""
    locale = reader_locale()
    pattern = locale.percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", "0." + "0" * decimals, 1)
    return format_percent(share, format=pattern, locale=locale)


def exact_time(moment: datetime) -> str:
    """A moment to the second with its zone, in the zone in force (the store's)."""
    zone = get_timezone(timezone.get_current_timezone_name())
    return format_datetime(moment, "long", tzinfo=zone, locale=reader_locale())


def short_date(day: date | datetime) -> str:
    """A day: `3 Nov 2026`. A moment is first moved to the zone in force."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return format_date(day, "medium", locale=reader_locale())


def day_and_time(moment: datetime) -> str:
    """A moment to the minute, in the zone in force: `3 Nov 2026, 14:05`."""
    local = timezone.localtime(moment)
    locale = reader_locale()
    joined = str(get_datetime_format("medium", locale=locale))
    return joined.replace("{1}", format_date(local.date(), "medium", locale=locale)).replace(
        "{0}", format_time(local.time(), "short", locale=locale)
    )


def relative_time(moment: datetime, at: datetime) -> str:
    """How long before (or after) `at` a moment is: `3 minutes ago`; a date when that is over a week."""
    delta = moment - at
    if abs(delta) > RELATIVE_UNTIL:
        return short_date(moment)
    if abs(delta) < JUST_NOW:
        return gettext("just now")
    return format_timedelta(delta, add_direction=True, threshold=0.97, locale=reader_locale())


def duration(length: timedelta) -> str:
    """A length of time in its largest unit: `2 minutes`."""
    return format_timedelta(length, threshold=1.2, locale=reader_locale())


def short_duration(length: timedelta) -> str:
    """A length of time in as few letters as can be read: `3 s`, `5 min`, `2 h`, `4 d`."""
    seconds = int(length.total_seconds())
    for unit, words in ((86_400, _DAYS), (3_600, _HOURS), (60, _MINUTES)):
        if seconds >= unit:
            return str(words) % {"number": number(seconds // unit)}
    return str(_SECONDS) % {"number": number(max(seconds, 0))}
