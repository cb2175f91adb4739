"""Pipelines and their stages. Labels can be edited, ids cannot."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Pipeline(models.Model):
    """A row of stages that deals move through; its id is HubSpot's pipeline id."""

    id = models.CharField(_("Id"), max_length=64, primary_key=True)
    label = models.CharField(_("Label"), max_length=150)
    display_order = models.IntegerField(_("Order"), default=0)
    created_at = models.DateTimeField(_("Added"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("Last changed"), auto_now=True)

    class Meta:
        verbose_name = _("Pipeline")
        verbose_name_plural = _("Pipelines")
        ordering = ["display_order", "id"]

    def __str__(self) -> str:
        return self.label


class Stage(models.Model):
    """A stage of a pipeline. `probability` is 0–1; a closed stage is won at 1 and lost at 0."""

    id = models.CharField(_("Id"), max_length=64, primary_key=True)
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages", verbose_name=_("Pipeline"))
    label = models.CharField(_("Label"), max_length=150)
    label_fr = models.CharField(_("Label in French"), max_length=150, blank=True)
    display_order = models.IntegerField(_("Order"), default=0)
    probability = models.DecimalField(_("Probability"), max_digits=3, decimal_places=2)
    is_won = models.BooleanField(_("Won"), default=False)
    is_lost = models.BooleanField(_("Lost"), default=False)
    created_at = models.DateTimeField(_("Added"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("Last changed"), auto_now=True)

    class Meta:
        verbose_name = _("Stage")
        verbose_name_plural = _("Stages")
        ordering = ["pipeline", "display_order"]

    def __str__(self) -> str:
        return self.label_fr if self.label_fr and (get_language() or "").startswith("fr") else self.label
