"""Which deals the deals' table shows: those of a stage (?stage=), of a contact (?contact=), or all."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from crm.models import Contact, Deal, Stage

# In the place of a stage: every stage that is a sale.
WON = "won"


@dataclass(frozen=True, slots=True)
class DealFilter:
    """What a request asks for. A stage or a contact that does not exist is no filter."""

    stages: dict[str, Stage]
    stage: Stage | None
    only_won: bool
    contact: Contact | None

    @classmethod
    def of(cls, request: HttpRequest) -> "DealFilter":
        """Read the address; at most two queries."""
        stages = {stage.id: stage for stage in Stage.objects.order_by("display_order")}
        asked, contact_id = request.GET.get("stage", ""), request.GET.get("contact", "")
        contact = None
        if contact_id.isdecimal() and len(contact_id) < 18:
            contact = Contact.objects.live().filter(pk=int(contact_id)).first()
        return cls(stages, stages.get(asked), asked == WON and WON not in stages, contact)

    def apply(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """The deals among these that pass."""
        if self.stage:
            deals = deals.filter(stage=self.stage)
        if self.only_won:
            deals = deals.filter(stage__in=[stage.id for stage in self.stages.values() if stage.is_won])
        return deals.filter(contact=self.contact) if self.contact else deals

    def parameters(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        stage = self.stage.id if self.stage else WON if self.only_won else ""
        return {"stage": stage, "contact": str(self.contact.pk) if self.contact else ""}
