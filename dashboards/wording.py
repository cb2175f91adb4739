"""Days, weeks and months as the reader's language writes them (Babel, CLDR)."""

from datetime import date

from babel import Locale
from babel.dates import format_interval, format_skeleton
from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from dashboards.definitions import Dimension


def reader_locale() -> Locale:
    """The locale of the language in force."""
    return Locale.parse(to_locale(get_language() or "en"))


def month_name(month: date) -> str:
    """`November 2026`."""
    return str(format_skeleton("yMMMM", month, locale=reader_locale()))


def days_between(first: date, last: date) -> str:
    """`Nov 1 – 23, 2026`: from one day to another, both included."""
    return str(format_interval(first, last, "yMMMd", locale=reader_locale()))


def short_label(label: str | Promise | date, dimension: Dimension | None) -> str:
    """What a row is called on the axis of a chart: days without their year."""
    if isinstance(label, date) and dimension != Dimension.MONTH:
        return str(format_skeleton("MMMd", label, locale=reader_locale()))
    return row_label(label, dimension)


def row_label(label: str | Promise | date, dimension: Dimension | None) -> str:
    """What a row is called: `Nov 23, 2026`, `Week of Nov 23, 2026`, `Nov 2026`; what is no date is its own name."""
    if not isinstance(label, date):
        return str(label)
    if dimension == Dimension.MONTH:
        return str(format_skeleton("yMMM", label, locale=reader_locale()))
    day = str(format_skeleton("yMMMd", label, locale=reader_locale()))
    return _("Week of %(day)s") % {"day": day} if dimension == Dimension.WEEK else day
