"""What templates ask about a property's value."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def is_web_address(value: object) -> bool:
    """Whether a value may stand in a link: what strangers send can be `javascript:`."""
    try:
        return urlsplit(str(value)).scheme in ("http", "https")
    except ValueError:
        return False
