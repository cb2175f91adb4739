"""The story of a record: every event once, in one order, whatever the pages and the sources."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.models import Contact, ContactMerge, Deal, ObjectType, RecordChange, StageChange
from crm.stages import PIPELINE_ID, ensure_pipeline
from crm.timeline import read_story, reading
from tests.crm.pages.conftest import NOW


def change(record, minute, **changes):
    return RecordChange.objects.create(
        object_type=ObjectType.CONTACT,
        record_id=record.pk,
        at=NOW + timedelta(minutes=minute),
        source="webhook",
        changes=changes or {"city": ["", str(minute)]},
    )


class TestPages(TestCase):
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(
        happened=st.lists(st.tuples(st.sampled_from(["stage", "change", "merge"]), st.integers(0, 4)), max_size=14),
        size=st.integers(1, 5),
    )
    def test_every_event_comes_once_and_in_order(self, happened, size):
        ensure_pipeline()
        times = {"created_at": NOW, "updated_at": NOW}
        ana, other = (Contact.objects.create(email=f"{name}@example.com", **times) for name in "ab")
        deal = Deal.objects.create(name="#1", pipeline_id=PIPELINE_ID, stage_id="shipped", contact=ana, **times)
        for what, minute in happened:
            at = NOW + timedelta(minutes=minute)
            if what == "stage":
                StageChange.objects.create(deal=deal, to_stage_id="shipped", at=at, reason="fulfilled")
            elif what == "merge":
                ContactMerge.objects.create(kept=ana, merged=other, at=at, source="webhook")
            else:
                change(ana, minute)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "EVENTS", size)
            seen, before = [], ""
            while True:
                story = read_story(ObjectType.CONTACT, ana, "", before)
                assert len(story.events) <= size
                seen += [(event.icon, event.id, event.at) for event in story.events]
                before = story.more
                if not before:
                    break

        assert len(seen) == len(set(seen)) == len(happened)
        assert [at for _, _, at in seen] == sorted((at for _, _, at in seen), reverse=True)


def test_one_kind_of_events_is_shown_alone(marketer, make_contact, make_deal):
    ana = make_contact()
    make_deal("#1", "shipped", contact=ana)
    change(ana, 5)

    everything = marketer.get(ana.get_absolute_url()).context["timeline"]
    stages = marketer.get(f"{ana.get_absolute_url()}?events=stages").context["timeline"]

    assert len(everything) == 2
    assert [event.deal.name for event in stages] == ["#1"]


def test_nothing_of_a_kind_says_so(marketer, make_contact):
    assert (
        "Nothing of this kind happened."
        in marketer.get(f"{make_contact().get_absolute_url()}?events=merges").content.decode()
    )


@pytest.mark.parametrize("before", ["x", "_", "2026-01-01_0_1", "2026-01-01T00:00:00+00:00_0_99999999999999999999"])
def test_a_place_that_nobody_wrote_is_the_beginning(marketer, make_contact, before):
    ana = make_contact()
    change(ana, 1)

    assert len(marketer.get(ana.get_absolute_url(), {"before": before}).context["timeline"]) == 1


def test_older_events_are_read_on(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(reading, "EVENTS", 2)
    ana = make_contact()
    for minute in range(3):
        change(ana, minute)

    url = marketer.get(ana.get_absolute_url()).context["more_url"]
    older = marketer.get(url, headers={"HX-Request": "true"})

    assert [event.changes[0].new for event in older.context["timeline"]] == ["0"]
    assert "<html" not in older.content.decode()
    without_script = marketer.get(url)
    assert without_script["Location"].startswith(f"{ana.get_absolute_url()}?before=")


def test_that_a_deal_changed_its_stage_is_told_once(marketer, make_deal):
    deal = make_deal("Own", "processed", ecomm_synced=False)
    marketer.post(f"/deals/{deal.pk}/properties/stage/", {"stage": "shipped"})

    titles = [event.title for event in marketer.get(deal.get_absolute_url()).context["timeline"]]

    assert titles.count("Shipped") == 1
    assert "Deal stage" not in titles
