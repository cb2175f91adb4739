"""CONTAINS_TOKEN: whole words in a text, with * for any characters. CONTAINS and its like: any part of a text."""

import re
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.db.models.lookups import IContains, IEndsWith, IRegex, IStartsWith

from crm.filters.conditions import Operator

_SPECIAL = re.compile(r"[.\\+?()\[\]{}|^$]")
_BEFORE, _AFTER = "(^|[^[:alnum:]])", "([^[:alnum:]]|$)"


def holds_words(text: Any, words: str) -> Q:
    """Whether every word stands in the text, as a whole word, whatever its case. `*` is any characters of a word.

    A sign at a word's edge is its own border: `@example.com` is found in `ana@example.com`.
    """
    return reduce(and_, (Q(IRegex(text, _pattern(word))) for word in words.split()), Q())


def holds_part(text: Any, operator: Operator, part: str) -> Q:
    """Whether a text holds a part (or begins or ends with it), whatever its case."""
    lookups: dict[Operator, Any] = {Operator.STARTS_WITH: IStartsWith, Operator.ENDS_WITH: IEndsWith}
    return Q(lookups.get(operator, IContains)(text, part))


def _pattern(word: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", word).replace("*", r"\S*")
    before = _BEFORE if word[0].isalnum() else ""
    after = _AFTER if word[-1].isalnum() else ""
    return f"{before}{escaped}{after}"
