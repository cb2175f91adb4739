"""A workflow and its three steps."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.models.email import MarketingEmail
from workflows.models.kind import Kind

PLACES = (1, 2, 3)
LAPSE_DAYS_DEFAULT = 60
LAPSE_DAYS_MOST = 730
DELAY_MOST = timedelta(days=365)


class TimeZoneOf(models.TextChoices):
    """Whose clock the sending window is read on."""

    STORE = "store", _("The store's time zone")
    CONTACT = "contact", _("The contact's time zone")


def every_day() -> list[int]:
    """Monday (1) to Sunday (7), as ISO 8601 numbers them."""
    return list(range(1, 8))


class Workflow(models.Model):
    """One of the three. Its sending window is `window_days` from `window_start` to `window_end`; empty: any hour."""

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind, unique=True)
    is_on = models.BooleanField(_("On"), default=False)
    on_since = models.DateTimeField(
        _("On since"), null=True, blank=True, help_text=_("Nothing that happened before sets it off (UTC)")
    )
    lapse_days = models.PositiveSmallIntegerField(
        _("Days without a purchase"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LAPSE_DAYS_MOST)],
        help_text=_("After so many days without a purchase a customer counts as past (re-engagement only)."),
    )
    window_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        verbose_name=_("Days on which it sends"),
        default=every_day,
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    window_start = models.TimeField(_("Sends from"), null=True, blank=True)
    window_end = models.TimeField(_("Sends until"), null=True, blank=True)
    time_zone_of = models.CharField(_("Time zone"), max_length=10, choices=TimeZoneOf, default=TimeZoneOf.STORE)

    class Meta:
        verbose_name = _("Workflow")
        verbose_name_plural = _("Workflows")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.RE_ENGAGEMENT, lapse_days__range=(1, LAPSE_DAYS_MOST))
                | (~Q(kind=Kind.RE_ENGAGEMENT) & Q(lapse_days__isnull=True)),
                name="lapse_days_of_re_engagement_only",
                violation_error_message=_("Only the re-engagement workflow has days without a purchase, 1 to 730."),
            ),
            models.CheckConstraint(
                condition=Q(window_start__isnull=True, window_end__isnull=True)
                | Q(window_start__isnull=False, window_end__isnull=False, window_start__lt=models.F("window_end")),
                name="sending_window_has_both_ends",
                violation_error_message=_("Give both hours, the first before the last, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("workflow", args=[self.kind])


class WorkflowStep(models.Model):
    """Wait, then send: one delay and one e-mail. `delay_seconds` counts from the previous step (the first: from the
    trigger)."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="steps", verbose_name=_("Workflow"))
    place = models.PositiveSmallIntegerField(_("Place"), choices=[(place, str(place)) for place in PLACES])
    delay_seconds = models.PositiveIntegerField(
        _("Delay in seconds"), validators=[MaxValueValidator(int(DELAY_MOST.total_seconds()))]
    )
    useless_after_seconds = models.PositiveIntegerField(
        _("Useless after"),
        default=7 * 86400,
        validators=[MinValueValidator(60), MaxValueValidator(int(DELAY_MOST.total_seconds()))],
        help_text=_("In seconds: later than this after its time the e-mail does not go out unasked."),
    )
    # Empty only after the e-mail was deleted: connecting the store again makes it anew, or a person picks another.
    email = models.ForeignKey(
        MarketingEmail, null=True, on_delete=models.SET_NULL, related_name="steps", verbose_name=_("E-mail")
    )

    class Meta:
        verbose_name = _("Step")
        verbose_name_plural = _("Steps")
        ordering: ClassVar[list[str]] = ["workflow", "place"]
        constraints = [
            models.UniqueConstraint(fields=["workflow", "place"], name="one_step_a_place"),
            models.CheckConstraint(condition=Q(place__in=PLACES), name="three_steps"),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} · {self.place}"

    @property
    def delay(self) -> timedelta:
        """How long to wait after the previous step."""
        return timedelta(seconds=self.delay_seconds)

    @property
    def useless_after(self) -> timedelta:
        """How late the e-mail is still of use."""
        return timedelta(seconds=self.useless_after_seconds)
