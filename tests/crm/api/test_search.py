"""Searches by the API: filters, words, order, pages."""

from datetime import timedelta

import pytest

from crm.recycle_bin import delete_contacts
from tests.crm.pages.conftest import NOW

SEARCH = "/crm/v3/objects/contacts/search"


def one(name, operator, value=None, **more):
    return {"filterGroups": [{"filters": [{"propertyName": name, "operator": operator, "value": value, **more}]}]}


@pytest.fixture
def three(make_contact):
    """Ana bought for 100, Ben for 1,000 on the next day, Cleo never."""
    ana = make_contact("Ana", "Silva", revenue=100, city="Lisbon", tags=["VIP"])
    ben = make_contact("Ben", "Silva", revenue=1000, city="Paris")
    ben.purchases.last_order_at = NOW + timedelta(days=1)
    ben.purchases.save()
    cleo = make_contact("Cleo", "Smith", created_at=NOW - timedelta(days=400))
    return {str(ana.pk): "Ana", str(ben.pk): "Ben", str(cleo.pk): "Cleo"}


@pytest.fixture
def found(api, three):
    def search(body):
        answer = api.post(SEARCH, body)
        names = [three[result["id"]] for result in answer["results"]]
        assert answer["total"] >= len(names)
        return names

    return search


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (one("firstname", "EQ", "ana"), ["Ana"]),
        (one("firstname", "NEQ", "Ana"), ["Ben", "Cleo"]),
        (one("firstname", "IN", values=["Ana", "cleo"]), ["Ana", "Cleo"]),
        (one("email", "CONTAINS_TOKEN", "*@example.com"), ["Ana", "Ben", "Cleo"]),
        (one("city", "NOT_HAS_PROPERTY"), ["Cleo"]),
        (one("city", "HAS_PROPERTY"), ["Ana", "Ben"]),
        (one("total_revenue", "GTE", "100"), ["Ana", "Ben"]),
        (one("total_revenue", "BETWEEN", "50", highValue="999.99"), ["Ana"]),
        (one("createdate", "LT", str(int((NOW - timedelta(days=1)).timestamp() * 1000))), ["Cleo"]),
        (one("ip__shopify__tags", "EQ", "vip"), ["Ana"]),
        (one("hs_object_id", "GT", "0"), ["Ana", "Ben", "Cleo"]),
        ({"query": "silva"}, ["Ana", "Ben"]),
        ({"query": "silva", **one("city", "EQ", "Paris")}, ["Ben"]),
        ({}, ["Ana", "Ben", "Cleo"]),
        (
            {"filterGroups": None, "sorts": None, "query": None, "properties": None, "limit": None, "after": None},
            ["Ana", "Ben", "Cleo"],
        ),
    ],
)
def test_what_is_found(found, body, names):
    assert found(body) == names


def test_filters_of_a_group_all_hold_and_one_group_does(found):
    groups = [
        {
            "filters": [
                {"propertyName": "lastname", "operator": "EQ", "value": "Silva"},
                {"propertyName": "city", "operator": "EQ", "value": "Paris"},
            ]
        },
        {"filters": [{"propertyName": "firstname", "operator": "EQ", "value": "Cleo"}]},
    ]

    assert found({"filterGroups": groups}) == ["Ben", "Cleo"]


@pytest.mark.parametrize(
    ("sorts", "names"),
    [
        (["firstname"], ["Ana", "Ben", "Cleo"]),
        (["-firstname"], ["Cleo", "Ben", "Ana"]),
        ([{"propertyName": "total_revenue", "direction": "DESCENDING"}], ["Ben", "Ana", "Cleo"]),
        ([{"propertyName": "total_revenue", "direction": "ASCENDING"}], ["Ana", "Ben", "Cleo"]),
        (["-lastname", "-firstname"], ["Cleo", "Ben", "Ana"]),
        (["ip__ecomm_bridge__days_since_last_order"], ["Ben", "Ana", "Cleo"]),
    ],
)
def test_in_which_order(found, sorts, names):
    assert found({"sorts": sorts}) == names


def test_pages_of_a_search_hold_everything_once(api, make_contact):
    made = [str(make_contact().pk) for _ in range(5)]
    seen, after = [], ""
    while True:
        body = api.post(SEARCH, {"limit": 2, "after": after, "sorts": ["firstname"]})
        seen += [result["id"] for result in body["results"]]
        assert body["total"] == 5
        if "paging" not in body:
            break
        after = body["paging"]["next"]["after"]

    assert seen == made


def test_deleted_contacts_are_not_found(api, make_contact):
    delete_contacts([make_contact().pk], None)

    assert api.post(SEARCH, {}) == {"total": 0, "results": []}


def test_deals_lines_and_products_are_found_too(api, make_deal, make_product, make_contact):
    stool = make_product("Oak stool", sku="OAK-1")
    deal = make_deal("#1001", contact=make_contact("Ana", "Silva"), products=[stool])

    for kind, body, expected in [
        ("deals", one("dealstage", "EQ", "processed"), deal.pk),
        ("deals", one("amount", "GT", "99"), deal.pk),
        ("deals", {"query": "#1001"}, deal.pk),
        ("line_items", one("hs_product_id", "EQ", str(stool.pk)), deal.line_items.get().pk),
        ("line_items", one("createdate", "GT", "2020-01-01"), deal.line_items.get().pk),
        ("line_items", {"query": "oak"}, deal.line_items.get().pk),
        ("products", {"query": "oak-1"}, stool.pk),
        ("products", one("price", "LTE", "49.9"), stool.pk),
    ]:
        found = api.post(f"/crm/v3/objects/{kind}/search", body)
        assert [result["id"] for result in found["results"]] == [str(expected)], (kind, body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (one("nonsense", "EQ", "1"), "does not exist"),
        (one("firstname", "LIKE", "1"), "not a valid choice"),
        (one("total_revenue", "GT", "much"), "no number"),
        (one("total_revenue", "GT"), "takes a “value”"),
        (one("total_revenue", "BETWEEN", "1"), "“value” and “highValue”"),
        (one("firstname", "IN"), "takes “values”"),
        (one("ip__shopify__tax_exempt", "GT", "true"), "cannot be filtered by GT"),
        (one("createdate", "GT", "99999999999999999999"), "Write a moment"),
        (one("firstname", "EQ", "a\x00b"), "ull"),
        ({"filterGroups": [{"filters": []}]}, "not be empty"),
        ({"filterGroups": [one("city", "EQ", "x")["filterGroups"][0]] * 6}, "at most 5 filterGroups"),
        ({"limit": 201}, "less than or equal to 200"),
        ({"after": "x"}, "after is the number"),
        ({"after": "10000"}, "10,000 records at most"),
        ({"sorts": ["nonsense"]}, "does not exist"),
        ({"sorts": ["firstname"] * 4}, "At most 3 sorts"),
        ([], "dictionary"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(api, body, said):
    status, answer = api("post", SEARCH, body)

    assert (status, answer["category"]) == (400, "VALIDATION_ERROR")
    assert said in answer["message"]


@pytest.mark.parametrize("number", [1, 8])
def test_queries_stay_few(api, make_contact, number, django_assert_max_num_queries):
    for _ in range(number):
        make_contact(revenue=5)
    api.post(SEARCH, {})

    with django_assert_max_num_queries(9):
        api.post(SEARCH, {"limit": 1 if number == 1 else 5, "sorts": ["-total_revenue"]})
