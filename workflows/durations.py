"""Lengths of time as people give and read them: days, hours, minutes."""

from collections.abc import Mapping
from datetime import timedelta

from babel.lists import format_list
from babel.units import format_unit
from django.utils.translation import get_language, to_locale

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def split(seconds: int) -> dict[str, int]:
    """Seconds as whole days, hours and minutes; what is less than a minute is left out."""
    return {"days": seconds // DAY, "hours": seconds % DAY // HOUR, "minutes": seconds % HOUR // MINUTE}


def join(parts: Mapping[str, int]) -> int:
    """Days, hours and minutes as seconds."""
    return int(timedelta(days=parts["days"], hours=parts["hours"], minutes=parts["minutes"]).total_seconds())


def in_words(seconds: int) -> str:
    """`1 day, 6 hours` in the reader's language, exactly; empty for none."""
    locale = to_locale(get_language() or "en")
    named = {"days": "duration-day", "hours": "duration-hour", "minutes": "duration-minute"}
    words = [format_unit(number, named[unit], locale=locale) for unit, number in split(seconds).items() if number]
    return format_list(words, style="unit", locale=locale) if words else ""
