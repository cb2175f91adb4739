"""Scores in words."""

from itertools import product

import pytest

from crm.rfm import rfm_of


def test_every_customer_is_of_one_kind():
    groups = {str(rfm_of(*scores).group) for scores in product(range(1, 6), repeat=3)}

    assert len(groups) == 6


@pytest.mark.parametrize(
    ("scores", "group"),
    [
        ((5, 5, 5), "One of the best customers"),
        ((5, 4, 2), "Loyal customer"),
        ((5, 1, 1), "New or occasional customer"),
        ((3, 5, 5), "About to lapse"),
        ((1, 4, 5), "Good customer at risk"),
        ((1, 1, 1), "Lapsed customer"),
    ],
)
def test_the_kind_follows_from_the_scores(scores, group):
    assert rfm_of(*scores).group == group


def test_who_never_bought_is_none():
    assert rfm_of(None, None, None) is None
