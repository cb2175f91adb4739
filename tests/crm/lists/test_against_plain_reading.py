"""Lists in SQL find whom a plain reading of their words finds, and go on doing so while everything changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crm.filters import (
    Condition,
    Group,
    filter_properties,
    read_definition,
    records_matching,
    write_definition,
)
from crm.filters.families import LISTS
from crm.lists import checks, close_up, running
from crm.lists import members as by_hand
from crm.lists.auditing import Audited, audit
from crm.lists.editing import Wanted, create
from crm.models import Contact, ContactList, Deal, LineItem, ListMembership, ObjectType, ProcessingType, Product
from crm.signals import send_contacts_changed, send_deals_changed, send_events_happened, send_products_changed
from crm.stages import ensure_pipeline
from tests.crm.filters.plain_reading import meets
from tests.crm.lists import letters
from workflows.models import LedgerEntry

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
CITIES, VENDORS = ["", "Paris", "Lyon", "50%"], ["", "Alder", "Oak"]
TITLES = ["Lamp", "Trail shoes", "trail", "O'Hara 😀"]
STAGES = ["checkout_pending", "checkout_abandoned", "processed", "shipped"]
DAYS = st.integers(-2, 40).map(lambda days: NOW - timedelta(days=days))

CONDITIONS: dict[str, list[tuple[str, str, list[str]]]] = {
    "": [
        ("city", "EQ", ["paris"]),
        ("city", "NEQ", ["Lyon"]),
        ("createdate", "IN_LAST_DAYS", ["7"]),
        ("city", "NOT_HAS_PROPERTY", []),
    ],
    "deals": [
        ("dealstage", "IN", ["processed", "shipped"]),
        ("dealstage", "NOT_IN", ["shipped"]),
        ("amount", "GT", ["20"]),
        ("createdate", "IN_LAST_DAYS", ["7"]),
        ("createdate", "MORE_THAN_DAYS_AGO", ["30"]),
        ("createdate", "IN_PERIOD", ["THIS_MONTH"]),
    ],
    "line_items": [
        ("name", "EQ", ["trail shoes"]),
        ("name", "CONTAINS", ["trail"]),
        ("name", "NOT_CONTAINS", ["trail"]),
        ("name", "CONTAINS", ["'"]),
        ("quantity", "GTE", ["2"]),
    ],
    "products": [
        ("ip__shopify__vendor", "EQ", ["alder"]),
        ("ip__shopify__tags", "IN", ["sale"]),
        ("ip__shopify__vendor", "HAS_PROPERTY", []),
    ],
}


@st.composite
def groups(draw: Any, families: list[str], list_ids: list[int], emails: list[int]) -> dict[str, Any]:
    """A group in JSON, as a list has it."""
    chosen = draw(st.lists(st.sampled_from([*families, letters.FAMILY]), min_size=1, max_size=4))
    filters = [
        draw(letters.filters(emails))
        if family == letters.FAMILY
        else _written(family, draw(st.sampled_from(CONDITIONS[family])))
        for family in chosen
    ]
    if list_ids and draw(st.booleans()):
        places = draw(st.lists(st.integers(0, len(list_ids) - 1), min_size=1, max_size=2, unique=True))
        ids = [list_ids[place] for place in places]
        operator = draw(st.sampled_from(["IN", "NOT_IN"]))
        filters.append(
            {
                "objectType": LISTS,
                "propertyName": "list_membership",
                "operator": operator,
                "values": list(map(str, ids)),
            }
        )
    group: dict[str, Any] = {"filters": filters}
    return group | ({"lacks": ["deals"]} if draw(st.booleans()) else {})


def _written(family: str, one: tuple[str, str, list[str]]) -> dict[str, Any]:
    name, operator, values = one
    written: dict[str, Any] = {"objectType": family} if family else {}
    written |= {"propertyName": name, "operator": operator}
    if operator in {"IN", "NOT_IN"}:
        return written | {"values": values}
    return written | ({"value": values[0]} if values else {})


@st.composite
def people(draw: Any) -> dict[str, Any]:
    """A contact with deals, each with lines, each of a product or none."""
    lines = st.tuples(st.sampled_from(TITLES), st.integers(1, 3), st.none() | st.integers(0, 2))
    deals = st.tuples(
        st.sampled_from(STAGES), st.sampled_from(["5", "50", None]), DAYS, st.lists(lines, max_size=2), st.booleans()
    )
    return {
        "city": draw(st.sampled_from(CITIES)),
        "at": draw(DAYS),
        "deals": draw(st.lists(deals, max_size=3)),
        "letters": draw(st.lists(letters.letters(DAYS), max_size=2)),
    }


def make_products() -> list[Product]:
    return [
        Product.objects.create(title=f"P{n}", vendor=vendor, tags=["Sale"] if n else [], created_at=NOW, updated_at=NOW)
        for n, vendor in enumerate(VENDORS)
    ]


def make_person(number: int, given: dict[str, Any], products: list[Product], emails: list[Any]) -> Contact:
    contact = Contact.objects.create(
        email=f"c{number}@example.com", city=given["city"], created_at=given["at"], updated_at=NOW
    )
    for deal in given["deals"]:
        make_deal(contact, deal, products)
    for letter in given["letters"]:
        letters.make_letter(contact, letter, emails)
    return contact


def make_deal(contact: Contact, given: Any, products: list[Product]) -> Deal:
    stage, amount, at, lines, is_deleted = given
    deal = Deal.objects.create(
        pipeline_id="ecommerce_pipeline",
        stage_id=stage,
        contact=contact,
        amount=amount and Decimal(amount),
        shopify_created_at=at,
        created_at=NOW,
        updated_at=NOW,
        deleted_at=NOW if is_deleted else None,
    )
    for n, (title, quantity, product) in enumerate(lines):
        LineItem.objects.create(
            deal=deal,
            line_key=str(n),
            title=title,
            quantity=quantity,
            product=None if product is None else products[product],
        )
    return deal


# --- The plain reading --------------------------------------------------------------------------------------------
def is_met(contact: Contact, group: Group, at: datetime) -> bool:
    """What the words of a group say, read by a person."""
    for one in group.conditions:
        if not one.family and not meets(contact, one, at):
            return False
        if one.family == LISTS and is_in(contact, one) != (one.operator == "IN"):
            return False
        if one.family == letters.FAMILY and not letters.is_met(contact, one, at):
            return False
    about = [one for one in group.conditions if one.family not in {"", LISTS, letters.FAMILY}]
    if not about and not group.lacks:
        return True
    there_is = any(is_met_by_deal(deal, about, at) for deal in contact.deals.filter(deleted_at=None))
    return there_is != ("deals" in group.lacks)


def is_in(contact: Contact, condition: Condition) -> bool:
    ids = [int(str(value)) for value in condition.values]
    return ListMembership.objects.filter(contact=contact, contact_list_id__in=ids, left_at=None).exists()


def is_met_by_deal(deal: Deal, conditions: list[Condition], at: datetime) -> bool:
    own = [one for one in conditions if one.family == "deals"]
    of_lines = [one for one in conditions if one.family != "deals"]
    if not all(meets(deal, one, at) for one in own):
        return False
    return not of_lines or any(is_met_by_line(line, of_lines, at) for line in deal.line_items.all())


def is_met_by_line(line: LineItem, conditions: list[Condition], at: datetime) -> bool:
    return all(
        meets(line, one, at)
        if one.family == "line_items"
        else line.product is not None and meets(line.product, one, at)
        for one in conditions
    )


class TestOnce(TestCase):
    @settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
    @given(given=st.data())
    def test_the_same_contacts_are_found(self, given: st.DataObject) -> None:
        ensure_pipeline()
        products = make_products()
        emails = letters.make_emails()
        made = [
            make_person(n, one, products, emails)
            for n, one in enumerate(given.draw(st.lists(people(), min_size=1, max_size=4)))
        ]
        lists = [ContactList.objects.create(name=f"L{n}", processing_type="MANUAL") for n in range(2)]
        for contact in made:
            for one in given.draw(st.lists(st.sampled_from(lists), unique=True)):
                ListMembership.objects.create(contact=contact, contact_list=one, joined_at=NOW)
        asked = groups(list(CONDITIONS), [one.pk for one in lists], [one.pk for one in emails])
        written = given.draw(st.lists(asked, min_size=1, max_size=3))
        known = filter_properties(ObjectType.CONTACT)
        definition = read_definition(ObjectType.CONTACT, written, known)

        assert write_definition(definition) == written
        found = set(records_matching(Contact.objects.live(), definition, NOW))
        assert found == {one for one in made if any(is_met(one, group, NOW) for group in definition.groups)}


class TestOneFilterOnEmails(TestCase):
    @settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
    @given(given=st.data())
    def test_the_same_contacts_are_found(self, given: st.DataObject) -> None:
        emails = letters.make_emails()
        sent = given.draw(st.lists(st.lists(letters.letters(DAYS), max_size=3), min_size=2, max_size=4))
        nobody: dict[str, Any] = {"city": "", "at": NOW, "deals": []}
        made = [make_person(n, nobody | {"letters": one}, [], emails) for n, one in enumerate(sent)]
        one = given.draw(letters.filters([email.pk for email in emails]))
        definition = read_definition(ObjectType.CONTACT, [{"filters": [one]}], filter_properties(ObjectType.CONTACT))

        [condition] = definition.groups[0].conditions
        found = set(records_matching(Contact.objects.live(), definition, NOW))
        assert found == {contact for contact in made if letters.is_met(contact, condition, NOW)}


class Shopkeeping(RuleBasedStateMachine):
    """A shop where everything changes, and lists that are asked now and then to catch up."""

    lists: list[ContactList]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        """The next shop finds nothing of this one."""
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        self.at = NOW
        ensure_pipeline()
        self.products = make_products()
        self.emails = letters.make_emails()
        self.number = 0
        self.static = create(Wanted("Static", ProcessingType.MANUAL), None)
        self.lists = []
        for n in range(3):
            ids = [self.static.pk, *(one.pk for one in self.lists)]
            asked = groups(list(CONDITIONS), ids, [one.pk for one in self.emails])
            written = data.draw(st.lists(asked, min_size=1, max_size=2))
            self.lists.append(create(Wanted(f"L{n}", filters=written), None))

    @rule(given=people())
    def somebody_comes(self, given: dict[str, Any]) -> None:
        with transaction.atomic():
            contact = make_person(self.number, given, self.products, self.emails)
            send_contacts_changed([contact.pk], [])
        self.number += 1

    @rule(data=st.data(), city=st.sampled_from(CITIES))
    @precondition(lambda self: self.number)
    def somebody_moves(self, data: st.DataObject, city: str) -> None:
        pk = one_of(Contact, data)
        with transaction.atomic():
            Contact.objects.filter(pk=pk).update(city=city)
            send_contacts_changed([], [pk])

    @rule(data=st.data())
    @precondition(lambda self: Deal.objects.exists())
    def a_deal_goes_on(self, data: st.DataObject) -> None:
        pk = one_of(Deal, data)
        with transaction.atomic():
            Deal.objects.filter(pk=pk).update(
                stage_id=data.draw(st.sampled_from(STAGES)), deleted_at=data.draw(st.none() | st.just(NOW))
            )
            send_deals_changed([], [pk])

    @rule(data=st.data(), vendor=st.sampled_from(VENDORS))
    def a_product_changes(self, data: st.DataObject, vendor: str) -> None:
        one = self.products[data.draw(st.integers(0, len(self.products) - 1))]
        with transaction.atomic():
            Product.objects.filter(pk=one.pk).update(vendor=vendor)
            send_products_changed([], [one.pk])

    @rule(data=st.data(), letter=letters.letters(DAYS))
    @precondition(lambda self: self.number)
    def an_email_is_sent_and_answered(self, data: st.DataObject, letter: Any) -> None:
        pk = one_of(Contact, data)
        with transaction.atomic():
            letters.make_letter(Contact.objects.get(pk=pk), letter, self.emails)
            send_events_happened(letters.FAMILY, [pk])

    @rule(data=st.data())
    @precondition(lambda self: LedgerEntry.objects.exists())
    def an_email_comes_back(self, data: st.DataObject) -> None:
        entry = LedgerEntry.objects.get(pk=one_of(LedgerEntry, data))
        with transaction.atomic():
            LedgerEntry.objects.filter(pk=entry.pk).update(state=data.draw(st.sampled_from(letters.STATES)))
            send_events_happened(letters.FAMILY, [entry.enrolment.contact_id])

    @rule(data=st.data(), is_in=st.booleans())
    @precondition(lambda self: self.number)
    def somebody_is_put_in_or_taken_out(self, data: st.DataObject, is_in: bool) -> None:
        (by_hand.add if is_in else by_hand.remove)(self.static, [one_of(Contact, data)])

    @rule(data=st.data())
    @precondition(lambda self: self.number)
    def somebody_is_deleted_or_restored(self, data: st.DataObject) -> None:
        pk = one_of(Contact, data)
        with transaction.atomic():
            Contact.objects.filter(pk=pk).update(deleted_at=data.draw(st.none() | st.just(NOW)))
            send_contacts_changed([], [pk])

    @rule(hours=st.sampled_from([1, 12, 24, 24 * 9, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def lists_catch_up(self) -> None:
        with time_machine.travel(self.at, tick=False):
            running.run()
            assert not checks.are_more_than(0)
            for one in self.lists:
                self.check(one)

    @invariant()
    def nothing_is_amiss_that_nobody_waits_for(self) -> None:
        for one in getattr(self, "lists", []):
            kept = ContactList.objects.get(pk=one.pk)
            if not kept.is_waiting and not ContactList.objects.filter(pk__in=kept.list_ids).exists():
                with time_machine.travel(self.at, tick=False):
                    assert audit(kept) == Audited(0, 0)

    def check(self, one: ContactList) -> None:
        one.refresh_from_db()
        current = set(ListMembership.objects.current().filter(contact_list=one).values_list("contact_id", flat=True))
        definition = read_definition(ObjectType.CONTACT, one.filters, filter_properties(ObjectType.CONTACT))
        live = Contact.objects.live()
        assert current == {it.pk for it in live if any(is_met(it, group, self.at) for group in definition.groups)}
        assert one.size == len(current)


def one_of(model: Any, data: st.DataObject) -> int:
    """The id of any record: ids differ from one shop to the next, places do not."""
    pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return int(pks[data.draw(st.integers(0, len(pks) - 1))])


@pytest.mark.parametrize("close_up_from", [close_up.FROM, 1], ids=["where they are", "close up"])
def test_members_are_what_the_filters_say_while_everything_changes(
    db: None, monkeypatch: pytest.MonkeyPatch, close_up_from: int
) -> None:
    monkeypatch.setattr(close_up, "FROM", close_up_from)
    steps = settings(deadline=None, max_examples=15, stateful_step_count=20, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Shopkeeping, settings=steps)
