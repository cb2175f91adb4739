"""The Celery app: workers and the scheduler of every room."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsync.settings")

app = Celery("hubsync")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect(weak=False)
def log_as_everywhere(**_: Any) -> None:
    """Workers and scheduler log as the web does, secrets blanked; Celery's own set-up stays out."""
    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_init.connect(weak=False)
def workers_give_signs_of_life(**_: Any) -> None:
    """For `/readyz`."""
    from hubsync.signs_of_life import Role, give_as

    give_as(Role.WORKER)


@beat_init.connect(weak=False)
def schedulers_give_signs_of_life(**_: Any) -> None:
    """For the health check of containers."""
    from hubsync.signs_of_life import Role, give_as

    give_as(Role.SCHEDULER)


@task_prerun.connect(weak=False)
def tasks_speak_the_portals_language(task: Any, **_: Any) -> None:
    """What a task writes down (why an import failed) is read later, by people of the portal."""
    from django.conf import settings
    from django.utils import translation

    from accounts.languages import administrators_language

    # An eager task runs in somebody's request, which has its language.
    if not task.request.is_eager:
        translation.activate(administrators_language() or settings.LANGUAGE_CODE)
