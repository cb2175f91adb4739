"""Where a list is used. Rooms above register what they use lists for; a list that is used is not deleted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.filters.families import LISTS
from crm.models import ContactList, ObjectType, SavedView


@dataclass(frozen=True, slots=True)
class Use:
    """Something that a list is used in: what it is, its name, where it is shown."""

    what: str
    name: str
    url: str


Finder = Callable[[ContactList], Iterable[Use]]
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this function too what a list is used in."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def uses_of(contact_list: ContactList) -> list[Use]:
    """Everything that a list is used in."""
    return [use for finder in _FINDERS for use in finder(contact_list)]


def _in_lists(contact_list: ContactList) -> Iterable[Use]:
    others = ContactList.objects.live().filter(list_ids__contains=[contact_list.pk]).order_by("name")
    return [Use(_("List"), other.name, other.get_absolute_url()) for other in others]


def _in_views(contact_list: ContactList) -> Iterable[Use]:
    views = SavedView.objects.filter(object_type=ObjectType.CONTACT).order_by("name")
    return [
        Use(_("View of contacts"), view.name, f"{reverse('contacts')}?view={view.pk}")
        for view in views
        if _is_in(contact_list.pk, view.filters)
    ]


def _is_in(pk: int, groups: Iterable[dict[str, list[dict[str, object]]]]) -> bool:
    filters = (one for group in groups for one in group["filters"] if one.get("objectType") == LISTS)
    return any(str(pk) in (one.get("values") or []) for one in filters)  # type: ignore[operator]


register(_in_lists)
register(_in_views)
