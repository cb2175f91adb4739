"""The deals' table and a deal's page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.paging import Sorting, parse_moment
from crm.locks import is_synced
from crm.models import Deal, ObjectType, StageChange
from crm.search import find_deals
from crm.views.counting import count_all, count_found
from crm.views.deal_filters import DealFilter
from crm.views.properties import shown_groups
from crm.views.rows import deal_rows, line_rows
from crm.views.table import Column, Table
from crm.views.timeline import deal_timeline
from crm.words import icon_of, tone_of

COLUMNS = (
    Column("name", _("Deal name")),
    Column("stage", _("Deal stage")),
    Column("amount", _("Amount"), css="table__number"),
    Column("contact", _("Contact")),
    Column(
        "created",
        pgettext_lazy("deal", "Created"),
        Sorting("shopify_created_at", parse_moment, Q(shopify_created_at__isnull=False)),
        starts_descending=True,
    ),
    Column(
        "closed",
        _("Close date"),
        Sorting("closed_at", parse_moment, Q(closed_at__isnull=False)),
        starts_descending=True,
    ),
)


def deals(request: HttpRequest) -> HttpResponse:
    """All deals, or those that the filter asks for, a page at a time."""
    chosen_by = DealFilter.of(request)
    table = Table(request, COLUMNS, default="-created", keep=chosen_by.parameters())
    chosen = chosen_by.apply(Deal.objects.live())
    found = find_deals(chosen, table.query) if table.query else chosen
    page = table.read(found.select_related("stage", "contact"))
    count = count_found(found, page) if table.query else count_all(f"deals:{sorted(table.keep.items())}", chosen)
    return render(
        request,
        "crm/deals.html",
        {
            "table": table,
            "rows": deal_rows(page.rows),
            "page": table.links(page, count),
            "count": count,
            "filter": chosen_by,
            "tabs": stage_tabs(table, chosen_by),
            "without_contact": table.url(contact=""),
            "without_stage": table.url(stage=""),
        },
    )


def stage_tabs(table: Table, chosen_by: DealFilter) -> list[dict[str, object]]:
    """A tab for every stage, after one for all deals."""
    everything = {
        "label": _("All deals"),
        "url": table.url(stage=""),
        "current": chosen_by.stage is None and not chosen_by.only_won,
    }
    return [everything] + [
        {"label": str(stage), "url": table.url(stage=stage.id), "current": stage == chosen_by.stage}
        for stage in chosen_by.stages.values()
    ]


def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """One deal: where it stands, what was bought, by whom, and every property."""
    record = get_object_or_404(
        Deal.objects.select_related("stage", "pipeline", "contact"), pk=deal_id, deleted_at__isnull=True
    )
    changes = list(record.stage_changes.select_related("from_stage", "to_stage").order_by("at", "id"))
    return render(
        request,
        "crm/deal.html",
        {
            "deal": record,
            "record": record,
            "record_kind": "deals",
            "may_delete": not is_synced(record),
            "tone": tone_of(record.stage),
            "icon": icon_of(record.stage),
            "track": stage_track(record, changes),
            "lines": line_rows(record),
            "groups": shown_groups(ObjectType.DEAL, record, record.currency),
            "timeline": deal_timeline(record, changes),
        },
    )


@dataclass(frozen=True, slots=True)
class TrackStage:
    """A stage on the track: passed, current or ahead, and when the deal last entered it."""

    label: str
    state: str
    tone: str
    at: datetime | None


def stage_track(record: Deal, changes: list[StageChange]) -> list[TrackStage]:
    """The way of a deal: the stages it was in, the one it is in, and the won ones still ahead of it.

    Lost stages and stages that it never saw (abandoned, for most) are not on its way.
    """
    entered = {change.to_stage_id: change.at for change in changes}
    now = record.stage
    stages = {stage.id: stage for stage in record.pipeline.stages.order_by("display_order")}
    gone = [
        TrackStage(str(stages[stage_id]), "passed", "", at)
        for stage_id, at in sorted(entered.items(), key=lambda passed: passed[1])
        if stage_id != now.id and stage_id in stages
    ]
    ahead = [
        TrackStage(str(stage), "ahead", "", None)
        for stage in stages.values()
        if stage.display_order > now.display_order and stage.id not in entered and not (stage.is_lost or now.is_lost)
    ]
    return [*gone, TrackStage(str(now), "current", tone_of(now), record.stage_entered_at), *ahead]
