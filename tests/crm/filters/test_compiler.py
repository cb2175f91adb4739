"""Filters in SQL find what a plain reading of their words finds, on random records and random filters."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Portal
from crm.catalogue import properties_of
from crm.filters import (
    Condition,
    Definition,
    FilterError,
    Group,
    Operator,
    read_definition,
    records_matching,
    write_definition,
)
from crm.filters.conditions import DAYS, DAYS_BACK, OPERATORS, PARTS, Period, value_given
from crm.models import Contact, CustomProperty, ObjectType, PurchaseSummary
from crm.properties import Kind
from crm.scores import with_scores
from tests.crm.filters.plain_reading import meets

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Pacific/Auckland")
TEXTS = [
    "",
    "Ana",
    "ana",
    "ANA Silva",
    "50%",
    "a_b",
    "O'Neill",
    "naïve café",
    "😀",
    "silva ana-maria",
    "x\\y",
    "(a+b)*",
]
WORDS = [
    "ana",
    "Silva",
    "*ilv*",
    "50%",
    "a_b",
    "o'neill",
    "café",
    "😀",
    "an*",
    "ana silva",
    "(a+b)",
    "x\\y",
    "maria",
    "%",
]
PROPERTIES = [
    *("firstname", "email", "city", "ip__shopify__tags", "ip__shopify__orders_count", "ip__shopify__tax_exempt"),
    *("hs_analytics_source", "createdate", "total_revenue", "ip__ecomm_bridge__last_order_date"),
    *("ip__ecomm_bridge__last_products_bought", "ip__ecomm_bridge__recency_score"),
    *("ip__ecomm_bridge__days_since_last_order", "own_text", "own_number", "own_flag", "own_moment", "own_choice"),
]
MOMENTS = st.integers(-400, 3).map(lambda days: NOW + timedelta(days=days))
AMOUNTS = st.integers(-200, 200_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def contacts(draw: Any) -> dict[str, Any]:
    """The fields of a contact, and what they bought (None: nothing)."""
    own = {
        "own_text": draw(st.sampled_from([None, *TEXTS])),
        "own_number": draw(st.sampled_from([None, "12.5", "-3", "100", "no number", "0"])),
        "own_flag": draw(st.sampled_from([None, True, False])),
        "own_moment": draw(st.sampled_from([None, "2026-01-01T00:00:00.000Z", "2026-11-01T08:30:00.000Z"])),
        "own_choice": draw(st.sampled_from([None, "red", "blue"])),
    }
    return {
        "first_name": draw(st.sampled_from(TEXTS)),
        "city": draw(st.sampled_from(TEXTS)),
        "tags": draw(st.lists(st.sampled_from(["VIP", "vip", "new", "a,b", "50%"]), max_size=3)),
        "orders_count": draw(st.sampled_from([None, 0, 1, 5, 12])),
        "tax_exempt": draw(st.sampled_from([None, True, False])),
        "source": draw(st.sampled_from(["", "OFFLINE", "REFERRALS"])),
        "created_at": draw(MOMENTS),
        "custom": {name: value for name, value in own.items() if value is not None},
        "bought": draw(st.none() | st.tuples(MOMENTS, st.integers(0, 30), AMOUNTS, st.sampled_from(TEXTS))),
    }


@st.composite
def conditions(draw: Any) -> tuple[str, Operator, tuple[str, ...]]:
    """A property's name, an operator that it takes, and values as texts."""
    name = draw(st.sampled_from(PROPERTIES))
    kind = KINDS[name]
    operator = draw(st.sampled_from(sorted(OPERATORS[kind])))
    if "TOKEN" in operator:
        return name, operator, (draw(st.sampled_from(WORDS)),)
    if operator in PARTS:
        return name, operator, (draw(st.sampled_from(["a", "ana", "%", "_", "\\", "O'", "é", "😀", "1@ex"])),)
    if operator in DAYS_BACK:
        return name, operator, (draw(st.sampled_from(["0", "1", "2", "30", "400"])),)
    if operator == Operator.IN_PERIOD:
        return name, operator, (draw(st.sampled_from(sorted(Period))),)
    if operator in DAYS:
        days = st.sampled_from(["2026-11-03", "2026-11-02", "2026-11-04", "2026-01-01", "2025-12-31"])
        return name, operator, tuple(draw(days) for _ in range(2 if operator == Operator.BETWEEN_DAYS else 1))
    values = {
        Kind.INTEGER: ["0", "1", "5", "12", "30"],
        Kind.MONEY: ["0", "12.5", "500", "1000"],
        Kind.NUMBER: ["12.5", "-3", "0", "99.99"],
        Kind.BOOL: ["true", "false"],
        Kind.DATETIME: ["2026-11-03T12:00:00Z", "2026-01-01", "2026-11-01T08:30:00Z"],
        Kind.ENUMERATION: ["OFFLINE", "REFERRALS", "red"],
        Kind.TAGS: ["vip", "new", "50%"],
        Kind.EMAIL: ["ana1@example.com", "ANA2@example.com"],
    }.get(kind, [text for text in TEXTS if text])
    number = {"BETWEEN": 2, "HAS_PROPERTY": 0, "NOT_HAS_PROPERTY": 0, "IN": 2, "NOT_IN": 2}.get(operator, 1)
    return name, operator, tuple(draw(st.sampled_from(values)) for _ in range(number))


KINDS: dict[str, Kind] = {
    "own_text": Kind.STRING,
    "own_number": Kind.NUMBER,
    "own_flag": Kind.BOOL,
    "own_moment": Kind.DATETIME,
    "own_choice": Kind.ENUMERATION,
}


def fixed_kinds() -> None:
    from crm.properties import FIXED_PROPERTIES, RECORD_PROPERTIES

    for one in (*FIXED_PROPERTIES[ObjectType.CONTACT], *RECORD_PROPERTIES[ObjectType.CONTACT]):
        KINDS[one.api_name] = one.kind


fixed_kinds()


def make_own() -> None:
    for name, kind in (("text", "string"), ("number", "number"), ("flag", "bool"), ("moment", "datetime")):
        CustomProperty.objects.create(object_type=ObjectType.CONTACT, name=f"own_{name}", label=name, type=kind)
    CustomProperty.objects.create(
        object_type=ObjectType.CONTACT, name="own_choice", label="c", type="enumeration", options=["red", "blue"]
    )


class TestAgainstPlainReading(TestCase):
    @settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
    @given(
        people=st.lists(contacts(), min_size=1, max_size=6),
        groups=st.lists(st.lists(conditions(), min_size=1, max_size=3), max_size=3),
    )
    def test_the_same_records_are_found(self, people: Any, groups: Any) -> None:
        make_own()
        Portal.objects.update_or_create(id=1, defaults={"time_zone": str(ZONE)})
        for n, one in enumerate(people):
            bought = one.pop("bought")
            contact = Contact.objects.create(email=f"ana{n}@example.com" if n else "", updated_at=NOW, **one)
            if bought:
                last, number, revenue, product = bought
                PurchaseSummary.objects.create(
                    contact=contact,
                    last_order_at=last,
                    number_of_orders=number,
                    total_revenue=revenue,
                    last_product=product,
                )
        known = properties_of(ObjectType.CONTACT)
        compiled = tuple(
            Group(
                tuple(
                    Condition(known[name], op, tuple(value_given(text, known[name], op) for text in texts))
                    for name, op, texts in group
                )
            )
            for group in groups
        )

        definition = Definition(ObjectType.CONTACT, compiled)
        assert read_definition(ObjectType.CONTACT, write_definition(definition), known) == definition
        found = set(records_matching(Contact.objects.all(), definition, NOW))

        everybody = with_scores(Contact.objects.select_related("purchases"), NOW)
        expected = {
            one
            for one in everybody
            if not compiled or any(all(meets(one, c, NOW, ZONE) for c in g.conditions) for g in compiled)
        }
        assert found == expected


@pytest.mark.parametrize(
    ("name", "operator"),
    [
        ("ip__shopify__tax_exempt", Operator.GT),
        ("hs_analytics_source", Operator.CONTAINS_TOKEN),
        ("total_revenue", Operator.CONTAINS_TOKEN),
        ("ip__shopify__tags", Operator.LT),
    ],
)
def test_an_operator_that_its_kind_does_not_have_is_refused(db, name, operator):
    with pytest.raises(FilterError, match=name):
        Condition(properties_of(ObjectType.CONTACT)[name], operator, ("x",))


def test_an_address_is_found_by_its_index(db):
    known = properties_of(ObjectType.CONTACT)
    condition = Condition(known["email"], Operator.EQ, ("ana@example.com",))
    found = records_matching(Contact.objects.live(), Definition(ObjectType.CONTACT, (Group((condition,)),)))

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "live_contact_email_unique" in found.explain()
