"""What is due goes out, once, and nothing to somebody who left meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from crm.editing.merging import merge
from crm.editing.values import Editor
from crm.models import Contact, Product
from crm.models.history import ChangeSource
from crm.stages import ensure_pipeline
from tests.workflows.sending_world import (
    BEGAN,
    DAY,
    HOUR,
    Clockwork,
    cart,
    enrolment,
    ledger,
    line,
    order,
    person,
    publish_all,
    switch_on,
)
from workflows import sending
from workflows.models import (
    Enrolment,
    Kind,
    LedgerEntry,
    LeftBecause,
    Mailbox,
    MarketingEmail,
    OutboxEmail,
    Sender,
    Workflow,
)
from workflows.sending import asking, claiming, replanning
from workflows.sending.transports import Again, Down, Refused, Unsure

SECOND = timedelta(seconds=1)


@pytest.fixture
def clockwork(workflows):
    ensure_pipeline()
    publish_all()
    return Clockwork()


@pytest.fixture
def left_cart(clockwork):
    """Somebody whose cart is abandoned as the workflow is switched on."""
    switch_on(Kind.ABANDONED_CART)
    person()
    return cart("t1", BEGAN)


def test_three_emails_each_its_delay_after_the_one_before(clockwork, left_cart):
    clockwork.turn(BEGAN + HOUR)  # the first, an hour late
    assert ledger() == [(1, "sent"), (2, "planned")]
    clockwork.turn(BEGAN + HOUR + DAY - SECOND)
    assert len(clockwork.sink.taken) == 1
    clockwork.turn(BEGAN + HOUR + DAY)
    clockwork.turn(BEGAN + HOUR + 4 * DAY)
    assert ledger() == [(1, "sent"), (2, "sent"), (3, "sent")]
    assert enrolment().state == Enrolment.State.FINISHED
    clockwork.turn(BEGAN + 40 * DAY)
    assert len({letter.message_id for letter in clockwork.sink.taken}) == len(clockwork.sink.taken) == 3


def test_without_a_mail_server_the_outbox_keeps_what_would_have_gone_out(clockwork, left_cart, settings):
    settings.EMAIL_URL = ""
    clockwork.enrol()
    sending.run(lambda: BEGAN)
    kept = OutboxEmail.objects.get()
    assert kept.recipient == "person1@example.com"
    assert "Lamp" in kept.html
    assert left_cart.abandoned_checkout_url in kept.text
    entry = LedgerEntry.objects.get(place=1)
    assert (entry.state, entry.message_id) == ("sent", kept.headers["Message-ID"])


def test_one_click_unsubscribes_and_the_workflow_is_left(clockwork, left_cart, client, settings):
    settings.APP_URL = "http://testserver"
    clockwork.turn(BEGAN)
    (letter,) = clockwork.sink.taken
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    door = letter.headers["List-Unsubscribe"].strip("<>")
    assert f'href="{door}"' in letter.html
    assert door in letter.text
    assert client.get(door).status_code == 200
    clockwork.turn(BEGAN + HOUR)
    assert enrolment().state == "active", "looking changes nothing"
    assert client.post(door, {"List-Unsubscribe": "One-Click"}).status_code == 200
    clockwork.turn(BEGAN + 2 * HOUR)
    assert enrolment().left_because == LeftBecause.UNSUBSCRIBED


def test_sender_and_campaign_are_in_it(clockwork, left_cart):
    Sender.objects.update(from_name="Zoé’s shop", from_address="zoe@maison.example.com", reply_to="hi@example.com")
    clockwork.turn(BEGAN)
    (letter,) = clockwork.sink.taken
    assert "zoe@maison.example.com" in letter.sender
    assert letter.headers["Reply-To"] == "hi@example.com"
    assert "utm_campaign=abandoned_cart-" in letter.text
    assert "/e/o/" in letter.html


def test_who_buys_leaves_before_the_next_email(clockwork, left_cart):
    clockwork.turn(BEGAN)
    order(7, BEGAN + HOUR)
    sending.run(lambda: BEGAN + DAY, by=clockwork.sink)  # nobody was seen off meanwhile
    assert len(clockwork.sink.taken) == 1
    assert (enrolment().state, enrolment().left_because) == ("left", LeftBecause.BOUGHT)
    assert ledger() == [(1, "sent"), (2, "skipped")]


def test_who_waits_leaves_as_soon_as_there_is_a_reason(clockwork, left_cart):
    clockwork.turn(BEGAN)
    order(7, BEGAN + HOUR)
    clockwork.turn(BEGAN + 2 * HOUR)
    assert (enrolment().left_because, enrolment().ended_at) == (LeftBecause.BOUGHT, BEGAN + 2 * HOUR)


def test_cancelled_first_order_ends_the_welcome(clockwork):
    switch_on(Kind.WELCOME)
    person()
    order(1, BEGAN)
    clockwork.turn(BEGAN)
    assert len(clockwork.sink.taken) == 1
    order(1, BEGAN, version=BEGAN + DAY, cancelled_at=(BEGAN + DAY).isoformat())
    clockwork.turn(BEGAN + 4 * DAY)
    assert (len(clockwork.sink.taken), enrolment().left_because) == (1, LeftBecause.TAKEN_BACK)


@pytest.mark.parametrize(
    ("mailbox", "because"),
    [("unsubscribed_at", "unsubscribed"), ("bounced_at", "bounced"), ("complained_at", "complained")],
)
def test_what_holds_for_the_mailbox_is_asked_again_when_sending(clockwork, left_cart, mailbox, because):
    clockwork.enrol()
    Mailbox.objects.update_or_create(address="person1@example.com", defaults={mailbox: BEGAN})
    sending.run(lambda: BEGAN, by=clockwork.sink)
    assert (clockwork.sink.taken, enrolment().left_because) == ([], because)


def test_consent_withdrawn_between_looking_and_sending_keeps_it_back(clockwork, left_cart):
    """Two e-mails in one chunk: while the first leaves, the second person opts out."""
    person(2)
    cart("t2", BEGAN + SECOND, customer_id=2)
    clockwork.enrol()
    opt_out = lambda letter: Mailbox.objects.update_or_create(  # noqa: E731
        address="person2@example.com", defaults={"unsubscribed_at": BEGAN}
    )
    clockwork.sink.before = opt_out
    clockwork.turn(BEGAN + HOUR)
    assert clockwork.sink.recipients == ["person1@example.com"]
    assert Enrolment.objects.get(contact__email="person2@example.com").left_because == LeftBecause.UNSUBSCRIBED


def test_one_person_gets_one_email_in_sixteen_hours_the_cart_first(clockwork):
    switch_on(Kind.WELCOME)
    switch_on(Kind.ABANDONED_CART)
    person()
    order(1, BEGAN)
    cart("t1", BEGAN + HOUR)
    clockwork.turn(BEGAN + HOUR)
    first = clockwork.sink.taken[0]
    assert (len(clockwork.sink.taken), first.found.plan.kind) == (1, Kind.ABANDONED_CART)
    waits = LedgerEntry.objects.get(workflow__kind=Kind.WELCOME)
    assert (waits.state, waits.waits_for, waits.due_at) == ("planned", "pause", BEGAN + HOUR + 16 * HOUR)
    clockwork.turn(BEGAN + 17 * HOUR)
    assert [one.found.plan.kind for one in clockwork.sink.taken] == [Kind.ABANDONED_CART, Kind.WELCOME]


def test_outside_the_window_it_waits_for_it(clockwork, left_cart):
    Workflow.objects.update(window_start=time(14), window_end=time(16))
    clockwork.turn(BEGAN)
    waits = LedgerEntry.objects.get()
    assert (waits.waits_for, waits.due_at) == ("window", datetime(2026, 1, 5, 14, tzinfo=UTC))
    clockwork.turn(waits.due_at)
    assert len(clockwork.sink.taken) == 1


def test_wider_window_holds_for_those_who_wait_for_it(clockwork, left_cart):
    Workflow.objects.update(window_start=time(14), window_end=time(16))
    clockwork.turn(BEGAN)
    Workflow.objects.update(window_start=None, window_end=None)
    assert replanning.look_again(Workflow.objects.get(kind=Kind.ABANDONED_CART), BEGAN + HOUR) == 1
    clockwork.turn(BEGAN + HOUR)
    assert len(clockwork.sink.taken) == 1


def test_contacts_zone_is_that_of_their_country(clockwork, portal):
    switch_on(Kind.ABANDONED_CART)
    Workflow.objects.update(window_start=time(9), window_end=time(10), time_zone_of="contact")
    Contact.objects.filter(pk=person().pk).update(country="Japan")
    cart("t1", BEGAN)
    clockwork.turn(BEGAN)
    assert LedgerEntry.objects.get().due_at == datetime(2026, 1, 6, 0, tzinfo=UTC)


def test_after_days_of_downtime_nothing_stale_goes_out_unasked(clockwork, left_cart):
    clockwork.enrol()
    back = BEGAN + 3 * DAY + HOUR
    sending.run(lambda: back, by=clockwork.sink)
    late = LedgerEntry.objects.get()
    assert (late.state, clockwork.sink.taken) == ("late", [])
    assert asking.send_late([late.pk], back) == 1
    sending.run(lambda: back, by=clockwork.sink)
    assert len(clockwork.sink.taken) == 1


def test_late_email_that_is_left_out_lets_the_next_one_come(clockwork, left_cart):
    clockwork.enrol()
    back = BEGAN + 4 * DAY
    sending.run(lambda: back, by=clockwork.sink)
    assert asking.skip_late([LedgerEntry.objects.get().pk], back) == 1
    assert asking.skip_late([LedgerEntry.objects.get(place=1).pk], back) == 0
    assert ledger() == [(1, "skipped"), (2, "planned")]
    assert LedgerEntry.objects.get(place=2).due_at == back + DAY


def test_after_some_downtime_one_person_gets_no_burst(clockwork, left_cart):
    """Everything was planned long ago; still each step counts from when the one before left."""
    clockwork.enrol()
    for hours in range(49, 60):
        clockwork.turn(BEGAN + hours * HOUR)
    assert len(clockwork.sink.taken) == 1


def test_switched_off_holds_and_switched_on_goes_on(clockwork, left_cart):
    clockwork.turn(BEGAN)
    Workflow.objects.update(is_on=False)
    clockwork.turn(BEGAN + DAY)
    assert len(clockwork.sink.taken) == 1
    Workflow.objects.update(is_on=True)
    clockwork.turn(BEGAN + 2 * DAY)
    assert len(clockwork.sink.taken) == 2


def test_switched_off_in_the_middle_of_a_chunk_stops_at_once(clockwork, left_cart):
    person(2)
    cart("t2", BEGAN + SECOND, customer_id=2)
    clockwork.sink.before = lambda letter: Workflow.objects.update(is_on=False)
    clockwork.turn(BEGAN + HOUR)
    assert len(clockwork.sink.taken) == 1
    assert sorted(LedgerEntry.objects.filter(place=1).values_list("state", flat=True)) == ["planned", "sent"]


def test_changed_delay_holds_for_those_who_wait(clockwork, left_cart):
    workflow = Workflow.objects.get(kind=Kind.ABANDONED_CART)
    clockwork.turn(BEGAN)
    step = workflow.steps.get(place=2)
    step.delay_seconds = 3600
    step.save()
    assert replanning.waiting(step) == 1
    assert replanning.replan(step) == 1
    assert LedgerEntry.objects.get(place=2).due_at == BEGAN + HOUR


def test_merged_contact_goes_on_as_the_kept_one(clockwork, left_cart):
    clockwork.enrol()
    kept = Contact.objects.create(
        email="kept@example.com", accepts_marketing=True, created_at=BEGAN, updated_at=BEGAN + DAY
    )
    merge(kept.pk, Contact.objects.get(email="person1@example.com").pk, Editor(ChangeSource.API))
    clockwork.turn(BEGAN)
    kept.refresh_from_db()
    assert (clockwork.sink.recipients, enrolment().contact) == ([kept.email], kept)


# --- What a mail server may answer -----------------------------------------------------------------------------------
def test_not_taken_is_tried_again_later_each_time_later(clockwork, left_cart):
    clockwork.sink.answers = [Again("451 later"), Again("451 later")]
    clockwork.turn(BEGAN)
    entry = LedgerEntry.objects.get()
    assert (entry.state, entry.waits_for, entry.due_at) == ("planned", "retry", BEGAN + timedelta(minutes=1))
    assert (entry.problem, Mailbox.objects.get().last_email_at) == ("451 later", None)
    clockwork.turn(BEGAN + timedelta(minutes=1))
    entry.refresh_from_db()
    assert entry.due_at == BEGAN + timedelta(minutes=6)
    clockwork.turn(BEGAN + timedelta(minutes=6))
    assert [letter.message_id for letter in clockwork.sink.taken] == [entry.message_id]


def test_mail_server_that_is_not_there_stops_the_run(clockwork, left_cart):
    person(2)
    cart("t2", BEGAN + SECOND, customer_id=2)
    clockwork.sink.answers = [Down("ConnectionRefusedError")]
    clockwork.turn(BEGAN + HOUR)
    assert clockwork.sink.taken == []
    assert ledger() == [(1, "planned"), (1, "planned")]
    clockwork.turn(BEGAN + 2 * HOUR)
    assert len(clockwork.sink.taken) == 2


def test_address_where_nobody_is_is_not_written_to_again(clockwork, left_cart):
    clockwork.sink.answers = [Refused("550 5.1.1 no such user", is_address=True)]
    clockwork.turn(BEGAN)
    assert LedgerEntry.objects.get(place=1).state == "bounced"
    clockwork.turn(BEGAN + HOUR)
    assert enrolment().left_because == LeftBecause.BOUNCED


def test_refused_content_does_not_close_the_mailbox(clockwork, left_cart):
    clockwork.sink.answers = [Refused("554 5.7.1 looks like spam")]
    clockwork.turn(BEGAN)
    assert Mailbox.objects.get().bounced_at is None
    assert ledger() == [(1, "bounced"), (2, "planned")]


def test_of_what_may_have_left_a_person_decides(clockwork, left_cart):
    clockwork.sink.answers = [Unsure("the connection broke")]
    clockwork.turn(BEGAN)
    clockwork.turn(BEGAN + 2 * DAY)
    entry = LedgerEntry.objects.get()
    assert (entry.state, entry.problem, clockwork.sink.taken) == ("unknown", "the connection broke", [])
    assert asking.count_as_sent([entry.pk], BEGAN + 2 * DAY) == 1
    assert asking.count_as_sent([entry.pk], BEGAN + 2 * DAY) == 0
    assert ledger() == [(1, "sent"), (2, "planned")]


def test_sent_again_it_is_the_same_message(clockwork, left_cart):
    clockwork.sink.answers = [Unsure("the connection broke")]
    clockwork.turn(BEGAN)
    entry = LedgerEntry.objects.get()
    assert asking.send_again([entry.pk], BEGAN + DAY) == 1
    clockwork.turn(BEGAN + DAY)
    assert [letter.message_id for letter in clockwork.sink.taken] == [entry.message_id]


# --- Processes that die ----------------------------------------------------------------------------------------------
def test_killed_before_handing_over_another_process_sends_it(clockwork, left_cart):
    clockwork.enrol()
    workflow = Workflow.objects.get(kind=Kind.ABANDONED_CART)
    claiming.claim([workflow.pk], uuid4(), 10, BEGAN)
    clockwork.turn(BEGAN)
    assert clockwork.sink.taken == []
    clockwork.turn(BEGAN + claiming.lease() + SECOND)
    assert len(clockwork.sink.taken) == 1


def test_killed_while_handing_over_nobody_sends_it_again(clockwork, left_cart):
    def killed(letter):
        raise KeyboardInterrupt

    clockwork.sink.before = killed
    with pytest.raises(KeyboardInterrupt):
        clockwork.turn(BEGAN)
    assert ledger() == [(1, "handing_over")]
    clockwork.sink.before = None
    clockwork.turn(BEGAN + claiming.lease() + SECOND)
    clockwork.turn(BEGAN + 2 * DAY)
    assert (ledger(), clockwork.sink.taken) == ([(1, "unknown")], [])


def test_two_processes_claim_no_entry_twice(clockwork, left_cart):
    clockwork.enrol()
    workflow = Workflow.objects.get(kind=Kind.ABANDONED_CART)
    assert len(claiming.claim([workflow.pk], uuid4(), 10, BEGAN)) == 1
    assert claiming.claim([workflow.pk], uuid4(), 10, BEGAN) == []


# --- What is in it ---------------------------------------------------------------------------------------------------
def product(title: str, price: str, **fields) -> Product:
    given = {"title": title, "price": price, "created_at": BEGAN, "updated_at": BEGAN, **fields}
    made = Product.objects.create(shopify_product_id=sum(map(ord, title)), **given)
    made.variants.create(shopify_variant_id=made.shopify_product_id + 1, price=price)
    return made


def line_of(made: Product, price: str, **fields):
    ids = {"shopify_product_id": made.shopify_product_id, "shopify_variant_id": made.shopify_product_id + 1}
    return line(made.title, price, **ids, **fields)


@pytest.mark.usefixtures("clockwork")
class TestCartsAreCheckedWhenSending:
    def send(self, clockwork, *lines):
        switch_on(Kind.ABANDONED_CART)
        person()
        cart("t1", BEGAN, lines=lines)
        clockwork.turn(BEGAN)
        return clockwork.sink.taken

    def test_what_is_not_sold_any_more_is_left_out(self, clockwork):
        lamp, vase = product("Lamp", "40", status="active"), product("Vase", "30", status="archived")
        (letter,) = self.send(clockwork, line_of(lamp, "40"), line_of(vase, "30"))
        assert "Lamp" in letter.html
        assert "Vase" not in letter.html
        assert "€40.00" in letter.html and "€70.00" not in letter.html
        assert LedgerEntry.objects.get(place=1).problem == "Left out, for they are not sold any more: Vase."

    def test_prices_are_those_of_today(self, clockwork):
        (letter,) = self.send(clockwork, line_of(product("Lamp", "50"), "40"))
        assert "€50.00" in letter.html and "€40.00" not in letter.html
        assert LedgerEntry.objects.get(place=1).problem == "Shown at today’s price: Lamp."

    def test_where_nothing_is_left_the_step_is_skipped(self, clockwork):
        assert self.send(clockwork, line_of(product("Vase", "30", status="draft"), "30")) == []
        assert ledger() == [(1, "skipped"), (2, "planned")]
        assert LedgerEntry.objects.get(place=1).skipped_because == "items_gone"


def test_email_that_cannot_be_filled_in_waits_for_somebody(clockwork, left_cart):
    broken = MarketingEmail.objects.filter(steps__workflow__kind=Kind.ABANDONED_CART, steps__place=1)
    subject = broken.get().subject
    broken.update(subject="{{ contact.first_name | ")
    clockwork.turn(BEGAN)
    entry = LedgerEntry.objects.get()
    assert (entry.state, entry.waits_for) == ("planned", "repair")
    assert "cannot be read" in entry.problem
    MarketingEmail.objects.filter(pk=entry.workflow.steps.get(place=1).email_id).update(subject=subject)
    clockwork.turn(entry.due_at)
    assert len(clockwork.sink.taken) == 1


def test_name_with_a_line_break_reaches_no_header(clockwork, left_cart):
    MarketingEmail.objects.update(subject="Hello {{ contact.first_name }}")
    Contact.objects.update(first_name="Ana\r\nBcc: all@example.com")
    clockwork.turn(BEGAN)
    (letter,) = clockwork.sink.taken
    assert letter.subject == "Hello Ana Bcc: all@example.com"
    assert letter.message().message()["Bcc"] is None


def test_number_of_queries_does_not_grow_with_the_people(clockwork, left_cart, django_assert_max_num_queries):
    for number in range(2, 15):
        person(number)
        cart(f"t{number}", BEGAN, customer_id=number)
    clockwork.enrol()
    sink = replace(clockwork.sink, taken=[])
    # Each e-mail costs its mark, its end and what comes next.
    with django_assert_max_num_queries(14 * 8 + 40):
        sending.run(lambda: BEGAN, by=sink)
    assert len(sink.taken) == 14
