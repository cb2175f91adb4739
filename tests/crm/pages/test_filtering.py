"""Filters of a table: asked in the address, made on the form, told in words."""

import json

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Portal
from crm.filters.draft import Draft
from crm.models import ContactList, CustomProperty, ObjectType
from crm.properties import CONTACT_PROPERTIES
from crm.tables import counting


def one(name, operator, value="", values=None):
    return {"propertyName": name, "operator": operator, "value": value, "values": values}


def where(*filters, **more):
    return {"filters": json.dumps([{"filters": list(filters)}]), **more}


def names(client, kind, params):
    return [str(row) for row in client.get(f"/{kind}/", params).context["rows"]]


def sent(*rows, do="apply"):
    """What the form of one group sends: (property, operator, values)."""
    fields = {"do": do}
    for number, (name, operator, *values) in enumerate(rows):
        fields |= {f"p.0.{number}": name, f"o.0.{number}": operator, f"v.0.{number}": values}
    return fields


@pytest.fixture
def people(make_contact):
    make_contact("Ana", "Silva", revenue=500, city="Lyon", tags=["VIP"], accepts_marketing=True)
    make_contact("Ben", "Okafor", revenue=20, city="Lagos", accepts_marketing=False)
    make_contact("Cem", "Yılmaz", city="")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (one("city", "CONTAINS", "yo"), ["Ana Silva"]),
        (one("city", "STARTS_WITH", "LA"), ["Ben Okafor"]),
        (one("city", "HAS_PROPERTY"), ["Ben Okafor", "Ana Silva"]),
        (one("total_revenue", "GT", "20"), ["Ana Silva"]),
        (one("total_revenue", "BETWEEN", "20") | {"highValue": "500"}, ["Ben Okafor", "Ana Silva"]),
        (one("ip__shopify__tags", "IN", values=["vip"]), ["Ana Silva"]),
        (one("ip__shopify__accepts_marketing", "EQ", "false"), ["Ben Okafor"]),
        (one("createdate", "ON_DAY", "2026-11-03"), ["Cem Yılmaz", "Ben Okafor", "Ana Silva"]),
        (one("createdate", "BEFORE_DAY", "2026-11-03"), []),
    ],
)
def test_a_table_shows_who_passes(marketer, people, asked, expected):
    assert names(marketer, "contacts", where(asked)) == expected


def test_groups_are_ways_to_pass(marketer, people):
    groups = [{"filters": [one("city", "EQ", "lyon")]}, {"filters": [one("city", "NOT_HAS_PROPERTY")]}]

    assert names(marketer, "contacts", {"filters": json.dumps(groups)}) == ["Cem Yılmaz", "Ana Silva"]


def test_days_are_those_of_the_store(marketer, make_contact):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Pacific/Auckland"})
    make_contact("Ana", created_at="2026-11-03T10:59:59Z")
    make_contact("Ben", created_at="2026-11-03T11:00:00Z")

    assert names(marketer, "contacts", where(one("createdate", "ON_DAY", "2026-11-04"))) == ["Ben Silva"]


@pytest.mark.parametrize(
    "filters",
    [
        "{",
        "[" * 5000,
        "7",
        '[{"filters": 7}]',
        '[{"filters": [7]}]',
        json.dumps([{"filters": [one("password", "EQ", "x")]}]),
        json.dumps([{"filters": [one("city", "DROP", "x")]}]),
        json.dumps([{"filters": [one("city", "EQ", "")]}]),
        json.dumps([{"filters": [one("total_revenue", "GT", "much")]}]),
        json.dumps([{"filters": [one("createdate", "ON_DAY", "2026-02-31")]}]),
        json.dumps([{"filters": [one("createdate", "IN_LAST_DAYS", "-1")]}]),
        json.dumps([{"filters": [one("city", "IN", values=["x"] * 101)]}]),
        json.dumps([{"filters": [one("city", "EQ", "x")] * 251}]),
    ],
)
def test_filters_that_make_no_sense_show_nothing_and_say_why(marketer, people, filters):
    answer = marketer.get("/contacts/", {"filters": filters})

    assert answer.status_code == 200
    assert list(answer.context["rows"]) == []
    assert answer.context["table"].error
    assert "These filters cannot be used" in answer.content.decode()


def test_a_filter_on_a_property_that_was_deleted_says_so(marketer, people):
    own = CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    asked = where(one("size", "GT", "3"))
    assert names(marketer, "contacts", asked) == []
    own.delete()

    assert "Property “size” does not exist." in marketer.get("/contacts/", asked).content.decode()


def test_many_that_pass_are_counted_exactly_after_the_page(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 3)
    for _ in range(5):
        make_contact(city="Lyon")
    asked = where(one("city", "EQ", "Lyon"))

    page = marketer.get("/contacts/", asked)

    assert "more than" in page.content.decode()
    assert len(page.context["rows"]) == 5
    counted = marketer.get("/contacts/count/", {**asked, "first": 1, "last": 5}).content.decode()
    assert '<span class="number">5</span>' in counted
    assert "1</span>–" in counted


def test_the_form_leads_to_the_table_that_it_asks_for(marketer, people):
    answer = marketer.post(
        "/contacts/filter/?sort=email", sent(("city", "CONTAINS", "l"), ("total_revenue", "LT", "100"))
    )

    assert answer.status_code == 302
    assert "sort=email" in answer["Location"]
    page = marketer.get(answer["Location"])
    assert [str(row) for row in page.context["rows"]] == ["Ben Okafor"]
    chips = page.content.decode().split('id="chips"')[1]
    assert "City contains l" in chips
    assert "Total revenue is less than 100" in chips


def test_a_chip_takes_its_filter_away(marketer, people):
    page = marketer.get("/contacts/", where(one("city", "CONTAINS", "l"), one("total_revenue", "LT", "100")))

    without_amount = page.context["chips"][1]["url"]
    without_both = marketer.get("/contacts/" + without_amount).context["chips"][0]["url"]

    assert len(marketer.get("/contacts/" + without_amount).context["rows"]) == 2
    assert len(marketer.get("/contacts/" + without_both).context["rows"]) == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("city", "EQ", ""), "Write a value."),
        (("total_revenue", "GT", "much"), "This is no number."),
        (("createdate", "ON_DAY", ""), "Choose a day."),
        (("createdate", "IN_LAST_DAYS", "soon"), "Write a number of days"),
        (("hs_analytics_source", "IN"), "Choose one at least."),
        (("ip__shopify__tags", "IN", "\n \n"), "Write one value at least."),
    ],
)
def test_what_is_not_finished_is_said_beside_it_and_nothing_is_lost(marketer, people, row, said):
    page = marketer.post("/contacts/filter/", sent(("email", "CONTAINS", "kept@"), row)).content.decode()

    assert said in page
    assert "kept@" in page


def test_while_one_is_at_it_nothing_is_wrong_yet_and_the_number_is_told(marketer, people):
    unfinished = marketer.post("/contacts/filter/", sent(("city", "EQ", ""), do="")).content.decode()
    finished = marketer.post("/contacts/filter/", sent(("city", "CONTAINS", "l"), do="")).context["number"]

    assert "Write a value." not in unfinished
    assert "Not finished yet" in unfinished
    assert finished == 2


def test_rows_and_groups_are_added_and_removed(marketer):
    rows = sent(("city", "EQ", "Lyon"))

    def shape(do):
        groups = marketer.post("/contacts/filter/", rows | {"do": do}).context["draft"].groups
        return [[row.about.name if row.about else "" for row in group.rows] for group in groups]

    assert shape("filter.0") == [["city", ""]]
    assert shape("group") == [["city"], [""]]
    assert shape("remove.0.0") == [[""]]
    assert shape("remove.7.7") == [["city"]]
    assert shape("explode") == [["city"]]


def test_another_kind_of_property_gets_an_operator_of_its_own(marketer):
    page = marketer.post("/contacts/filter/", sent(("createdate", "CONTAINS", "x"), do=""))

    assert page.context["draft"].groups[0].rows[0].operator == "IN_LAST_DAYS"


def test_values_from_a_fixed_set_are_chosen(marketer, make_deal):
    make_deal("#1", "shipped")
    make_deal("#2", "processed", financial_status="paid")
    page = marketer.post("/deals/filter/", sent(("dealstage", "IN", "shipped", "nowhere"), do="")).content.decode()

    assert 'value="shipped" checked' in page
    assert "nowhere" not in page
    assert names(marketer, "deals", where(one("ip__shopify__financial_status", "IN", values=["paid"]))) == ["#2"]


def test_quick_filters_narrow_what_the_filters_leave(marketer, people):
    assert names(marketer, "contacts", {"marketing": "yes"}) == ["Ana Silva"]
    assert names(marketer, "contacts", {"marketing": "yes", **where(one("city", "EQ", "Lagos"))}) == []
    assert names(marketer, "contacts", {"bought": "never"}) == ["Cem Yılmaz"]
    assert names(marketer, "contacts", {"bought": "nonsense"}) == ["Cem Yılmaz", "Ben Okafor", "Ana Silva"]
    menu = marketer.get("/contacts/", {"marketing": "yes"}).content.decode().split('id="quick"')[1]
    assert "Marketing: <b>Subscribed</b>" in menu


FIXED = {one.api_name: one for one in CONTACT_PROPERTIES}
KNOWN = st.sampled_from(["city", "total_revenue", "createdate", "ip__shopify__tags", "no such"])
TEXT = st.text(max_size=12)


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.one_of(st.from_regex(r"\A[povh]\.[0-3]\.[0-3]\Z"), TEXT),
        st.lists(st.one_of(KNOWN, TEXT, st.sampled_from(["EQ", "IN", "IN_LAST_DAYS"])), min_size=1, max_size=2),
        max_size=8,
    ),
    st.sampled_from(["", "apply", "group", "filter.0", "remove.0.0", "remove.x", "filter.99999999"]),
)
def test_whatever_is_sent_becomes_rows(fields, do):
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    data["do"] = do

    draft = Draft.of_form(data, FIXED)

    assert all(group.rows for group in draft.groups)


# --- Other records ------------------------------------------------------------------------------------------------
def test_contacts_are_asked_for_by_what_they_bought(marketer, make_contact, make_deal):
    buyer = make_contact("Ana")
    make_contact("Ben")
    make_deal(contact=buyer, amount=120)
    rows = sent(("deals.amount", "GT", "100"))

    page = marketer.post("/contacts/filter/", rows | {"do": ""})
    answer = marketer.post("/contacts/filter/", rows | {"do": "apply"}, follow=True)

    assert page.context["number"] == 1
    assert b"Deal: Total price is greater than 100" in answer.content
    assert [str(row) for row in answer.context["rows"]] == ["Ana Silva"]


def test_what_a_group_lacks_stays_while_its_filters_are_changed(marketer):
    asked = {"objectType": "deals", "propertyName": "amount", "operator": "GT", "value": "1"}
    groups = [{"filters": [asked], "lacks": ["deals"]}]

    panel = marketer.get("/contacts/filter/", {"filters": json.dumps(groups)})

    assert (
        '<input type="checkbox" name="l.0" value="deals" checked><span>Who have no such deal' in panel.content.decode()
    )


def test_somebody_who_has_no_such_deal_is_asked_for(marketer, make_contact, make_deal):
    make_deal(contact=make_contact("Ana"), amount=120)
    make_contact("Ben")
    rows = sent(("deals.amount", "GT", "100")) | {"l.0": "deals"}

    answer = marketer.post("/contacts/filter/", rows, follow=True)

    assert [str(row) for row in answer.context["rows"]] == ["Ben Silva"]
    assert b"Who have no such deal" in answer.content


@pytest.mark.parametrize("lacks", ["x", "line_items", "lists", ""])
def test_what_cannot_be_lacked_is_told_in_words(marketer, lacks):
    answer = marketer.post("/contacts/filter/", sent(("city", "EQ", "Lyon")) | {"l.0": lacks}, follow=True)

    assert answer.status_code == 200
    assert answer.context["table"].error


def test_lists_are_offered_once_there_are_some(marketer):
    assert b"lists.list_membership" not in marketer.get("/contacts/filter/").content
    ContactList.objects.create(name="VIP", processing_type="MANUAL")

    assert b"lists.list_membership" in marketer.get("/contacts/filter/").content


@pytest.mark.parametrize("value", ["abc", "-1", "1" * 30, "1 OR 1=1", "٣", ""])
def test_what_is_no_list_is_told_in_words(marketer, value):
    one = {"objectType": "lists", "propertyName": "list_membership", "operator": "IN", "values": [value]}

    answer = marketer.get("/contacts/", {"filters": json.dumps([{"filters": [one]}])})

    assert answer.status_code == 200
    assert b"Choose a list, by its number." in answer.content
