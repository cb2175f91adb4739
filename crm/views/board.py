"""The deals' board: a column for every stage, each read a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.paging import Cursor, Rows, Sorting, parse_moment, read_cursor, read_page, write_cursor
from accounts.permissions import EDITORS_ONLY, person
from crm.locks import lock_of_stage
from crm.models import Deal
from crm.properties import TextLike
from crm.tables.counting import Count
from crm.views.board_address import DealBoard
from crm.views.board_heads import Head, read_heads
from crm.views.deal_views import ON_BOARD, remember_view
from crm.views.table_tools import tools_of

CARDS = 20
NEWEST = Sorting("shopify_created_at", parse_moment, Q(shopify_created_at__isnull=False))
# What a card shows; a deal has much more.
SHOWN = [
    *("name", "amount", "currency", "shopify_created_at", "ecomm_synced", "stage", "email"),
    *("contact__first_name", "contact__last_name", "contact__email", "contact__deleted_at"),
]


@dataclass(frozen=True, slots=True)
class Card:
    """A deal on the board. `lock`: why it does not move; `stays`: why not, for who is looking (empty: it moves)."""

    deal: Deal
    lock: TextLike
    stays: TextLike


@dataclass(frozen=True, slots=True)
class Column:
    """Some deals of a stage, newest first, and where the older ones are. `begins_later`: not at the newest."""

    stage_id: str
    cards: list[Card]
    more_path: str
    begins_later: bool


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The whole board; for a script that asks for more of a column, the next cards alone."""
    asked = DealBoard(request.GET, person(request))
    may_edit = bool(getattr(request.user, "can_edit", False))
    if asked.after and getattr(request, "htmx", False):
        (column,) = read_columns(asked, [asked.column], may_edit=may_edit)
        return render(request, "crm/_board_cards.html", {"board": asked, "column": column})
    heads = read_heads(asked)
    filled = read_columns(asked, [head.stage.id for head in heads if head.number], may_edit=may_edit)
    answer = render(
        request,
        "crm/board.html",
        {
            **tools_of(asked, person(request)),
            "board": asked,
            "kind": asked.kind,
            "record_kind": "deals",
            "also_asked": f"&{ON_BOARD}",
            "shown_as": "board",
            "table_path": asked.table_path(),
            "board_path": asked.path(),
            "heads": heads,
            "columns": beside_heads(heads, filled),
            "count": Count(sum(head.number for head in heads)),
        },
    )
    return remember_view(request, answer, "board")


def read_columns(board: DealBoard, stages: Iterable[str], *, may_edit: bool) -> list[Column]:
    """The columns of some stages. One query finds the ids of each, from an index; one more reads all the cards."""
    cursor = read_cursor(board.after, NEWEST, backward=False) if board.after else None
    pages = {stage: _page(board, stage, cursor if stage == board.column else None) for stage in stages}
    ids = [deal.pk for page in pages.values() for deal in page.rows]
    deals = Deal.objects.select_related("contact").only(*SHOWN).in_bulk(ids) if ids else {}
    columns = []
    for stage, page in pages.items():
        cards = [_card(deals[deal.pk], may_edit=may_edit) for deal in page.rows if deal.pk in deals]
        more = board.path(column=stage, after=write_cursor(page.next)) if page.next else ""
        columns.append(Column(stage, cards, more, cursor is not None and stage == board.column))
    return columns


def beside_heads(heads: Iterable[Head], columns: Iterable[Column]) -> list[tuple[Head, Column]]:
    """Every head with its column; one without deals has an empty one."""
    of_stage = {column.stage_id: column for column in columns}
    return [(head, of_stage.get(head.stage.id) or Column(head.stage.id, [], "", False)) for head in heads]


def _page(board: DealBoard, stage: str, cursor: Cursor | None) -> Rows[Deal]:
    deals = board.deals().filter(stage=stage).only("id", "shopify_created_at")
    return read_page(deals, NEWEST, descending=True, cursor=cursor, size=CARDS)


def _card(deal: Deal, *, may_edit: bool) -> Card:
    lock = lock_of_stage(deal)
    return Card(deal, lock, lock or ("" if may_edit else EDITORS_ONLY))
