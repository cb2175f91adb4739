"""Lists by what became of e-mails: they follow what is sent and heard, and say so in words."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Portal, User
from crm.filters import FilterError
from crm.filters.descriptions import condition_description, description_text
from crm.ingest.tombstones import address_key
from crm.lists import definitions, running
from crm.lists.auditing import Audited, audit
from crm.lists.editing import Wanted, create, delete, restore
from crm.lists.why import why
from crm.lists.words import said
from crm.models import Contact, ContactList, ListCheck, ListMembership, SavedView
from crm.signals import send_contacts_changed
from tests.workflows.answers import SENT, make_contact, sent_email
from tests.workflows.sending_world import BEGAN, Clockwork, Sink, order, person, publish_all, switch_on
from workflows import making
from workflows.engagement.bounces import bounced, complained
from workflows.engagement.hearing import clicked, opened
from workflows.engagement.links import Link
from workflows.engagement.machines import Visit
from workflows.models import LedgerEntry, MarketingEmail
from workflows.sending import asking, leaving
from workflows.sending.transports import Refused
from workflows.subscriptions.choosing import unsubscribe
from workflows.subscriptions.links import Place
from workflows.subscriptions.reader import reader_of

pytestmark = pytest.mark.django_db
LATER = SENT + timedelta(hours=1)
PERSON = {"User-Agent": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/17 Safari/605.1"}
MACHINE = {"User-Agent": "Barracuda"}


def happened(name, operator="HAS_PROPERTY", *values, of=(), has_not=False):
    """A group with one filter on e-mails."""
    one = {"objectType": "email_events", "propertyName": name, "operator": operator}
    one |= dict(zip(("value", "highValue"), values, strict=False))
    one |= ({"of": [str(it.pk) for it in of]} if of else {}) | ({"hasNot": True} if has_not else {})
    return {"filters": [one]}


def of_list(*groups, name=""):
    made = create(Wanted(name or f"List {ContactList.objects.count() + 1}", filters=list(groups)), None)
    running.run()
    return made


def members(contact_list):
    """Who is in it once lists have caught up, by the first part of the address; an audit finds nothing amiss."""
    running.run()
    contact_list.refresh_from_db()
    assert audit(contact_list) == Audited(0, 0)
    stays = ListMembership.objects.current().filter(contact_list=contact_list)
    return {one.contact.email.split("@")[0] for one in stays}


def visit(at=LATER, agent=PERSON):
    return Visit("GET", agent, at)


@pytest.fixture
def ana(workflows):
    return make_contact("ana@example.com")


@pytest.fixture
def entry(ana, workflows):
    return sent_email(ana, workflows["welcome"])


@pytest.fixture
def first(workflows):
    return MarketingEmail.objects.get(steps__workflow=workflows["welcome"], steps__place=1)


@pytest.fixture
def second(workflows):
    return MarketingEmail.objects.get(steps__workflow=workflows["welcome"], steps__place=2)


# --- Lists follow -------------------------------------------------------------------------------------------------
def test_an_open_by_a_person_brings_in_and_one_by_a_machine_does_not(entry):
    by_opens, by_none = of_list(happened("OPENED")), of_list(happened("OPENED", has_not=True))
    assert (members(by_opens), members(by_none)) == (set(), {"ana"})

    opened(entry.pk, visit(agent=MACHINE))
    assert (members(by_opens), members(by_none)) == (set(), {"ana"})

    opened(entry.pk, visit())
    assert (members(by_opens), members(by_none)) == ({"ana"}, set())


def test_a_click_counts_as_an_open_until_it_turns_out_to_be_a_machines(entry):
    by_opens, by_clicks = of_list(happened("OPENED")), of_list(happened("LINK_CLICKED"))
    clicked(Link(entry.pk, "https://a.example/1", 3), visit())
    assert (members(by_opens), members(by_clicks)) == ({"ana"}, {"ana"})

    clicked(Link(entry.pk, "https://a.example/2", 3), visit())
    clicked(Link(entry.pk, "https://a.example/3", 3), visit())
    assert (members(by_opens), members(by_clicks)) == (set(), set())


def test_what_goes_wrong_is_followed(entry):
    names = ["SENT", "RECEIVED", "BOUNCED", "MARKED_SPAM", "UNSUBSCRIBED"]
    lists = {name: of_list(happened(name)) for name in names}
    assert [name for name in names if members(lists[name])] == ["SENT", "RECEIVED"]

    complained(entry, LATER)
    unsubscribe(reader_of(Place(entry.pk, address_key(entry.address))), LATER)
    assert [name for name in names if members(lists[name])] == ["SENT", "RECEIVED", "MARKED_SPAM", "UNSUBSCRIBED"]

    bounced(entry, LATER)
    assert [name for name in names if members(lists[name])] == ["SENT", "BOUNCED", "MARKED_SPAM", "UNSUBSCRIBED"]


@pytest.mark.parametrize(("answers", "expected"), [([], "SENT RECEIVED"), ([Refused("550", True)], "SENT BOUNCED")])
def test_sending_is_followed(portal, workflows, answers, expected):
    names = ["SENT", "RECEIVED", "BOUNCED"]
    lists = {name: of_list(happened(name)) for name in names}
    publish_all()
    switch_on("welcome")
    person(1)
    order(1, BEGAN + timedelta(minutes=1))

    Clockwork(sink=Sink(answers=answers)).turn(BEGAN + timedelta(minutes=5))

    assert " ".join(name for name in names if members(lists[name])) == expected


def test_who_was_counted_as_sent_by_a_person_is_in(ana, workflows):
    entry = sent_email(ana, workflows["welcome"], state=LedgerEntry.State.UNKNOWN)
    by_sent = of_list(happened("SENT"))
    assert members(by_sent) == set()

    asking.count_as_sent([entry.pk], LATER)
    assert members(by_sent) == {"ana"}


def test_what_a_merged_contact_was_sent_in_a_running_workflow_goes_on_with_the_kept_one(entry, ana):
    by_sent = of_list(happened("SENT"))
    ben = make_contact("ben@example.com")
    Contact.objects.filter(pk=ana.pk).update(merged_into=ben, deleted_at=LATER)
    with transaction.atomic():
        send_contacts_changed([], [ana.pk, ben.pk])
    assert members(by_sent) == set()

    leaving.see_off(LATER)
    assert members(by_sent) == {"ben"}


def test_a_chosen_email_is_told_from_another(entry, first, second):
    assert members(of_list(happened("SENT", of=[first]))) == {"ana"}
    assert members(of_list(happened("SENT", of=[second]))) == set()
    assert members(of_list(happened("SENT", of=[first, second]))) == {"ana"}
    assert members(of_list(happened("SENT", of=[second], has_not=True))) == {"ana"}


def test_two_filters_of_a_group_need_not_be_about_the_same_email(ana, entry, first, second, workflows):
    sent_email(ana, workflows["welcome"], 2)
    opened(entry.pk, visit())

    both = {"filters": [*happened("OPENED", of=[first])["filters"], *happened("SENT", of=[second])["filters"]]}

    assert members(of_list(both)) == {"ana"}


def test_days_that_pass_move_whom_they_concern_alone(entry):
    Portal.objects.update(time_zone="America/Los_Angeles")
    with time_machine.travel(SENT, tick=False):
        lately = of_list(happened("SENT", "IN_LAST_DAYS", "3"))
        not_lately = of_list(happened("SENT", "IN_LAST_DAYS", "3", has_not=True))
        long_ago = of_list(happened("SENT", "MORE_THAN_DAYS_AGO", "3"))
        assert [bool(members(one)) for one in (lately, not_lately, long_ago)] == [True, False, False]

    # SENT is 1 in the morning in Los Angeles, where 2 March is that day and 4 March the last of three.
    with time_machine.travel(SENT + timedelta(days=2, hours=22), tick=False):
        assert [bool(members(one)) for one in (lately, not_lately, long_ago)] == [True, False, False]
    with time_machine.travel(SENT + timedelta(days=2, hours=24), tick=False):
        assert [bool(members(one)) for one in (lately, not_lately, long_ago)] == [False, True, False]
    with time_machine.travel(SENT + timedelta(days=4), tick=False):
        assert [bool(members(one)) for one in (lately, not_lately, long_ago)] == [False, True, True]


def test_an_open_is_no_reason_to_look_at_lists_that_are_not_about_emails(entry):
    of_list(happened("OPENED"))
    for number in range(3):
        of_list({"filters": [{"propertyName": "city", "operator": "EQ", "value": f"C{number}"}]})
    opened(entry.pk, visit())

    with CaptureQueriesContext(
        connection,
    ) as asked:
        running.run()

    assert sum("matching (id)" in one["sql"] for one in asked.captured_queries) == 1
    assert not ListCheck.objects.exists()


def test_lists_about_a_list_about_emails_follow(entry):
    by_opens = of_list(happened("OPENED"))
    inside = {"objectType": "lists", "propertyName": "list_membership", "operator": "IN", "values": [str(by_opens.pk)]}
    about = of_list({"filters": [inside]})
    assert members(about) == set()

    opened(entry.pk, visit())
    assert members(about) == {"ana"}


# --- Words --------------------------------------------------------------------------------------------------------
def sentences(group):
    definition = definitions.read([group])
    return condition_description(definition.groups[0].conditions[0]), description_text(definition)


def test_sentences(first, second):
    MarketingEmail.objects.filter(pk=first.pk).update(name="Welcome 1")
    MarketingEmail.objects.filter(pk=second.pk).update(name="A <b> & 50%")

    assert sentences(happened("SENT", "IN_LAST_DAYS", "30", of=[first])) == (
        "Was sent “Welcome 1” in the last 30 days",
        "Contacts who were sent Welcome 1 in the last 30 days",
    )
    assert sentences(happened("LINK_CLICKED", has_not=True)) == (
        "Has not clicked in any e-mail",
        "Contacts who have not clicked in any e-mail",
    )
    assert sentences(happened("OPENED", "BETWEEN_DAYS", "2026-03-01", "2026-03-31", of=[first, second])) == (
        "Opened “Welcome 1” or “A <b> & 50%” between Mar 1, 2026 and Mar 31, 2026",
        "Contacts who opened Welcome 1 or A <b> & 50% between Mar 1, 2026 and Mar 31, 2026",
    )
    assert sentences(happened("BOUNCED", "MORE_THAN_DAYS_AGO", "1"))[0] == "Had an e-mail bounce more than 1 day ago"
    assert sentences(happened("UNSUBSCRIBED", "IN_PERIOD", "LAST_MONTH"))[0] == "Unsubscribed by an e-mail last month"


def test_every_event_has_words_for_every_case(first):
    for name in definitions.known():
        if name.startswith("email_events."):
            for of in ([], [first]):
                for has_not in (False, True):
                    chip, text = sentences(happened(name.partition(".")[2], of=of, has_not=has_not))
                    assert chip[0].isupper() and text.startswith("Contacts who ")
                    assert ("“" in chip) is bool(of)


def reasons(contact_list, contact):
    return [(one.holds, str(one.words)) for one in said(why(contact_list, contact))]


def test_reasons(ana, entry, first, second):
    MarketingEmail.objects.filter(pk=first.pk).update(name="Welcome 1")
    by_opens = of_list(happened("OPENED", of=[first]))
    none = of_list(happened("OPENED", has_not=True))
    later = of_list(happened("OPENED", "AFTER_DAY", "2026-05-01"))
    assert reasons(by_opens, ana) == [(False, "Has not opened <b>Welcome 1</b>")]
    assert reasons(none, ana) == [(True, "Has not opened any e-mail")]

    opened(entry.pk, visit())

    told = "Opened <b>Welcome 1</b> on <b>Mar 2, 2026</b>"
    assert reasons(by_opens, ana) == [(True, told)]
    assert reasons(none, ana) == [(False, told)]
    assert reasons(later, ana) == [(False, told)]


# --- E-mails that are used, or gone -------------------------------------------------------------------------------
def test_an_email_that_lists_and_views_ask_about_is_not_deleted(second):
    made = MarketingEmail.objects.create(name="Sale", subject="Sale", language="en")
    used = of_list(happened("SENT", of=[second, made]), name="Buyers")
    ina = User.objects.create_user("ina@example.com", "x")
    SavedView.objects.create(name="Mine", owner=ina, object_type="contacts", filters=[happened("OPENED", of=[made])])

    with pytest.raises(making.StillNeeded, match="List “Buyers”, View of contacts “Mine”"):
        making.delete(made)

    delete(used, None)
    SavedView.objects.all().delete()
    making.delete(made)
    with pytest.raises(FilterError, match="does not exist any more"):
        restore(used, None)
    with pytest.raises(FilterError, match="does not exist any more"):
        create(Wanted("Again", filters=used.filters), None)


def test_the_editor_names_an_email_that_is_gone(log_in):
    client = log_in()
    form = {"p.0.0": "email_events.SENT", "o.0.0": "HAS_PROPERTY", "m.0.0": "99999", "do": "save", "name": "X"}

    answer = client.post(reverse("list-new"), {**form, "processing_type": "DYNAMIC"})

    assert "deleted e-mail 99999" in answer.content.decode()
    assert "does not exist any more" in answer.content.decode()
    assert not ContactList.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"operator": "NOT_HAS_PROPERTY"},
        {"operator": "IN", "values": ["1"]},
        {"propertyName": "FORWARDED"},
        {"of": ["x"]},
        {"of": "12"},
        {"of": ["1"] * 101},
        {"hasNot": "no"},
        {"operator": "IN_LAST_DAYS", "value": "-1"},
    ],
)
def test_what_makes_no_sense_is_refused(workflows, wrong):
    group = happened("SENT")
    group["filters"][0] |= wrong

    with pytest.raises(FilterError):
        definitions.read([group])


def test_properties_take_no_email(workflows):
    with pytest.raises(FilterError):
        definitions.read([{"filters": [{"propertyName": "city", "operator": "EQ", "value": "x", "of": ["1"]}]}])


def test_the_table_takes_it(log_in, entry, ana):
    make_contact("ben@example.com")
    page = log_in().get(reverse("contacts"), {"filters": json.dumps([happened("SENT")])}).content.decode()

    assert "ana@example.com" in page and "ben@example.com" not in page
    assert "Was sent an e-mail" in page
