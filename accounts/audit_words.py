"""How an entry of the audit log reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Action, ActionKind, AuditEntry, Role
from accounts.scopes import Words

# Details that are no field of what they are about.
LABELS: dict[str, Words] = {
    "count": gettext_lazy("Number"),
    "fields": gettext_lazy("Fields"),
    "ids": gettext_lazy("Ids"),
    "left": gettext_lazy("Left"),
    "model": gettext_lazy("Kind of record"),
    "searched": gettext_lazy("Narrowed by a search"),
    "way": gettext_lazy("Way"),
    "role": gettext_lazy("Role"),
}
CHOICES: dict[str, dict[str, Words]] = {"role": dict(Role.choices)}


@dataclass(frozen=True, slots=True)
class Target:
    """What something was done to: as it is called today (its kind and number where it is gone), and its page."""

    name: str
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One more thing that an entry says; `old` is empty where there is but one value."""

    label: str
    value: str
    old: str = ""
    is_change: bool = False

    def in_line(self) -> str:
        """As text, for a file."""
        value = f"{self.old} → {self.value}" if self.is_change else self.value
        return _("%(label)s: %(value)s") % {"label": self.label, "value": value}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words."""

    entry: AuditEntry
    who: str
    what: str
    target: Target | None
    details: list[Detail]


def rows_of(entries: Sequence[AuditEntry]) -> list[Row]:
    """Entries in words. One query for each kind of record that they speak of."""
    found = _targets(entries)
    return [Row(entry, who(entry), what(entry), _target(entry, found), details(entry)) for entry in entries]


def who(entry: AuditEntry) -> str:
    """The user's name; the number of one who was deleted; where nobody did it, the portal itself."""
    if entry.user_id is None:
        return _("Unknown account") if entry.kind == ActionKind.LOG_IN else "hubsync"
    return str(entry.user) if entry.user else _("User %(number)d") % {"number": entry.user_id}


def what(entry: AuditEntry) -> str:
    """The action in words."""
    return str(Action(entry.action).label) if entry.action in Action.values else entry.action


def details(entry: AuditEntry) -> list[Detail]:
    """What else the entry says."""
    model = _model(entry.target_type)
    return [_detail(model, name, value) for name, value in entry.details.items()]


def kind_of(label: str) -> str:
    """`crm.contact` as people call it; the label itself for a model that is gone."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def _detail(model: type[Model] | None, name: str, value: Any) -> Detail:
    label, choices = _label(model, name)
    if isinstance(value, dict):
        return Detail(label, _text(value.get("to"), choices), _text(value.get("from"), choices), is_change=True)
    if name == "model":
        return Detail(label, kind_of(str(value)))
    if name == "fields":
        return Detail(label, ", ".join(_label(model, str(field))[0] for field in value))
    return Detail(label, _text(value, choices))


def _label(model: type[Model] | None, name: str) -> tuple[str, dict[Any, Any]]:
    if name in LABELS:
        return str(LABELS[name]), CHOICES.get(name, {})
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    if field is None:
        return name, {}
    return str(getattr(field, "verbose_name", name)), dict(getattr(field, "choices", None) or ())


def _text(value: Any, choices: dict[Any, Any]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_text(one, choices) for one in value)
    return str(choices.get(value, value))


def _targets(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], Model]:
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        if entry.target_id is not None:
            wanted.setdefault(entry.target_type, set()).add(entry.target_id)
    return {
        (label, number): record
        for label, numbers in wanted.items()
        if (model := _model(label))
        for number, record in model._base_manager.in_bulk(numbers).items()
    }


def _target(entry: AuditEntry, found: dict[tuple[str, int], Model]) -> Target | None:
    if entry.target_id is None:
        return None
    kind = kind_of(entry.target_type)
    record = found.get((entry.target_type, entry.target_id))
    if record is None:
        return Target(f"{kind} {entry.target_id}", kind)
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Target(str(record), kind, url)


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
