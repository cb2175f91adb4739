"""What is held about a person, in words."""

from decimal import Decimal

import pytest
from django.utils import translation

from crm.views.held_data import changes_in_words, in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        ([], ""),
        (0, "0"),
        (False, "No"),
        (Decimal("99.8000"), "99.80"),
        (Decimal("0.1250"), "0.1250"),
        (["vip", "press"], "vip, press"),
        ({"first": {"landing": "/lamps"}}, "first: landing: /lamps"),
        ({"deals": [1, 2]}, "deals: 1, 2"),
    ],
)
def test_values_are_told_in_words(value, words):
    assert in_words(value) == words


def test_changes_are_told_with_before_and_after():
    changes = {"first_name": ["", "Ana"], "tags": [["a"], ["b", "c"]], "accepts_marketing": [None, True]}

    assert changes_in_words(changes) == "First name: — → Ana, Tags: a → b, c, Accepts marketing: — → Yes"


def test_they_are_told_in_the_readers_language():
    with translation.override("fr"):
        assert changes_in_words({"city": [Decimal("1.5"), True]}) == "Ville\u00a0: 1,50 → Oui"
