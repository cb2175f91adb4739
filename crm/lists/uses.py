"""Where a list is used. Rooms above register what they use lists for; a list that is used is not deleted."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

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


# Asked for the lists of some ids at once, so that a table of them costs what one does: pairs of an id and a use.
Finder = Callable[[Collection[int]], Iterable[tuple[int, Use]]]
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this function too what lists are used in."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def uses_of(contact_list: ContactList) -> list[Use]:
    """Everything that a list is used in."""
    return uses_of_many([contact_list.pk])[contact_list.pk]


def uses_of_many(list_ids: Collection[int]) -> dict[int, list[Use]]:
    """Everything that lists are used in, by their ids. The number of queries does not grow with the lists."""
    found: dict[int, list[Use]] = {pk: [] for pk in list_ids}
    for finder in _FINDERS:
        for pk, use in finder(list_ids):
            found[pk].append(use)
    return found


def uses_of_source(family: str, pk: int) -> list[Use]:
    """The lists and views that ask for events of a family which happened to one thing."""
    asking = {"filters__contains": [{"filters": [{"objectType": family, "of": [str(pk)]}]}]}
    lists = ContactList.objects.live().filter(**asking).only("name").order_by("name")
    views = SavedView.objects.filter(object_type=ObjectType.CONTACT, **asking).order_by("name")
    return [*(_as_use(one) for one in lists), *(_view_as_use(one) for one in views)]


def _as_use(one: ContactList) -> Use:
    return Use(_("List"), one.name, one.get_absolute_url())


def _view_as_use(view: SavedView) -> Use:
    return Use(_("View of contacts"), view.name, f"{reverse('contacts')}?view={view.pk}")


def _in_lists(list_ids: Collection[int]) -> Iterable[tuple[int, Use]]:
    others = ContactList.objects.live().filter(list_ids__overlap=list(list_ids)).only("name", "list_ids")
    for other in others.order_by("name"):
        use = _as_use(other)
        yield from ((pk, use) for pk in other.list_ids if pk in list_ids)


def _in_views(list_ids: Collection[int]) -> Iterable[tuple[int, Use]]:
    for view in SavedView.objects.filter(object_type=ObjectType.CONTACT).order_by("name"):
        use = _view_as_use(view)
        yield from ((pk, use) for pk in _lists_in(view.filters) if pk in list_ids)


def _lists_in(groups: Iterable[dict[str, list[dict[str, Any]]]]) -> set[int]:
    filters = (one for group in groups for one in group["filters"] if one.get("objectType") == LISTS)
    return {int(value) for one in filters for value in one.get("values") or []}


register(_in_lists)
register(_in_views)
