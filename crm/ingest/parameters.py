"""What every statement of a merge may name."""

from django.utils import timezone

from crm.ingest.staging import Parameters
from crm.models.history import ChangeSource
from crm.stages import abandoned_after


def merge_parameters(source: ChangeSource) -> Parameters:
    """The clock (UTC), where the records come from, and the rules that are settings.

    `keeps_as_of`: a webhook's moment is written down even where nothing else changed, since the next one of the same
    second is held against it. Who reads a whole store again touches no row for that.
    """
    return {
        "now": timezone.now(),
        "source": source.value,
        "is_import": source == ChangeSource.IMPORT,
        "keeps_as_of": source == ChangeSource.WEBHOOK,
        "abandoned_after": abandoned_after(),
    }
