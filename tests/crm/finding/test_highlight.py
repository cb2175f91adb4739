"""What was looked for is marked in what was found, and the text stays the text."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.finding.highlight import highlighted
from crm.finding.words import Query


def marked(text: str, looked_for: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", highlighted(text, Query.of(looked_for)))


@pytest.mark.parametrize(
    ("text", "looked_for", "expected"),
    [
        ("Marie Dupont", "dup mar", ["Mar", "Dup"]),
        ("Élodie", "elo", ["Élo"]),
        ("Straße 5", "strass", ["Straß"]),
        ("marie.dupont@example.com", "dupont@ex", ["dupont@ex"]),
        ("Anna", "nna", []),
        ("Ana Anna", "an ann", ["An", "Ann"]),
        ("+33 6 12 34 56 78", "0612", ["6 12"]),
        ("+33 6 12 34 56 78", "+33612", ["33 6 12"]),
        ("#1042", "1042", ["1042"]),
        ("ﬁn", "fi", ["ﬁ"]),
        ("Ana", "", []),
    ],
)
def test_the_beginnings_of_words_are_marked(text, looked_for, expected):
    assert marked(text, looked_for) == expected


TEXTS = st.text(st.sampled_from("aAé <>&\"'@.#0123 ßﬁ\u0301"), max_size=30)


@given(text=TEXTS, looked_for=TEXTS)
def test_the_text_stays_the_text(text, looked_for):
    shown = str(highlighted(text, Query.of(looked_for)))

    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == text
