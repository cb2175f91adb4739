"""A list's filters in HubSpot's words: what is written is read back as it was, and what cannot be said is refused."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.api.lists.branches import read_branch, write_branch
from crm.filters import Operator
from crm.filters.conditions import DAYS, DAYS_BACK, KNOWLEDGE, MANY_VALUES, OPERATORS, TWO_VALUES, Period
from crm.lists import definitions
from crm.properties import Kind
from rest.errors import ApiError

ZONE = "Europe/Paris"
NUMBERS = {Kind.INTEGER, Kind.MONEY, Kind.NUMBER}


def moment(at):
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(
    lambda at: moment(at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC))
)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1)).map(str)
words = st.text("abcé *-", min_size=1, max_size=8).map(lambda text: f"x{text}x")


def values_of(kind, operator):
    if operator in DAYS:
        return days
    if operator in DAYS_BACK:
        return st.integers(1, 36_000).map(str)
    if operator == Operator.IN_PERIOD:
        return st.sampled_from(sorted(Period)).map(str)
    if kind in {Kind.DATETIME, Kind.EVENT}:
        return moments
    if kind == Kind.BOOL:
        return st.sampled_from(["true", "false"])
    if kind == Kind.MEMBERSHIP:
        return st.integers(1, 10**9).map(str)
    if kind in NUMBERS:
        return st.integers(-(10**9), 10**9).map(str)
    return words


@st.composite
def filter_of(draw, keys, known):
    key = draw(st.sampled_from(keys))
    family, _, name = key.rpartition(".")
    kind = known[key].kind
    operator = draw(st.sampled_from(sorted(OPERATORS[kind])))
    one = values_of(kind, operator)
    made = {"objectType": family} if family else {}
    made |= {"propertyName": name, "operator": str(operator)}
    if kind == Kind.EVENT:
        ids = draw(st.lists(st.integers(1, 10**9).map(str), max_size=3, unique=True))
        made |= ({"of": ids} if ids else {}) | ({"hasNot": True} if draw(st.booleans()) else {})
    if operator in KNOWLEDGE:
        return made
    if operator in MANY_VALUES:
        return made | {"values": draw(st.lists(one, min_size=1, max_size=3))}
    if operator in TWO_VALUES:
        low, high = draw(st.lists(one, min_size=2, max_size=2, unique=True))
        return made | {"value": low, "highValue": high}
    return made | {"value": draw(one)}


@st.composite
def groups_of(draw, known):
    filters = draw(st.lists(filter_of(sorted(known), known), min_size=1, max_size=6))
    group = {"filters": in_order(filters)}
    return group | ({"lacks": ["deals"]} if draw(st.booleans()) else {})


def in_order(filters):
    """By what they are about, as branches have them: nobody's order is told apart within a group."""
    places = ["", "lists", "email_events", "deals", "line_items", "products"]
    return sorted(filters, key=lambda one: max(0, places.index(one.get("objectType", "")) - 2))


@pytest.fixture
def known(db):
    return definitions.known()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_written_is_read_back(known, data):
    groups = data.draw(st.lists(groups_of(known), min_size=1, max_size=3))

    branch = write_branch(groups, known, ZONE)

    assert read_branch(branch, known, ZONE) == groups
    assert write_branch(read_branch(branch, known, ZONE), known, ZONE) == branch


def root(*filters, branches=()):
    return {
        "filterBranchType": "OR",
        "filterBranches": [{"filterBranchType": "AND", "filters": list(filters), "filterBranches": list(branches)}],
    }


def email(operator, **more):
    return {"filterType": "EMAIL_EVENT", "operator": operator, "level": "EMAIL", "appId": "0", **more}


def asks(name, operation_type, operator, **more):
    return {
        "filterType": "PROPERTY",
        "property": name,
        "operation": {"operationType": operation_type, "operator": operator, **more},
    }


def point(time_type, **more):
    return {"timeType": time_type, "timezoneSource": "CUSTOM", "zoneId": ZONE, **more}


def today(**offset):
    return point("INDEXED", indexReference={"referenceType": "TODAY"}, **({"offset": offset} if offset else {}))


def between(low, high, upper="INCLUSIVE", **more):
    ends = {"lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": upper}
    points = {"lowerBoundTimePoint": low, "upperBoundTimePoint": high}
    return asks("createdate", "TIME_RANGED", "IS_BETWEEN", type="TIME_RANGED", **ends, **points, **more)


def at(operator, time_point, **more):
    return asks("createdate", "TIME_POINT", operator, timePoint=time_point, **more)


NOW = point("INDEXED", indexReference={"referenceType": "NOW"})
DAY = {"year": 2024, "month": 3, "day": 11}


@pytest.mark.parametrize(
    ("one", "operator", "values"),
    [
        (asks("firstname", "STRING", "IS_EQUAL_TO", value="Ana"), "EQ", {"value": "Ana"}),
        (asks("firstname", "MULTISTRING", "IS_EQUAL_TO", values=["Ana", "Ben"]), "IN", {"values": ["Ana", "Ben"]}),
        (asks("email", "MULTISTRING", "CONTAINS", values=["@"]), "CONTAINS", {"value": "@"}),
        (asks("email", "ALL_PROPERTY", "IS_UNKNOWN", includeObjectsWithNoValueSet=True), "NOT_HAS_PROPERTY", {}),
        (asks("total_revenue", "NUMBER", "IS_GREATER_THAN", value=99.5), "GT", {"value": "99.5"}),
        (
            asks("total_revenue", "NUMBER_RANGED", "IS_BETWEEN", lowerBound=1, upperBound=2),
            "BETWEEN",
            {"value": "1", "highValue": "2"},
        ),
        (asks("ip__shopify__tax_exempt", "BOOL", "IS_EQUAL_TO", value=False), "EQ", {"value": "false"}),
        (between(today(days=-2), NOW), "IN_LAST_DAYS", {"value": "3"}),
        (between(today(), today(days=1), "EXCLUSIVE"), "IN_PERIOD", {"value": "TODAY"}),
        (at("IS_BEFORE", today(days=-30)), "MORE_THAN_DAYS_AGO", {"value": "30"}),
        (at("IS_BEFORE", point("DATE", **DAY)), "BEFORE_DAY", {"value": "2024-03-11"}),
        (
            at("IS_AFTER", point("DATE", **DAY), endpointBehavior="INCLUSIVE"),
            "GTE",
            {"value": "2024-03-10T23:00:00.000Z"},
        ),
        (
            at("IS_AFTER", point("DATE", hour=9, **DAY) | {"zoneId": "US/Eastern"}),
            "GT",
            {"value": "2024-03-11T13:00:00.000Z"},
        ),
        (between(point("DATE", **DAY), point("DATE", **DAY)), "ON_DAY", {"value": "2024-03-11"}),
        (
            between(point("DATE", **DAY, hour=0), point("DATE", **DAY, hour=23, minute=59, second=59, millisecond=999)),
            "BETWEEN",
            {"value": "2024-03-10T23:00:00.000Z", "highValue": "2024-03-11T22:59:59.999Z"},
        ),
    ],
)
def test_hubspots_words_are_understood(known, one, operator, values):
    [group] = read_branch(root(one), known, ZONE)

    assert group == {"filters": [{"propertyName": one["property"], "operator": operator, **values}]}
    definitions.read([group], known)


def deals(*filters, branches=(), **more):
    return {
        **{"filterBranchType": "ASSOCIATION", "objectTypeId": "0-3", "operator": "IN_LIST"},
        **{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 4},
        **{"filters": list(filters), "filterBranches": list(branches), **more},
    }


AMOUNT = asks("amount", "NUMBER", "IS_GREATER_THAN", value=5)
NAME = asks("firstname", "STRING", "IS_EQUAL_TO", value="Ana")


@pytest.mark.parametrize(
    ("branch", "place", "words"),
    [
        (None, "filterBranch", "object"),
        ({"filterBranchType": "AND"}, "filterBranch.filterBranchType", "OR of ANDs"),
        ({"filterBranchType": "OR", "filters": [NAME]}, "filterBranch.filters", "AND branch"),
        ({"filterBranchType": "OR"}, "filterBranch.filterBranches", "at least"),
        (root(), "filterBranch.filterBranches.0", "at least"),
        (root(7), "filterBranch.filterBranches.0.filters.0", "filterType"),
        (root({"filterType": "FORM_SUBMISSION"}), "filterBranch.filterBranches.0.filters.0", "EMAIL_EVENT"),
        (root(email("FORWARDED")), "filterBranch.filterBranches.0.filters.0", "LINK_CLICKED"),
        (root(email("OPENED", emailId="x")), "filterBranch.filterBranches.0.filters.0", "ids"),
        (root(email("OPENED", hasNot="no")), "filterBranch.filterBranches.0.filters.0", "hasNot"),
        (root(email("OPENED", clickUrl="/")), "filterBranch.filterBranches.0.filters.0", "clickUrl"),
        (root(email("SENT", emailId="1", emailIds=["2"])), "filterBranch.filterBranches.0.filters.0", "several"),
        (root(email("SENT", pruningRefineBy={"type": "X"})), "filterBranch.filterBranches.0.filters.0", "TIME_POINT"),
        (root(NAME | {"pruningRefineBy": {}}), "filterBranch.filterBranches.0.filters.0", "pruningRefineBy"),
        (
            root(asks("nonsense", "STRING", "CONTAINS", value="x")),
            "filterBranch.filterBranches.0.filters.0",
            "nonsense",
        ),
        (
            root(asks("firstname", "NUMBER", "IS_EQUAL_TO", value=1)),
            "filterBranch.filterBranches.0.filters.0",
            "STRING",
        ),
        (
            root(asks("email", "MULTISTRING", "CONTAINS", values=["a", "b"])),
            "filterBranch.filterBranches.0.filters.0",
            "one value",
        ),
        (
            root(asks("email", "STRING", "IS_NOT_EQUAL_TO", value="a", includeObjectsWithNoValueSet=True)),
            "filterBranch.filterBranches.0.filters.0",
            "IS_UNKNOWN",
        ),
        (
            root(asks("total_revenue", "NUMBER", "IS_EQUAL_TO", value="x")),
            "filterBranch.filterBranches.0.filters.0",
            "number",
        ),
        (root(between(today(days=3), NOW)), "filterBranch.filterBranches.0.filters.0", "TODAY"),
        (
            root(between(today(days=-3) | {"zoneId": "US/Eastern"}, NOW)),
            "filterBranch.filterBranches.0.filters.0",
            "Europe/Paris",
        ),
        (
            root(at("IS_BEFORE", today(), propertyParser="UPDATED_AT")),
            "filterBranch.filterBranches.0.filters.0",
            "VALUE",
        ),
        (
            root(at("IS_BEFORE", point("DATE", year=2024, month=2, day=30))),
            "filterBranch.filterBranches.0.filters.0",
            "day",
        ),
        (
            root(NAME, branches=[deals(AMOUNT), deals(AMOUNT)]),
            "filterBranch.filterBranches.0.filterBranches.1",
            "one branch",
        ),
        (root(branches=[deals()]), "filterBranch.filterBranches.0.filterBranches.0", "hs_object_id"),
        (
            root(branches=[deals(AMOUNT, objectTypeId="0-2")]),
            "filterBranch.filterBranches.0.filterBranches.0.objectTypeId",
            "deals (0-3)",
        ),
        (
            root(branches=[deals(AMOUNT, associationTypeId=99)]),
            "filterBranch.filterBranches.0.filterBranches.0",
            "associationTypeId 4",
        ),
        (
            root(branches=[{"filterBranchType": "NOT_ALL", "filterBranches": [deals(AMOUNT)]}]),
            "filterBranch.filterBranches.0.filterBranches.0.filterBranchType",
            "NOT_ANY",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(known, branch, place, words):
    with pytest.raises(ApiError) as refused:
        read_branch(branch, known, ZONE)

    [detail] = refused.value.errors
    assert (refused.value.status, detail.place) == (400, place)
    assert words in detail.message


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_part_is_spoilt_is_refused_or_read(known, data):
    """Never an error of ours: any value of a whole branch, replaced by anything."""
    low = at("IS_AFTER", point("DATE", **DAY, hour=1))
    sound = deepcopy(root(NAME, low, between(today(days=-2), NOW), branches=[deals(AMOUNT)]))
    _spoil(sound, data)

    try:
        definitions.read(read_branch(sound, known, ZONE), known)
    except ApiError as refused:
        assert refused.status == 400


def _spoil(part, data):
    inner = [key for key, value in _items(part) if isinstance(value, dict | list) and value]
    if inner and data.draw(st.integers(0, 5)):
        _spoil(part[data.draw(st.sampled_from(inner))], data)
    else:
        part[data.draw(st.sampled_from([key for key, _ in _items(part)]))] = data.draw(JUNK)


def _items(part):
    return list(part.items()) if isinstance(part, dict) else list(enumerate(part))


def test_days_before_the_first_and_after_the_last_are_no_error_of_ours(known):
    for year in (1, 9999):
        for zone in (ZONE, "Pacific/Auckland", "America/Los_Angeles"):
            edge = point("DATE", year=year, month=1 if year == 1 else 12, day=1 if year == 1 else 31) | {"zoneId": zone}
            for operator in ("IS_BEFORE", "IS_AFTER"):
                try:
                    read_branch(root(at(operator, edge)), known, ZONE)
                except ApiError as refused:
                    assert refused.status == 400
