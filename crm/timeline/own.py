"""The CRM's own sources: stages of deals, changes of properties, merges, lists that contacts joined and left."""

from datetime import datetime
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from crm.models import Contact, ContactMerge, Deal, ListMembership, ObjectType, RecordChange, StageChange
from crm.models.history import ChangeSource
from crm.property_labels import label_of
from crm.timeline.events import Event, PropertyChange, Source, tell_of
from crm.words import icon_of, tone_of


def tell_of_own() -> None:
    """Make the CRM's sources known."""
    stages, changes = gettext_lazy("Orders and stages"), gettext_lazy("Property changes")
    tell_of(ObjectType.CONTACT, Source("stages", stages, _moves_of_contact, _entered_by_deal))
    tell_of(ObjectType.CONTACT, Source("changes", changes, _changes_of(ObjectType.CONTACT), _changed))
    tell_of(ObjectType.CONTACT, Source("merges", gettext_lazy("Merges"), _merges, _merged))
    lists = pgettext_lazy("timeline", "Lists")
    tell_of(ObjectType.CONTACT, Source("lists", lists, _joinings, _joined))
    tell_of(ObjectType.CONTACT, Source("lists-left", lists, _leavings, _left, shown_with="lists"))
    tell_of(ObjectType.DEAL, Source("stages", gettext_lazy("Stages"), _moves_of_deal, _entered))
    tell_of(ObjectType.DEAL, Source("changes", changes, _changes_of(ObjectType.DEAL), _changed))
    tell_of(ObjectType.PRODUCT, Source("changes", changes, _changes_of(ObjectType.PRODUCT), _changed))


def _moves_of_contact(contact: Contact) -> QuerySet[StageChange]:
    moves = StageChange.objects.filter(deal__contact=contact, deal__deleted_at__isnull=True)
    return moves.select_related("deal", "to_stage")


def _moves_of_deal(deal: Deal) -> QuerySet[StageChange]:
    return deal.stage_changes.select_related("to_stage")


def _changes_of(object_type: ObjectType) -> Any:
    def rows(record: Any) -> QuerySet[RecordChange]:
        changes = RecordChange.objects.filter(object_type=object_type, record_id=record.pk).select_related("user")
        if object_type != ObjectType.DEAL:
            return changes
        # That it entered a stage tells more than that the property changed.
        return changes.annotate(others=_Without(F("changes"), Value("stage"))).exclude(others={})

    return rows


class _Without(Func):
    """A JSON object without one key."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = JSONField()


def _merges(contact: Contact) -> QuerySet[ContactMerge]:
    return ContactMerge.objects.filter(kept=contact).select_related("merged", "user")


def _joinings(contact: Contact) -> QuerySet[ListMembership]:
    return _stays(contact).annotate(at=F("joined_at"))


def _leavings(contact: Contact) -> QuerySet[ListMembership]:
    return _stays(contact).filter(left_at__isnull=False).annotate(at=F("left_at"))


def _stays(contact: Contact) -> QuerySet[ListMembership]:
    return ListMembership.objects.filter(contact=contact).select_related("contact_list")


def _joined(stay: ListMembership) -> Event:
    title = _("Joined the list “%(list)s”") % {"list": stay.contact_list}
    return _of_list(stay, stay.joined_at, title, "list-plus", str(stay.get_how_display()))


def _left(stay: ListMembership) -> Event:
    title = _("Left the list “%(list)s”") % {"list": stay.contact_list}
    return _of_list(stay, stay.left_at or stay.joined_at, title, "list-minus", "")


def _of_list(stay: ListMembership, at: datetime, title: str, icon: str, source: str) -> Event:
    return Event(stay.pk, at, title, icon, source=source, url=stay.contact_list.get_absolute_url())


def _entered(change: StageChange, deal: Deal | None = None) -> Event:
    stage = change.to_stage
    return Event(change.pk, change.at, str(stage), icon_of(stage), tone_of(stage), change.get_reason_display(), deal)


def _entered_by_deal(change: StageChange) -> Event:
    return _entered(change, change.deal)


def _merged(merge: ContactMerge) -> Event:
    other = merge.merged
    name = f"{other.full_name} ({other.email})" if other.full_name and other.email else str(other)
    source = [_by(merge)]
    if deals := len(merge.moved.get("deals", [])):
        source.append(ngettext("%(count)d deal came along", "%(count)d deals came along", deals) % {"count": deals})
    title, undo = _("Merged with %(contact)s") % {"contact": name}, reverse("undo-merge", args=[merge.pk])
    return Event(merge.pk, merge.at, title, "merge", source=" · ".join(source), undo=undo)


def _by(happened: RecordChange | ContactMerge) -> str:
    """Who or what did it."""
    if happened.user and happened.source == ChangeSource.FILE:
        return f"{happened.get_source_display()} · {happened.user}"
    return str(happened.user) if happened.user else str(happened.get_source_display())


def _changed(change: RecordChange) -> Event:
    object_type = ObjectType(change.object_type)
    if "deleted" in change.changes:
        is_gone = bool(change.changes["deleted"][1])
        title = _("Moved to the recycle bin") if is_gone else _("Restored from the recycle bin")
        return Event(change.pk, change.at, title, "trash-2" if is_gone else "archive-restore", source=_by(change))
    told = {
        name: values for name, values in change.changes.items() if (object_type, name) != (ObjectType.DEAL, "stage")
    }
    changes = [PropertyChange(label_of(object_type, name), _text(old), _text(new)) for name, (old, new) in told.items()]
    title = str(changes[0].label) if len(changes) == 1 else _("%(count)d properties changed") % {"count": len(changes)}
    return Event(change.pk, change.at, title, "pencil", source=_by(change), changes=changes)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
