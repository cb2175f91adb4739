"""Reports on the e-mails that workflows sent: by e-mail and by workflow, opened and clicked by people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dashboards.definitions import Counted, Dimension, Measure, ReportDefinition, Visualisation
from dashboards.figures import Part, asking_for_portal, figures_of, records_of
from dashboards.periods import Period
from tests.dashboards.records import a_deal
from tests.workflows.answers import make_contact, sent_email
from workflows.models import EmailEvent, Kind, LedgerEntry, Workflow
from workflows.setting_up import ensure_workflows

pytestmark = pytest.mark.django_db


@pytest.fixture
def welcome(portal):
    ensure_workflows()
    return Workflow.objects.get(kind=Kind.WELCOME)


def report(**changes):
    given = {
        "counted": Counted.EMAILS_SENT,
        "measures": (Measure.COUNT, Measure.OPEN_RATE, Measure.CLICK_RATE),
        "dimension": Dimension.EMAIL,
        "period": Period.LAST_30_DAYS,
        "visualisation": Visualisation.TABLE,
    }
    return ReportDefinition(**{**given, **changes})


def sent(welcome, email, *heard, place=1, **more):
    entry = sent_email(make_contact(email), welcome, place, done_at=timezone.now(), **more)
    for kind, is_machine in heard:
        EmailEvent.objects.create(entry=entry, kind=kind, happened_at=timezone.now(), is_machine=is_machine)
    return entry


def test_opened_and_clicked_by_people_of_those_delivered(welcome):
    first = sent(welcome, "a@example.com", ("open", False), ("click", False))
    sent(welcome, "b@example.com", ("open", True))
    sent(welcome, "c@example.com", ("click", False))
    sent(welcome, "d@example.com", ("open", False), state=LedgerEntry.State.BOUNCED)
    sent(welcome, "e@example.com", place=2)
    asking = asking_for_portal(timezone.now())

    rows = {row.key: row for row in figures_of(report(), asking).rows}
    row = rows[str(first.email_id)]

    assert (row.label, row.tally.count, row.tally.delivered) == (str(first.email), 4, 3)
    assert [row.tally.value(one) for one in (Measure.OPEN_RATE, Measure.CLICK_RATE)] == [Decimal(2) / 3] * 2
    assert records_of(report(), asking, Part(row.key)).count() == 4


def test_e_mails_to_some_contacts(welcome):
    sent(welcome, "a@example.com")
    sent(welcome, "b@example.com")
    to_a = {"filters": [{"propertyName": "email", "operator": "EQ", "value": "a@example.com"}]}
    by_workflow = report(dimension=Dimension.WORKFLOW, filters=(to_a,))

    [row] = figures_of(by_workflow, asking_for_portal(timezone.now())).rows

    assert (row.label, row.tally.count) == (str(welcome), 1)


def test_carts_that_were_recovered_after_one_of_our_e_mails(welcome):
    now = timezone.now()
    carts = [
        a_deal("shipped", abandoned_at=now - timedelta(days=3), recovered_at=now - timedelta(days=days))
        for days in (1, 2)
    ]
    for cart in carts:
        cart.save()
    entry = sent(welcome, "a@example.com")
    entry.enrolment.deal = carts[0]
    entry.enrolment.save()
    LedgerEntry.objects.filter(pk=entry.pk).update(done_at=now - timedelta(days=2))
    asking = asking_for_portal(now)
    recovery = report(counted=Counted.CARTS_ABANDONED, measures=(Measure.COUNT,), dimension=Dimension.OUTCOME)

    total = figures_of(recovery, asking).total

    assert (total.count, total.recovered, total.recovered_by_email) == (2, 2, 1)
