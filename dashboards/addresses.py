"""The addresses of the records that each number of a report counts (SPEC R4)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from accounts.paging import parse_moment
from dashboards.figures import Asking, Part
from dashboards.models import DashboardReport

# What nobody's figures were counted at.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Addresses:
    """Those of one report as it was asked at a moment, which stands in them: days move on."""

    report: DashboardReport
    asking: Asking

    def of(self, part: Part) -> str:
        """Where the records of a number are listed."""
        return f"{self._path}?{urlencode(written(part, self.asking.at))}"

    @property
    def _path(self) -> str:
        return reverse("report-records", args=[self.report.dashboard_id, self.report.pk])


def written(part: Part, at: datetime) -> dict[str, str]:
    """A number of a report as parameters of an address."""
    given = {"at": at.isoformat()}
    if part.key is not None:
        given["row"] = part.key
    if part.is_before:
        given["before"] = "1"
    if part.is_left_out:
        given["other"] = "1"
    return given


def read(params: QueryDict, now: datetime) -> tuple[Part, datetime]:
    """The number that parameters name, and the moment it was counted at: now, where they name none."""
    row = params.get("row")
    key = None if row is None else row.replace("\x00", "")
    part = Part(key, is_before=params.get("before") == "1", is_left_out=params.get("other") == "1")
    try:
        at = parse_moment(params.get("at", ""))
    except ValueError:
        return part, now
    return part, at if FIRST_YEAR <= at.year <= LAST_YEAR else now
