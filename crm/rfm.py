"""Recency, frequency and monetary scores in words: what kind of customer somebody is (SPEC K5, docs/properties.md)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from crm.properties import TextLike

_RECENCY: dict[int, TextLike] = {
    5: _("bought very recently"),
    4: _("bought recently"),
    3: _("bought a while ago"),
    2: _("has not bought for long"),
    1: _("has not bought for very long"),
}
_FREQUENCY: dict[int, TextLike] = {
    5: _("buys very often"),
    4: _("buys often"),
    3: _("bought several times"),
    2: _("came back"),
    1: _("bought once"),
}
_MONETARY: dict[int, TextLike] = {
    5: _("spent very much"),
    4: _("spent much"),
    3: _("spent a fair amount"),
    2: _("spent little"),
    1: _("spent very little"),
}


@dataclass(frozen=True, slots=True)
class Rfm:
    """A kind of customer, its colour, and the three scores (1 to 5), each with its words."""

    group: TextLike
    tone: str
    scores: list[tuple[TextLike, int, TextLike]]


def rfm_of(recency: int | None, frequency: int | None, monetary: int | None) -> Rfm | None:
    """The scores in words; None for who never bought."""
    if recency is None or frequency is None or monetary is None:
        return None
    scores: list[tuple[TextLike, int, TextLike]] = [
        (_("Recency"), recency, _RECENCY[recency]),
        (_("Frequency"), frequency, _FREQUENCY[frequency]),
        (_("Revenue"), monetary, _MONETARY[monetary]),
    ]
    return Rfm(*_group(recency, frequency, monetary), scores)


def _group(recency: int, frequency: int, monetary: int) -> tuple[TextLike, str]:
    is_recent, is_often = recency >= 4, frequency >= 3
    if is_recent and is_often and monetary >= 4:
        return _("One of the best customers"), "won"
    if is_recent:
        return (_("Loyal customer"), "won") if is_often else (_("New or occasional customer"), "pending")
    if recency == 3:
        return _("About to lapse"), "abandoned"
    return (_("Good customer at risk"), "abandoned") if is_often else (_("Lapsed customer"), "cancelled")
