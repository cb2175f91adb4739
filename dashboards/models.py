"""Dashboards, the reports placed on them, and the sales goals of the months."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dashboards import defaults
from dashboards.definitions import DefaultReport, InvalidDefinition, ReportDefinition, from_json

# A dashboard is a grid this many columns wide.
GRID_COLUMNS, LEAST_COLUMNS = 12, 3
LONGEST_NAME = 150
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

    name = models.CharField(_("Name"), max_length=LONGEST_NAME)
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


class DashboardReportQuerySet(models.QuerySet["DashboardReport"]):
    """The reports on dashboards."""

    def shown(self) -> "DashboardReportQuerySet":
        """Those that nobody took off, in their order."""
        return self.filter(removed_at__isnull=True).order_by("place", "id")


class DashboardReport(models.Model):
    """A report on a dashboard: which one, where in the grid, and what a person changed of it.

    With a `key` and without changes it is the newest version of a default report, whichever version it was placed with.
    A person's changes are a private copy of `version` that no new version touches (SPEC R3); a report that a person
    made has no key. A `title` of its own alone changes nothing of what it follows.
    """

    dashboard = models.ForeignKey(
        Dashboard, on_delete=models.CASCADE, related_name="reports", verbose_name=_("Dashboard")
    )
    key = models.CharField(
        _("Report"), max_length=60, blank=True, help_text=_("Key of the default report; empty where a person made it")
    )
    title = models.CharField(
        _("Title"), max_length=LONGEST_NAME, blank=True, help_text=_("Empty: that of the default report")
    )
    version = models.PositiveIntegerField(
        _("Version"), help_text=_("Of the definition, when it was placed or customised")
    )
    place = models.PositiveIntegerField(_("Place"), help_text=_("Reports fill the grid row by row, lowest first"))
    columns = models.PositiveSmallIntegerField(
        _("Width"),
        default=6,
        validators=[MinValueValidator(LEAST_COLUMNS), MaxValueValidator(GRID_COLUMNS)],
        help_text=_("Columns of twelve"),
    )
    rows = models.PositiveSmallIntegerField(
        _("Height"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)], help_text=_("Rows of the grid")
    )
    customised = models.JSONField(
        _("Customised definition"), null=True, blank=True, help_text=_("The private copy; null follows new versions")
    )
    removed_at = models.DateTimeField(
        _("Taken off at"), null=True, blank=True, help_text=_("It can be put back for thirty days")
    )

    objects: ClassVar[DashboardReportQuerySet] = DashboardReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Report")
        verbose_name_plural = _("Reports")
        ordering = ["dashboard", "place", "id"]

    def __str__(self) -> str:
        return self.title or (str(self.default.title) if self.default else self.key)

    def get_absolute_url(self) -> str:
        return f"{self.dashboard.get_absolute_url()}#report-{self.pk}"

    def call(self, title: str) -> None:
        """Give it a title; that of its default is none of its own, and is said in each reader's language. Not saved."""
        self.title = "" if self.default and title == str(self.default.title) else title

    @property
    def default(self) -> DefaultReport | None:
        """The newest version of the default report that it is, or was copied from; None for all others."""
        return defaults.LATEST.get(self.key)

    @property
    def is_customised(self) -> bool:
        """Whether it is a private copy of a default report."""
        return self.customised is not None and self.default is not None

    @property
    def description(self) -> str:
        """What it counts, in words; of those that nobody changed."""
        return str(self.default.description) if self.default and self.customised is None else ""

    @property
    def definition(self) -> ReportDefinition:
        """What it shows. InvalidDefinition where this version of hubsync knows no such report."""
        if self.customised is not None:
            return from_json(self.customised)
        if self.default is None:
            raise InvalidDefinition(f"no default report is called {self.key!r}", "key")
        return self.default.definition


class WeeklyMail(models.Model):
    """That somebody gets a dashboard by e-mail each Monday (dashboards/mailing.py)."""

    dashboard = models.ForeignKey(
        Dashboard, on_delete=models.CASCADE, related_name="weekly_mails", verbose_name=_("Dashboard")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("User")
    )
    sent_for = models.DateField(_("Sent for the week of"), null=True, blank=True, help_text=_("Its Monday"))

    class Meta:
        verbose_name = _("Weekly e-mail")
        verbose_name_plural = _("Weekly e-mails")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dashboard", "user"], name="one_weekly_mail_a_person")]

    def __str__(self) -> str:
        return f"{self.dashboard} → {self.user}"


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


class Rollup(models.TextChoices):
    """What is counted by day beforehand (dashboards/rollups): each by the day that it counts on, and by a key."""

    CREATED = "created", _("Deals created, by stage")
    SALES = "sales", _("Sales, by source")
    PROCESSED = "processed", _("Sales, by the day they were first processed")
    BUYERS = "buyers", _("Contacts, by the day of their first sale and by source, with all they bought")


class DayFigure(models.Model):
    """What was counted of a day, in the zone and the currency of RollupState. Days without anything have no row.

    `customers` are buyers with a sale in the currency, `newcomers` those that are not in the recycle bin.
    """

    rollup = models.CharField(_("Rollup"), max_length=10, choices=Rollup)
    day = models.DateField(_("Day"))
    key = models.TextField(_("Key"), blank=True)
    count = models.BigIntegerField(_("Count"), default=0)
    amount = models.DecimalField(_("Amount"), max_digits=24, decimal_places=4, default=Decimal(0))
    other = models.BigIntegerField(_("In other currencies"), default=0)
    customers = models.BigIntegerField(_("Customers"), default=0)
    newcomers = models.BigIntegerField(_("Newcomers"), default=0)

    class Meta:
        verbose_name = _("Figures of a day")
        verbose_name_plural = _("Figures of days")
        constraints = [models.UniqueConstraint(fields=["rollup", "day", "key"], name="figures_of_a_day")]

    def __str__(self) -> str:
        return f"{self.rollup} {self.day} {self.key}"


class StaleHour(models.Model):
    """That something of an hour changed: what was counted of its day does not hold any more.

    Written by triggers (migration 0004), in the transaction that makes the change; rows are only added and taken away,
    so that no writer waits.
    """

    id = models.BigAutoField(primary_key=True)
    rollup = models.CharField(_("Rollup"), max_length=10, choices=Rollup)
    hour = models.DateTimeField(_("Hour"), help_text=_("Its beginning (UTC)"))
    waits_for = ArrayField(
        models.BigIntegerField(),
        null=True,
        blank=True,
        verbose_name=_("Waits for"),
        help_text=_("Transactions that were under way when it was first seen"),
    )

    class Meta:
        verbose_name = _("Hour to be counted anew")
        verbose_name_plural = _("Hours to be counted anew")

    def __str__(self) -> str:
        return f"{self.rollup} {self.hour:%Y-%m-%d %H}"


class RollupState(models.Model):
    """For which zone and currency days were counted: one row, or none while they are not."""

    zone = models.CharField(_("Time zone"), max_length=64)
    currency = models.CharField(_("Currency"), max_length=3)

    class Meta:
        verbose_name = _("State of the rollups")
        verbose_name_plural = _("State of the rollups")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_state_of_rollups")]

    def __str__(self) -> str:
        return f"{self.zone} {self.currency}"
