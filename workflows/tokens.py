"""Personalisation tokens: Liquid, with an allow-list of values, filters and tags (SPEC E3).

`{{ contact.first_name | default: "there" }}`. A token can only reach the strings that workflows.personalisation puts
into its context; templates cannot loop, include, assign or call anything.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError

from workflows.models.kind import Kind

FILTERS = ("default", "capitalize", "upcase", "downcase", "truncate", "strip", "escape", "url_encode")
TAGS = ("if", "unless", "comment", "content", "output", "illegal")
CONTACT = ("first_name", "last_name", "email", "city", "country", "last_product_bought")
STORE = ("name", "url", "postal_address")
CART = ("first_item", "other_items", "total", "url")

Values = Mapping[str, Mapping[str, str]]


class BrokenToken(ValueError):
    """A token that cannot be rendered, told in words."""


class TokenEnvironment(Environment):
    """Liquid with our tags and filters alone."""

    output_stream_limit = 200_000
    block_nesting_limit = 10

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.tags = {name: tag for name, tag in self.tags.items() if name in TAGS}
        self.filters = {name: self.filters[name] for name in FILTERS}


HTML = TokenEnvironment(autoescape=True)
PLAIN = TokenEnvironment(autoescape=False)


def has_tokens(text: str) -> bool:
    """Whether a text may say something else to everybody."""
    return "{{" in text or "{%" in text


def render_html(text: str, values: Values) -> str:
    """Text of an HTML block with its tokens replaced; values are escaped. Raises BrokenToken."""
    return _render(_parsed_html(text), values) if has_tokens(text) else text


def render_plain(text: str, values: Values) -> str:
    """A subject, a label or an address with its tokens replaced. Raises BrokenToken."""
    return _render(_parsed_plain(text), values) if has_tokens(text) else text


def problems_of(text: str, kind: str) -> list[str]:
    """What is wrong with the tokens of a text in an e-mail made for `kind`, in words; empty when nothing is."""
    try:
        found = _parsed_plain(text).analyze(include_partials=False)
    except BrokenToken as error:
        return [str(error)]
    tokens = {str(variable) for variables in found.globals.values() for variable in variables}
    strangers, filters = sorted(tokens - known_tokens(kind)), sorted({*found.filters} - {*FILTERS})
    return [
        *(_("“%(token)s” is not a token of this e-mail.") % {"token": one} for one in strangers),
        *(_("“%(filter)s” is not a filter of tokens.") % {"filter": one} for one in filters),
    ]


def offered_tokens(kind: str, language: str) -> list[tuple[str, str]]:
    """Tokens to put in, each with what it becomes in words; fallbacks are in the e-mail's language."""
    with translation.override(language):
        you, order = pgettext("Hello …", "there"), pgettext("your …", "order")
    offered = [
        (f'{{{{ contact.first_name | default: "{you}" }}}}', _("First name")),
        ("{{ contact.last_name }}", _("Last name")),
        ("{{ contact.city }}", _("City")),
        (f'{{{{ contact.last_product_bought | default: "{order}" }}}}', _("Last product bought")),
        ("{{ store.name }}", _("Store name")),
        ("{{ store.url }}", _("Store address")),
    ]
    if kind == Kind.ABANDONED_CART:
        offered += [
            ("{{ cart.first_item }}", _("First item in the cart")),
            ("{{ cart.total }}", _("Cart total")),
            ("{{ cart.url }}", _("Address of the cart")),
        ]
    return offered


def known_tokens(kind: str) -> set[str]:
    """The tokens an e-mail made for `kind` may use; those of the cart only in the abandoned-cart workflow's."""
    tokens = {f"contact.{name}" for name in CONTACT} | {f"store.{name}" for name in STORE}
    return tokens | {f"cart.{name}" for name in CART} if kind == Kind.ABANDONED_CART else tokens


@lru_cache(maxsize=512)
def _parsed_html(text: str) -> BoundTemplate:
    return _parse(HTML, text)


@lru_cache(maxsize=512)
def _parsed_plain(text: str) -> BoundTemplate:
    return _parse(PLAIN, text)


def _parse(environment: Environment, text: str) -> BoundTemplate:
    try:
        return environment.from_string(text)
    except LiquidError as error:
        raise BrokenToken(_in_words(text, error)) from error


def _render(template: BoundTemplate, values: Values) -> str:
    try:
        return template.render(**values)
    except LiquidError as error:
        raise BrokenToken(str(error)) from error


def _in_words(text: str, error: LiquidError) -> str:
    return _("“%(text)s” cannot be read: %(problem)s") % {"text": text[:80], "problem": error.message}
