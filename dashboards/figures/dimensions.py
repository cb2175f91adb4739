"""By what figures are told apart: the key of each record's row, and what a row is called."""

from collections.abc import Mapping

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Stage
from crm.models.contact import OriginalSource
from crm.stages import PIPELINE_ID, StageId
from dashboards.definitions import Dimension, Source
from dashboards.figures.kinds import CANCELLED, OPEN, RECOVERED
from dashboards.periods import Unit
from workflows.models import MarketingEmail, Workflow

Labels = Mapping[str, str | Promise]

UNITS = {Dimension.DAY: Unit.DAY, Dimension.WEEK: Unit.WEEK, Dimension.MONTH: Unit.MONTH}
_CONTACT_OF = {Source.DEALS: "contact__", Source.CONTACTS: "", Source.LINE_ITEMS: "deal__contact__"}
_FIELDS = {
    Dimension.STAGE: "stage_id",
    Dimension.CHANNEL: "source_name",
    Dimension.OUTCOME: "outcome",
    Dimension.PRODUCT: "title",
    Dimension.VENDOR: "vendor",
    Dimension.PRODUCT_TYPE: "product__product_type",
    Dimension.EMAIL: "email_id",
    Dimension.WORKFLOW: "workflow_id",
}
_OUTCOMES = {RECOVERED: _("Recovered"), CANCELLED: _("Ordered, then cancelled"), OPEN: _("Not recovered")}
_UNKNOWN = {
    Dimension.SOURCE: _("Source not known"),
    Dimension.COUNTRY: _("Country not known"),
    Dimension.CHANNEL: _("Channel not known"),
    Dimension.VENDOR: _("Without vendor"),
    Dimension.PRODUCT_TYPE: _("Without product type"),
    Dimension.PRODUCT: _("Without a name"),
    Dimension.EMAIL: _("E-mails deleted since"),
}


def key_of(source: Source, dimension: Dimension | None) -> Combinable:
    """What tells a record's row, as text; empty where it is not known, and for spans of time, which have none."""
    if dimension is None or dimension in UNITS:
        return Value("")
    if dimension in (Dimension.SOURCE, Dimension.COUNTRY):
        return Coalesce(F(f"{_CONTACT_OF[source]}{dimension.value}"), Value(""), output_field=TextField())
    return Coalesce(Cast(_FIELDS[dimension], TextField()), Value(""), output_field=TextField())


def labels_of(dimension: Dimension) -> Labels:
    """What rows are called by their key, in the order in which they stand; {} where the key is its own name.

    Of stages, emails and workflows: one query.
    """
    match dimension:
        case Dimension.STAGE:
            stages = Stage.objects.order_by("pipeline", "display_order", "id")
            return {stage.pk: str(stage) for stage in sorted(stages, key=lambda one: one.pipeline_id != PIPELINE_ID)}
        case Dimension.OUTCOME:
            return _OUTCOMES
        case Dimension.SOURCE:
            return dict(OriginalSource.choices)
        case Dimension.EMAIL:
            return {str(one.pk): str(one) for one in MarketingEmail.objects.all()}
        case Dimension.WORKFLOW:
            return {str(one.pk): str(one) for one in Workflow.objects.all()}
        case _:
            return {}


def always_there(dimension: Dimension) -> tuple[str, ...]:
    """The rows that a report has whether there is anything in them or not."""
    if dimension == Dimension.STAGE:
        return tuple(StageId)
    return tuple(_OUTCOMES) if dimension == Dimension.OUTCOME else ()


def unknown(dimension: Dimension) -> str | Promise:
    """What the row of those is called of which it is not known."""
    return _UNKNOWN.get(dimension, _("Not known"))
