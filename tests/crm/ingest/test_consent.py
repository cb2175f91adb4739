"""Marketing consent that Shopify tells of by itself (SPEC K2, W7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.ingest import Consent, CustomerRecord, merge_customers, set_marketing_consent
from crm.models import Contact, CustomerLink, RecordChange
from crm.models.history import ChangeSource
from tests.crm.ingest.conftest import day

Make = Callable[..., CustomerRecord]
WEBHOOK = ChangeSource.WEBHOOK


def consent() -> bool | None:
    return Contact.objects.get().accepts_marketing


def test_consent_is_written_and_kept_as_a_change(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)
    changed = set_marketing_consent([Consent(1, True, day(2))], WEBHOOK)

    contact = Contact.objects.get()
    assert (changed, contact.accepts_marketing) == ([contact.pk], True)
    assert RecordChange.objects.get().changes == {"accepts_marketing": [None, True]}


def test_the_same_consent_again_is_no_change(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)
    for _ in range(2):
        set_marketing_consent([Consent(1, True, day(2))], WEBHOOK)

    assert RecordChange.objects.count() == 1


def test_the_newest_of_one_batch_wins(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)
    set_marketing_consent([Consent(1, False, day(3)), Consent(1, True, day(2))], WEBHOOK)

    assert consent() is False


def test_a_state_that_was_so_before_overwrites_no_consent(customer: Make) -> None:
    merge_customers([customer(version=1, accepts_marketing=True)], WEBHOOK)
    set_marketing_consent([Consent(1, False, day(5))], WEBHOOK)
    merge_customers([customer(version=4, accepts_marketing=True, city="Lyon")], WEBHOOK)

    contact = Contact.objects.get()
    assert (contact.accepts_marketing, contact.city) == (False, "Lyon")


def test_a_state_that_was_so_later_does(customer: Make) -> None:
    merge_customers([customer(version=1)], WEBHOOK)
    set_marketing_consent([Consent(1, False, day(2))], WEBHOOK)
    merge_customers([customer(version=1, accepts_marketing=True, as_of=day(3))], WEBHOOK)

    assert consent() is True


def test_a_state_without_consent_says_nothing_of_it(customer: Make) -> None:
    set_marketing_consent([Consent(1, True, day(2))], WEBHOOK)
    merge_customers([customer(version=1, accepts_marketing=True)], WEBHOOK)
    merge_customers([customer(version=9, accepts_marketing=None)], WEBHOOK)
    assert consent() is True
    set_marketing_consent([Consent(1, False, day(5))], WEBHOOK)
    assert consent() is False


def test_consent_of_a_customer_without_contact_is_left_out() -> None:
    assert set_marketing_consent([Consent(1, True, day(2))], WEBHOOK) == []


def test_consent_of_a_contact_in_the_recycle_bin_is_noted_without_a_change(customer: Make) -> None:
    merge_customers([customer()], WEBHOOK)
    Contact.objects.update(deleted_at=timezone.now())
    set_marketing_consent([Consent(1, False, day(2))], WEBHOOK)

    assert consent() is False
    assert not RecordChange.objects.exists()


_TOLD = st.lists(
    st.tuples(st.sampled_from(["state", "consent"]), st.integers(2, 28), st.sampled_from([True, False, None])),
    min_size=1,
    max_size=6,
    unique_by=lambda told: told[1],
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=_TOLD, data=st.data())
def test_the_newest_consent_wins_in_any_order(told: list[tuple[str, int, bool | None]], data: st.DataObject) -> None:
    Contact.objects.all().delete()
    CustomerLink.objects.all().delete()
    told = [one for one in told if one[0] == "state" or one[2] is not None]
    merge_customers([CustomerRecord(1, day(1), "ana@example.com")], WEBHOOK)
    for kind, at, accepts in data.draw(st.permutations(told)):
        if kind == "state":
            merge_customers([CustomerRecord(1, day(at), "ana@example.com", accepts_marketing=accepts)], WEBHOOK)
        else:
            set_marketing_consent([Consent(1, bool(accepts), day(at))], WEBHOOK)

    said: list[Any] = [accepts for _, _, accepts in sorted(told, key=lambda one: one[1]) if accepts is not None]
    assert consent() == (said[-1] if said else None)
