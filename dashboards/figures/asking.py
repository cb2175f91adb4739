"""For whom and when a report is computed."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.middleware import portal_zone
from accounts.models import Portal


@dataclass(frozen=True, slots=True)
class Asking:
    """The currency that is counted, the zone whose days they are, and the moment (UTC)."""

    currency: str
    zone: ZoneInfo
    at: datetime

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.at.astimezone(self.zone).date()


def asking_for_portal(at: datetime) -> Asking:
    """The portal's currency and zone, at a moment."""
    return Asking(Portal.current().currency, portal_zone(), at)
