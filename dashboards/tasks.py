"""Celery entry points of dashboards: one line each."""

from celery import shared_task
from django.utils import timezone

from dashboards import arranging, mailing
from dashboards.rollups import folding


@shared_task
def clear_out_reports() -> None:
    """Forget reports that were taken off long ago."""
    arranging.drop_removed(timezone.now())


@shared_task
def mail_dashboards() -> None:
    """Send the weekly e-mails that are due."""
    mailing.send_due(timezone.now())


@shared_task
def fold_rollups() -> None:
    """Count the days anew in which something changed."""
    folding.fold()
