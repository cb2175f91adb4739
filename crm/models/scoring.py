"""Where the five purchase scores begin (SPEC K5; docs/properties.md)."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

SCORES_SET = (5, 4, 3, 2)


def recency_days() -> list[int]:
    """At most so many days since the last order score 5, 4, 3, 2."""
    return [30, 90, 180, 360]


def frequency_orders() -> list[int]:
    """More orders than the first score 5; at least the others score 4, 3, 2."""
    return [20, 10, 5, 2]


def monetary_amounts() -> list[Decimal]:
    """More revenue than the first scores 5; at least the others score 4, 3, 2."""
    return [Decimal(1000), Decimal(750), Decimal(500), Decimal(250)]


class ScoreThresholds(models.Model):
    """The one set of thresholds: four values each, those of score 5 first. What reaches none scores 1."""

    recency_days = ArrayField(models.PositiveIntegerField(), size=4, default=recency_days, verbose_name=_("Recency"))
    frequency_orders = ArrayField(
        models.PositiveIntegerField(), size=4, default=frequency_orders, verbose_name=_("Frequency")
    )
    monetary_amounts = ArrayField(
        models.DecimalField(max_digits=20, decimal_places=4),
        size=4,
        default=monetary_amounts,
        verbose_name=_("Monetary"),
    )

    class Meta:
        verbose_name = _("Purchase scores")
        verbose_name_plural = _("Purchase scores")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_set_of_score_thresholds")]

    def __str__(self) -> str:
        return str(_("Purchase scores"))

    @classmethod
    def current(cls) -> "ScoreThresholds":
        """The thresholds in force; the defaults until somebody changes them."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
