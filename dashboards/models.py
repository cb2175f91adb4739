"""Dashboards, the reports placed on them, and the sales goals of the months."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dashboards import definitions
from dashboards.definitions import ReportDefinition

# A dashboard is a grid this many columns wide.
GRID_COLUMNS = 12
ECOMMERCE = "ecommerce"
# The name the e-commerce dashboard is made with; until a person renames it, it is shown in the reader's language.
ECOMMERCE_NAME = "E-commerce dashboard"


class DashboardQuerySet(models.QuerySet["Dashboard"]):
    """The dashboards people speak of."""

    def default(self) -> "Dashboard | None":
        """The one that *Dashboards* opens: the one set as default, else the oldest."""
        return self.order_by("-is_default", "id").first()


class Dashboard(models.Model):
    """A page of reports. `made_for` names what hubsync made it for, once; it is empty on those that people make."""

    name = models.CharField(_("Name"), max_length=150)
    is_default = models.BooleanField(_("Default"), default=False)
    made_for = models.CharField(_("Made for"), max_length=40, blank=True, editable=False)

    objects: ClassVar[DashboardQuerySet] = DashboardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Dashboard")
        verbose_name_plural = _("Dashboards")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["made_for"], condition=~Q(made_for=""), name="dashboard_made_once"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_dashboard"),
        ]

    def __str__(self) -> str:
        if self.made_for == ECOMMERCE and self.name == ECOMMERCE_NAME:
            return gettext("E-commerce dashboard")
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboard", args=[self.pk])


class DashboardReport(models.Model):
    """A report on a dashboard: which one, where in the grid, and what a person changed of it.

    Without changes it is the newest version of its definition, whichever version it was placed with. With changes it
    is a private copy of `version` that no new version touches (SPEC R3).
    """

    dashboard = models.ForeignKey(
        Dashboard, on_delete=models.CASCADE, related_name="reports", verbose_name=_("Dashboard")
    )
    key = models.CharField(_("Report"), max_length=60, help_text=_("Key of its definition (dashboards/definitions.py)"))
    version = models.PositiveIntegerField(
        _("Version"), help_text=_("Of the definition, when it was placed or customised")
    )
    place = models.PositiveIntegerField(_("Place"), help_text=_("Reports fill the grid row by row, lowest first"))
    columns = models.PositiveSmallIntegerField(
        _("Width"),
        default=6,
        validators=[MinValueValidator(3), MaxValueValidator(GRID_COLUMNS)],
        help_text=_("Columns of twelve"),
    )
    rows = models.PositiveSmallIntegerField(
        _("Height"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)], help_text=_("Rows of the grid")
    )
    customised = models.JSONField(
        _("Customised definition"), null=True, blank=True, help_text=_("The private copy; null follows new versions")
    )

    class Meta:
        verbose_name = _("Report")
        verbose_name_plural = _("Reports")
        ordering = ["dashboard", "place", "id"]

    def __str__(self) -> str:
        return str(self.definition.title) if self.key in definitions.LATEST else self.key

    @property
    def definition(self) -> ReportDefinition:
        """What it shows. KeyError where no definition has its key; InvalidDefinition where its copy is not one."""
        latest = definitions.LATEST[self.key]
        return latest if self.customised is None else definitions.private_copy(latest, self.version, self.customised)


class SalesGoalQuerySet(models.QuerySet["SalesGoal"]):
    """The goals people set."""

    def set_for(self, month: date, amount: Decimal, currency: str, at: datetime) -> "SalesGoal":
        """Set the goal of a month (its first day); a goal the month had is replaced."""
        values = {"amount": amount, "currency": currency, "set_at": at}
        return self.update_or_create(month=month, defaults=values)[0]


class SalesGoal(models.Model):
    """What the portal means to sell in a month, in the portal's currency at the time; past months stay as history."""

    month = models.DateField(_("Month"), unique=True, help_text=_("Its first day"))
    amount = models.DecimalField(
        _("Amount"), max_digits=20, decimal_places=4, help_text=_("More than zero, in `currency`")
    )
    currency = models.CharField(_("Currency"), max_length=3)
    set_at = models.DateTimeField(_("Set at"), default=timezone.now, editable=False)

    objects: ClassVar[SalesGoalQuerySet] = SalesGoalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Sales goal")
        verbose_name_plural = _("Sales goals")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="sales_goal_is_positive",
                violation_error_message=_("A goal is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="sales_goal_is_of_a_month",
                violation_error_message=_("Give the first day of the month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
