"""A deal's page."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from crm.locks import is_synced
from crm.models import Deal, ObjectType, StageChange
from crm.property_values import plain
from crm.views.deal_views import deals_address
from crm.views.properties import shown_groups
from crm.views.rows import line_rows
from crm.views.timeline import story_of
from crm.words import icon_of, tone_of


def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """One deal: where it stands, what was bought, by whom, and every property."""
    record = get_object_or_404(
        Deal.objects.select_related("stage", "pipeline", "contact"), pk=deal_id, deleted_at__isnull=True
    )
    lines = line_rows(record)
    total = sum((row.line.total or Decimal(0) for row in lines), Decimal(0))
    changes = list(record.stage_changes.select_related("from_stage", "to_stage").order_by("at", "id"))
    return render(
        request,
        "crm/deal.html",
        {
            "deal": record,
            "record": record,
            "record_kind": "deals",
            "may_delete": not is_synced(record),
            "deals_address": deals_address(request),
            "tone": tone_of(record.stage),
            "icon": icon_of(record.stage),
            "track": stage_track(record, changes),
            "lines": lines,
            # Offered as the amount of a deal that people made.
            "lines_total": total if lines and not is_synced(record) and total != record.amount else None,
            "lines_total_text": plain(total),
            "groups": shown_groups(ObjectType.DEAL, record, record.currency),
            **story_of(request, ObjectType.DEAL, record),
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
