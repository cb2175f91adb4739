"""Which deals the table and the board show: of a stage (?stage=), of a contact (?contact=), by what the form asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from crm.deal_filter_form import MADE_HERE, DealFilterForm
from crm.models import Contact, Deal, Stage
from crm.property_values import plain

# In the place of a stage: every stage that is a sale.
WON = "won"


@dataclass(frozen=True, slots=True)
class DealFilter:
    """What an address asks for. A stage or a contact that does not exist is no filter, nor is what the form refuses."""

    stages: dict[str, Stage]
    stage: Stage | None
    only_won: bool
    contact: Contact | None
    form: DealFilterForm

    @classmethod
    def of(cls, request: HttpRequest) -> "DealFilter":
        """Read a request's address; at most two queries."""
        return cls.read(request.GET)

    @classmethod
    def read(cls, params: QueryDict) -> "DealFilter":
        """Read an address's parameters; at most two queries."""
        stages = {stage.id: stage for stage in Stage.objects.order_by("display_order")}
        asked, contact_id = params.get("stage", ""), params.get("contact", "")
        contact = None
        if contact_id.isdecimal() and len(contact_id) < 18:
            contact = Contact.objects.live().filter(pk=int(contact_id)).first()
        form = DealFilterForm(params)
        form.is_valid()
        return cls(stages, stages.get(asked), asked == WON and WON not in stages, contact, form)

    @property
    def asked(self) -> dict[str, Any]:
        """What the form asks for: days, amounts and origin by field, without those that are empty or refused."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    def apply(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """The deals among these that pass."""
        if self.stage:
            deals = deals.filter(stage=self.stage)
        if self.only_won:
            deals = deals.filter(stage__in=[stage.id for stage in self.stages.values() if stage.is_won])
        return self.narrow(deals)

    def narrow(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """The deals among these that pass but for their stage."""
        asked = self.asked
        if self.contact:
            deals = deals.filter(contact=self.contact)
        if "created_from" in asked:
            deals = deals.filter(shopify_created_at__gte=_midnight(asked["created_from"]))
        if "created_to" in asked:
            deals = deals.filter(shopify_created_at__lt=_midnight(asked["created_to"] + timedelta(days=1)))
        if "amount_min" in asked:
            deals = deals.filter(amount__gte=asked["amount_min"])
        if "amount_max" in asked:
            deals = deals.filter(amount__lte=asked["amount_max"])
        return deals.filter(ecomm_synced=asked["origin"] != MADE_HERE) if "origin" in asked else deals

    def parameters(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        stage = self.stage.id if self.stage else WON if self.only_won else ""
        return {"stage": stage, **self.narrowing()}

    def narrowing(self) -> dict[str, str]:
        """The same without the stage."""
        contact = {"contact": str(self.contact.pk)} if self.contact else {}
        return {**contact, **{name: _written(value) for name, value in self.asked.items()}}


def clearing_urls(url: Callable[..., str]) -> dict[str, str]:
    """Where each part of a filter is left out, and all of it. `url` makes addresses out of parameters."""
    parts = {
        "stage": ["stage"],
        "contact": ["contact"],
        "created": ["created_from", "created_to"],
        "amount": ["amount_min", "amount_max"],
        "origin": ["origin"],
    }
    urls = {part: url(**dict.fromkeys(names, "")) for part, names in parts.items()}
    every = [name for names in parts.values() for name in names if name != "stage"]
    return {**urls, "all": url(**dict.fromkeys(every, ""))}


def _midnight(day: date) -> datetime:
    """When a day begins in the zone in force."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _written(value: date | Decimal | str) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
