"""Who is in a list follows what happens: when contacts changed, a worker is told at once."""

from typing import Any

from django.dispatch import receiver

from crm.queueing import queue_at_once
from crm.signals import contacts_changed, deals_changed, products_changed


@receiver([contacts_changed, deals_changed, products_changed])
def sort_soon(**_: Any) -> None:
    """What changed stands in the database already (crm.lists.checks): a worker that is lost costs some seconds."""
    from crm.tasks import sort_lists

    queue_at_once(sort_lists)
