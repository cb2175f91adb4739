"""Days and months as the reader's language writes them (Babel, CLDR)."""

from datetime import date

from babel import Locale
from babel.dates import format_interval, format_skeleton
from django.utils.translation import get_language, to_locale


def reader_locale() -> Locale:
    """The locale of the language in force."""
    return Locale.parse(to_locale(get_language() or "en"))


def month_name(month: date) -> str:
    """`November 2026`."""
    return str(format_skeleton("yMMMM", month, locale=reader_locale()))


def days_between(first: date, last: date) -> str:
    """`Nov 1 – 23, 2026`: from one day to another, both included."""
    return str(format_interval(first, last, "yMMMd", locale=reader_locale()))
