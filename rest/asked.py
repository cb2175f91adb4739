"""What the address of a call asks for."""

from rest_framework.request import Request

from rest.errors import validation_error

BIGGEST_ID = 2**63 - 1


def names(request: Request, parameter: str) -> list[str]:
    """Names given by commas, by repeating the parameter, or both."""
    given = ",".join(request.query_params.getlist(parameter)).replace("\x00", "")
    return [name for name in map(str.strip, given.split(",")) if name]


def number(request: Request, parameter: str, default: int, most: int, least: int = 0) -> int:
    """A whole number in the address. Raises ApiError (400) when it is none, too small or too big."""
    text = request.query_params.get(parameter) or str(default)
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    if not least <= value <= most:
        raise validation_error(f"{parameter} is a whole number from {least} to {most}, not “{text[:50]}”.")
    return value


def flag(request: Request, parameter: str) -> bool:
    """true or false (the default)."""
    return str(request.query_params.get(parameter, "")).lower() == "true"


def is_id(text: str) -> bool:
    """Whether a text can be the id of a record."""
    return text.isascii() and text.isdecimal() and int(text[:20]) <= BIGGEST_ID
