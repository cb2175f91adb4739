"""Deals and lines as tables show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.models import Deal, LineItem
from crm.words import icon_of, tone_of


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal with the colour and icon of its stage."""

    deal: Deal
    tone: str
    icon: str


def deal_rows(deals: Iterable[Deal]) -> list[DealRow]:
    """Deals for a table; their stages are to be selected with them."""
    return [DealRow(deal, tone_of(deal.stage), icon_of(deal.stage)) for deal in deals]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a deal with its product's first picture, empty when there is none."""

    line: LineItem
    picture: str


def line_rows(deal: Deal) -> list[LineRow]:
    """The lines of a deal in their order. One query."""
    lines = deal.line_items.select_related("product").order_by("position", "id")
    return [LineRow(line, line.product.images[0] if line.product and line.product.images else "") for line in lines]
