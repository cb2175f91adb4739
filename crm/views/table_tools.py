"""What stands around a table of records and around the board: views, quick filters, chips of the filters in force."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from crm.filters.choices import none_of
from crm.filters.descriptions import condition_description
from crm.filters.families import family, hangs_on
from crm.tables.state import RecordTable
from crm.tables.views import may_change


def tools_of(table: RecordTable, user: User) -> dict[str, Any]:
    """What the templates of the tools need."""
    return {
        "table": table,
        "tabs": [
            {"label": view.label, "url": _view_url(view.code), "current": view == table.view} for view in table.views
        ],
        "quick": _quick_menus(table),
        "chips": _chips(table),
        "may_change_view": table.view.saved is not None and may_change(table.view.saved, user),
    }


def _view_url(code: str) -> str:
    return f"?view={code}" if code else "?"


def _quick_menus(table: RecordTable) -> list[dict[str, Any]]:
    """The quick filters as menus: what is chosen, and the address of every answer."""
    return [
        {
            "label": one.label,
            "chosen": table.quick.get(one.name),
            "any_url": table.quick_url(one.name, ""),
            "choices": [
                {"label": choice.label, "url": table.quick_url(one.name, choice.code), "code": choice.code}
                for choice in one.choices()
            ],
        }
        for one in table.quick_filters()
    ]


def _chips(table: RecordTable) -> list[dict[str, Any]]:
    """Each filter in words with the address of the table without it; `starts_group`: it is one more way to pass."""
    groups = table.groups
    shown: list[dict[str, Any]] = []
    if table.contact:
        shown.append({"words": _("Contact: %(name)s") % {"name": table.contact}, "url": table.url(contact="")})
    for at, group in enumerate(table.definition.groups):
        for place, condition in enumerate(group.conditions):
            rest = [one for number, one in enumerate(groups[at]["filters"]) if number != place]
            changed = {**groups[at], "filters": rest}
            others = [*groups[:at], *([changed] if rest or group.lacks else []), *groups[at + 1 :]]
            chip = {
                "words": condition_description(condition),
                "url": table.filters_url(others),
                "starts_group": at and not place,
            }
            shown.append(chip)
        for code in sorted(group.lacks):
            kept = {**groups[at], "lacks": sorted(group.lacks - {code})}
            others = [*groups[:at], *([kept] if kept["lacks"] or kept["filters"] else []), *groups[at + 1 :]]
            is_asked = any(hangs_on(one.family, code) for one in group.conditions)
            chip = {"words": none_of(family(code), is_asked=is_asked), "url": table.filters_url(others)}
            shown.append(chip | {"starts_group": at and not group.conditions})
    return shown
