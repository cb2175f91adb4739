"""What the rows of the list editor are drawn from: kinds of filters to add, properties to choose, groups in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from crm.filters.choices import OfferGroup, addings, lack_offers, lackable, offer_groups, same_record
from crm.filters.draft import Draft
from crm.lists import definitions
from crm.models import ObjectType

CONTACT = ObjectType.CONTACT


def rows_shown(draft: Draft, *, whole: bool) -> dict[str, Any]:
    """What `_list_editor_rows.html` is told. Properties stand in each row's choice only where the `whole` page is
    drawn: the script has them from there.
    """
    offered = offer_groups(CONTACT, draft.known)
    adding = addings(CONTACT, offered)
    is_by_line_allowed = definitions.is_by_line_allowed()
    return {
        "groups": [(one, lack_offers(CONTACT, one), same_record(CONTACT, one)) for one in draft.groups],
        "adding": [(one, one.code not in definitions.BY_LINE or is_by_line_allowed) for one in adding],
        "lackable": lackable(CONTACT),
        "next_group": len(draft.groups),
        "is_by_line_allowed": is_by_line_allowed,
        "tier_words": definitions.tier_words(),
        "options": {one.code: _options(offered, one.code) for one in adding} if whole else {},
        "all_options": _options(offered, "") if whole else "",
    }


def _options(offered: Iterable[OfferGroup], first: str) -> SafeString:
    """Every property as <option>s, those of one family first."""
    ordered = sorted(offered, key=lambda group: group.code != first)
    return format_html_join("", "{}", ((_group(one),) for one in ordered))


def _group(group: OfferGroup) -> SafeString:
    options = format_html_join("", '<option value="{}">{}</option>', ((one.key, one.label) for one in group.offers))
    return format_html('<optgroup label="{}" data-family="{}">{}</optgroup>', group.heading, group.code, options)
