"""Tasks write in the language of the portal's administrators."""

from collections.abc import Iterator

import pytest
from celery import shared_task
from celery.signals import task_prerun
from django.utils import translation

from accounts.models import Role, User

pytestmark = pytest.mark.django_db


@shared_task
def say_something() -> str | None:
    return translation.get_language()


@pytest.fixture(autouse=True)
def _language_of_the_test() -> Iterator[None]:
    with translation.override("en"):
        yield


def begin_task() -> str | None:
    """What a worker does before it runs a task. The language the task then speaks."""
    task_prerun.send(sender=say_something, task=say_something)
    return translation.get_language()


def test_a_worker_speaks_the_language_the_first_administrator_chose():
    User.objects.create_user("silent@example.com", "x", role=Role.ADMIN)
    User.objects.create_user("ana@example.com", "x", role=Role.ADMIN, language="fr")
    User.objects.create_user("ben@example.com", "x", role=Role.ADMIN, language="en")

    assert begin_task() == "fr"


def test_without_a_choice_it_is_english():
    User.objects.create_user("mara@example.com", "x", role=Role.MARKETER, language="fr")

    with translation.override("fr"):
        assert begin_task() == "en"


def test_an_eager_task_keeps_the_language_of_the_page():
    User.objects.create_user("ana@example.com", "x", role=Role.ADMIN, language="fr")

    assert say_something.apply().result == "en"
