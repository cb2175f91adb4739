"""Showing in a text what of it was looked for."""

from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from crm.finding.words import Query, fold

Span = tuple[int, int]


def highlighted(text: str, query: Query) -> SafeString:
    """A text with every part marked that a word of the query finds it by."""
    pieces, end = [], 0
    for start, stop in _joined(sorted([*_words(text, query.words), *_number(text, query.digits)])):
        pieces.append((text[end:start], text[start:stop]))
        end = stop
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[end:])


def _words(text: str, words: Iterable[str]) -> Iterator[Span]:
    """Where words of a query begin a part of the text. Folding may change lengths, so it is done letter by letter."""
    folded = [(letter, place) for place, sign in enumerate(text) for letter in fold(sign)]
    letters = "".join(letter for letter, _ in folded)
    for word in words:
        start = letters.find(word)
        while start >= 0:
            if start == 0 or not letters[start - 1].isalnum():
                yield folded[start][1], folded[start + len(word) - 1][1] + 1
            start = letters.find(word, start + 1)


def _number(text: str, digits: str) -> Iterator[Span]:
    """Where the digits of a query stand in the text, however it is spaced."""
    places = [place for place, sign in enumerate(text) if sign in "0123456789"]
    start = "".join(text[place] for place in places).find(digits) if digits else -1
    if start >= 0:
        yield places[start], places[start + len(digits) - 1] + 1


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Spans in order, those that overlap as one."""
    before: Span | None = None
    for start, stop in spans:
        if before and start <= before[1]:
            before = before[0], max(before[1], stop)
        else:
            if before:
                yield before
            before = start, stop
    if before:
        yield before
