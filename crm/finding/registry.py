"""What there is to find, and who finds it: each room registers one `Finder` for each kind of thing (docs/search.md)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from accounts.models import User
from crm.finding import lookup
from crm.finding.words import Query, words_of
from crm.models.object_type import ObjectType
from crm.properties import TextLike

# Hits of a group, and records looked up for them: some of these may be gone by now.
HITS = 5
_LOOKED_UP = 12


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a few words; `tone` and `icon` as the badge part takes them."""

    label: TextLike
    tone: str = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found. Before its title stands an avatar, a picture (empty: one that is missing), or an icon.

    `is_exact`: it holds the words of the query whole.
    """

    title: str
    url: str
    about: str = ""
    avatar: bool = False
    picture: str | None = None
    icon: str = "circle"
    badge: Badge | None = None
    amount: Decimal | None = None
    currency: str = ""
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and by whom: nothing is found that this person may not open."""

    query: Query
    user: User
    _records: dict[ObjectType, dict[int, bool]] = field(default_factory=dict)

    def records(self, object_type: ObjectType) -> dict[int, bool]:
        """Ids of records, best first, each with whether it holds the words whole. Looked up once."""
        if object_type not in self._records:
            self._records[object_type] = lookup.find(object_type, self.query, _LOOKED_UP)
        return self._records[object_type]

    def among(self, hits: Iterable[Hit]) -> list[Hit]:
        """Those of a few hits in whose title or `about` the words stand; those first whose title has them whole."""
        found = [hit for hit in hits if self.query.matches(words_of(hit.title, hit.about))]
        told = [replace(hit, is_exact=self.query.equals(words_of(hit.title))) for hit in found]
        return sorted(told, key=lambda hit: not hit.is_exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """What finds one kind of thing. Groups stand in the order of `place`.

    `find` gives the best hits, one more than `HITS` where there are more. `all_at` is the address of all of them,
    `all_label` the words that lead there. `by_id` gives those of some ids that are there, `newest` the last ones made.
    """

    name: str
    label: TextLike
    place: int
    find: Callable[[Asked], Sequence[Hit]]
    all_at: Callable[[Query], str] | None = None
    all_label: TextLike = ""
    by_id: Callable[[Sequence[int]], Mapping[int, Hit]] | None = None
    newest: Callable[[int], Sequence[Hit]] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `all_url` is empty where there are no more of them."""

    name: str
    label: TextLike
    hits: Sequence[Hit]
    all_url: str = ""
    all_label: TextLike = ""


_finders: dict[str, Finder] = {}


def register(finder: Finder) -> None:
    """Let a kind of thing be found. Belongs into a room's `AppConfig.ready`."""
    _finders[finder.name] = finder


def finders() -> list[Finder]:
    """Every finder, in the order of the groups."""
    return sorted(_finders.values(), key=lambda finder: finder.place)


def search(asked: Asked) -> list[Group]:
    """What is found, kind by kind; kinds with something that holds the words whole come first."""
    groups = [group for finder in finders() if (group := _group(finder, asked)).hits] if asked.query.ways else []
    return sorted(groups, key=lambda group: not group.hits[0].is_exact)


def opened(keys: Iterable[tuple[str, int]]) -> list[Hit]:
    """The things of (kind, id) that are there, in the order given."""
    wanted = list(dict.fromkeys(keys))
    found: dict[tuple[str, int], Hit] = {}
    for finder in finders():
        ids = [number for name, number in wanted if name == finder.name]
        if ids and finder.by_id:
            found |= {(finder.name, number): hit for number, hit in finder.by_id(ids).items()}
    return [found[key] for key in wanted if key in found]


def newest(number: int) -> list[Hit]:
    """The things made last, so many of each kind that tells."""
    return [hit for finder in finders() if finder.newest for hit in finder.newest(number)]


def _group(finder: Finder, asked: Asked) -> Group:
    hits = finder.find(asked)
    has_more = len(hits) > HITS and finder.all_at is not None
    all_url = finder.all_at(asked.query) if has_more and finder.all_at else ""
    return Group(finder.name, finder.label, hits[:HITS], all_url, finder.all_label)
