"""The deals' table and a deal's page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from crm.models import Deal, ObjectType, Stage, StageChange
from crm.search import find_deals
from crm.views.counting import count_all, count_found
from crm.views.paging import Sorting, parse_moment
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
        _("Created"),
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
    """All deals, or those in one stage (?stage=), a page at a time."""
    stages = {stage.id: stage for stage in Stage.objects.order_by("display_order")}
    stage = stages.get(request.GET.get("stage", ""))
    table = Table(request, COLUMNS, default="-created", keep={"stage": stage.id if stage else ""})
    live = Deal.objects.live()
    chosen = live.filter(stage=stage) if stage else live
    found = find_deals(chosen, table.query) if table.query else chosen
    page = table.read(found.select_related("stage", "contact"))
    count = count_found(found, page) if table.query else count_all(f"deals:{stage.id if stage else ''}", chosen)
    return render(
        request,
        "crm/deals.html",
        {
            "table": table,
            "rows": deal_rows(page.rows),
            "page": table.links(page, count),
            "count": count,
            "tabs": stage_tabs(table, list(stages.values()), stage),
        },
    )


def stage_tabs(table: Table, stages: list[Stage], current: Stage | None) -> list[dict[str, object]]:
    """A tab for every stage, after one for all deals."""
    every = {"label": _("All deals"), "url": table.url(stage=""), "current": current is None}
    return [every] + [
        {"label": str(stage), "url": table.url(stage=stage.id), "current": stage == current} for stage in stages
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
