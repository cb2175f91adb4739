"""In which time zone a contact lives, as far as their country tells."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale

# Stores write countries in their own language; these are those that our pages speak.
_LANGUAGES = ("en", "fr")


def zone_of_country(country: str, store_zone: ZoneInfo) -> ZoneInfo:
    """The time zone of a country, given by name or ISO code.

    The store's own where the country has it among several, and where the country is not known; else the country's
    first, which is that of most people (the order of tz's zone.tab).
    """
    zones = _zones().get(_codes().get(country.strip().casefold(), ""), ())
    return store_zone if not zones or store_zone.key in zones else ZoneInfo(zones[0])


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """ISO code → names of zones, from the tz database."""
    found: dict[str, tuple[str, ...]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _position, zone, *_comments = line.split("\t")
            found[code] = (*found.get(code, ()), zone)
    return found


@cache
def _codes() -> dict[str, str]:
    """Names and codes of countries, whatever their case → ISO code."""
    named = {
        name.casefold(): code
        for language in _LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code in _zones()
    }
    return named | {code.casefold(): code for code in _zones()}
