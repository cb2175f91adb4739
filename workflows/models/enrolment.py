"""Who is, or was, in a workflow."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, Deal
from workflows.models.reasons import LeftBecause
from workflows.models.workflow import Workflow


class Arm(models.TextChoices):
    """Who is written to. A group that is not, to compare with, can be added without giving old rows another meaning."""

    TREATMENT = "treatment", _("Is written to")


class Enrolment(models.Model):
    """One contact in one workflow for one occurrence of its trigger.

    `occurrence` names what set it off: the cart, the first purchase, the lapse. It is unique, so that nothing sets off
    a workflow twice, and nobody is in one twice at once. A cart that somebody leaves while they are in the workflow for
    another one goes into that enrolment (`joined`), whose deal it becomes.
    """

    class State(models.TextChoices):
        """How far it is."""

        ACTIVE = "active", _("In the workflow")
        FINISHED = "finished", _("Went through it")
        LEFT = "left", _("Left it")
        JOINED = "joined", _("Went into a running one")

    workflow = models.ForeignKey(
        Workflow, on_delete=models.CASCADE, related_name="enrolments", db_index=False, verbose_name=_("Workflow")
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("Contact"))
    deal = models.ForeignKey(
        Deal,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="enrolments",
        verbose_name=_("Deal"),
        help_text=_("The cart, or the first order"),
    )
    occurrence = models.TextField(_("Occurrence"))
    triggered_at = models.DateTimeField(_("Triggered"), help_text=_("When what set it off happened (UTC)"))
    enrolled_at = models.DateTimeField(_("Enrolled"))
    arm = models.CharField(_("Arm"), max_length=20, choices=Arm, default=Arm.TREATMENT)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.ACTIVE)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    left_because = models.CharField(_("Left because"), max_length=20, choices=LeftBecause, blank=True)

    class Meta:
        verbose_name = _("Enrolment")
        verbose_name_plural = _("Enrolments")
        ordering: ClassVar[list[str]] = ["-enrolled_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workflow", "occurrence"], name="enrolled_once_for_an_occurrence"),
            models.UniqueConstraint(
                fields=["workflow", "contact"], condition=Q(state="active"), name="enrolled_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=(Q(state="left") & ~Q(left_because="")) | (~Q(state="left") & Q(left_because="")),
                name="who_left_had_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True) | (~Q(state="active") & Q(ended_at__isnull=False)),
                name="who_is_out_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["workflow", "-enrolled_at", "-id"], name="enrolment_newest")]

    def __str__(self) -> str:
        return f"{self.workflow} · {self.contact}"
