"""The tables of contacts, deals and products: order, pages, search, speed."""

import re
from datetime import timedelta
from itertools import chain

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import paging
from crm.models import Contact, Product
from crm.stages import StageId
from crm.tables import counting


@pytest.fixture
def small_pages(monkeypatch):
    """Two rows a page."""
    monkeypatch.setattr(paging, "ROWS", 2)


def next_of(answer):
    return answer.context["page"].next_url


def previous_of(answer):
    return answer.context["page"].previous_url


def walk(client, address, link):
    """The rows of every page from an address on, following one of its links."""
    pages = []
    while address:
        answer = client.get(address)
        pages.append([str(row) for row in answer.context["rows"]])
        url = link(answer)
        address = answer.request["PATH_INFO"] + url if url else ""
        assert len(pages) < 20
    return pages


def test_the_newest_contact_comes_first_and_deleted_ones_do_not_come(rows_of, make_contact):
    make_contact("Ana", "Silva")
    make_contact("Ben", "Okafor")
    make_contact("Gone", "Person", deleted_at="2026-01-01T00:00Z")

    assert rows_of("/contacts/") == ["Ben Okafor", "Ana Silva"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("created_at", ["Ana A", "Ben B", "Cleo C", "Dan D", "Eve E"]),
        ("-created_at", ["Eve E", "Dan D", "Cleo C", "Ben B", "Ana A"]),
        ("total_revenue", ["Ben B", "Ana A", "Dan D", "Cleo C", "Eve E"]),
        ("-total_revenue", ["Dan D", "Ana A", "Ben B", "Eve E", "Cleo C"]),
        ("email", ["Ana A", "Ben B", "Cleo C", "Dan D", "Eve E"]),
        ("-email", ["Dan D", "Cleo C", "Ben B", "Ana A", "Eve E"]),
        ("-last_order_at", ["Dan D", "Ben B", "Ana A", "Eve E", "Cleo C"]),
    ],
)
def test_every_order_goes_through_all_pages_and_back(marketer, small_pages, make_contact, sort, expected):
    make_contact("Ana", "A", revenue=20)
    make_contact("Ben", "B", revenue=10)
    make_contact("Cleo", "C")
    make_contact("Dan", "D", revenue=30)
    make_contact("Eve", "E", email="")

    forward = walk(marketer, f"/contacts/?sort={sort}", next_of)
    assert list(chain(*forward)) == expected
    assert [len(page) for page in forward] == [2, 2, 1]

    last = f"/contacts/?sort={sort}"
    while url := next_of(marketer.get(last)):
        last = "/contacts/" + url
    back = walk(marketer, last, previous_of)
    assert back == forward[::-1]


def test_rows_of_equal_value_are_told_apart(marketer, small_pages, make_contact):
    for number in range(5):
        make_contact(f"C{number}", "", revenue=10)

    assert len(set(chain(*walk(marketer, "/contacts/?sort=-total_revenue", next_of)))) == 5


def test_pages_say_which_rows_they_show(marketer, small_pages, make_contact):
    for number in range(5):
        make_contact(f"C{number}")
    second = marketer.get("/contacts/" + next_of(marketer.get("/contacts/")))

    assert (second.context["page"].first, second.context["page"].last, second.context["page"].total) == (3, 4, 5)
    assert previous_of(second) == "?"


@pytest.mark.parametrize(
    "address",
    [
        "/contacts/?sort=password",
        "/contacts/?sort=-email;drop",
        "/contacts/?after=nonsense",
        "/contacts/?after=WyJ4IiwgMV0",
        "/contacts/?sort=-total_revenue&after=WyJOYU4iLCAxXQ",
        "/contacts/?after=WzEsIDJd&from=99999999999999999999",
        "/contacts/?before=%00",
        "/contacts/?q=%00%27%25_",
        "/contacts/?q=" + "x" * 5000,
        "/deals/?stage=nowhere",
        "/deals/?contact=x",
        "/deals/?contact=99999999999999999999",
        "/deals/?q=99999999999999999999999999",
        "/products/?q=%5C",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(marketer, make_contact, make_deal, make_product, address):
    make_contact()
    make_deal()
    make_product()

    assert marketer.get(address).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["ana", "SILVA", "ana silva", "silva ana", "ana.silva", "example.com", "+33 6 12 34 56 78", "0612345678", "lyon"],
)
def test_contacts_are_found_by_name_address_phone_and_city(rows_of, make_contact, query):
    make_contact("Ana", "Silva", phone="+33612345678", city="Lyon", email="ana.silva@example.com")
    make_contact("Ben", "Okafor", phone="+4915112345", email="ben@other.test")

    assert rows_of(f"/contacts/?q={query.replace('+', '%2B')}") == ["Ana Silva"]


@pytest.mark.parametrize("query", ["%", "_", "ana ben", "silvaa"])
def test_contacts_are_not_found_by_what_they_do_not_say(marketer, make_contact, query):
    make_contact("Ana", "Silva")

    answer = marketer.get("/contacts/", {"q": query})

    assert list(answer.context["rows"]) == []
    assert "Nothing matches" in answer.content.decode()


@pytest.mark.parametrize("query", ["#1042", "1042", "ana@example.com", "silva", "Ana Silva"])
def test_deals_are_found_by_number_address_and_contact(rows_of, make_deal, make_contact, query):
    ana = make_contact("Ana", "Silva")
    make_deal("#1042", contact=ana, email="ana@example.com", order_number=1042)
    make_deal("#2000", order_number=2000)

    assert rows_of("/deals/?q=" + query.replace("#", "%23")) == ["#1042"]


@pytest.mark.parametrize("query", ["oak", "OAK-77", "alder", "furniture stool"])
def test_products_are_found_by_title_sku_vendor_and_type(rows_of, make_product, query):
    make_product("Oak stool", sku="OAK-77", vendor="Maison Alder", product_type="Furniture")
    make_product("Mug", sku="MUG-1")

    assert rows_of(f"/products/?q={query}") == ["Oak stool"]


def test_deals_can_be_seen_by_stage(rows_of, make_deal):
    make_deal("#1", StageId.SHIPPED)
    make_deal("#2", StageId.CHECKOUT_ABANDONED)

    assert rows_of("/deals/?stage=checkout_abandoned") == ["#2"]
    assert rows_of("/deals/?stage=checkout_abandoned&q=%231") == []


def test_the_number_of_a_contacts_orders_opens_them(marketer, rows_of, make_contact, make_deal):
    ana = make_contact(revenue=5)
    make_deal("#1", StageId.SHIPPED, contact=ana)
    make_deal("#2", StageId.CANCELLED, contact=ana)
    make_deal("#3", StageId.PROCESSED)

    orders = marketer.get(ana.get_absolute_url()).context["orders_url"]

    assert rows_of(orders) == ["#1"]
    assert rows_of(f"/deals/?contact={ana.pk}") == ["#2", "#1"]
    assert "Ana Silva" in marketer.get(orders).content.decode().split('class="chips"')[1]


def test_a_search_keeps_its_stage_and_order_on_the_next_page(marketer, small_pages, make_deal):
    for number in range(5):
        make_deal(f"#7{number}", StageId.SHIPPED)
    make_deal("#99", StageId.PROCESSED)

    pages = walk(marketer, "/deals/?stage=shipped&q=7&sort=shopify_created_at", next_of)

    assert [len(page) for page in pages] == [2, 2, 1]


@pytest.mark.parametrize("address", ["/contacts/", "/deals/", "/products/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    marketer, django_assert_max_num_queries, make_contact, make_deal, make_product, address, django_assert_num_queries
):
    def fill(rows):
        for _ in range(rows):
            contact = make_contact(revenue=5)
            make_deal(contact=contact, products=[make_product()])

    fill(1)
    marketer.get(address)
    cache.clear()
    with django_assert_max_num_queries(12) as with_one:
        marketer.get(address)
    fill(8)
    cache.clear()
    with django_assert_num_queries(len(with_one.captured_queries)):
        marketer.get(address)


def test_a_big_count_is_kept_for_a_while_and_counted_anew_behind_the_page(monkeypatch, marketer, make_contact):
    monkeypatch.setattr(counting, "KEPT_FROM", 2)
    make_contact()
    make_contact()

    def exact():
        return marketer.get("/contacts/count/").context["number"]

    assert marketer.get("/contacts/").context["count"] == counting.Count(2)
    assert exact() == 2
    make_contact()
    assert exact() == 2
    assert marketer.get("/contacts/").context["count"] == counting.Count(2)

    later = timezone.now() + timedelta(seconds=counting.KEPT_SECONDS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = marketer.get("/contacts/")
    assert page.context["count"] == counting.Count(2, is_old=True)
    assert "/contacts/count/" in page.content.decode()
    assert exact() == 3
    assert marketer.get("/contacts/").context["count"] == counting.Count(3)


def test_a_search_with_very_many_hits_says_more_than(monkeypatch, marketer, small_pages, make_contact):
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 3)
    for _ in range(5):
        make_contact()

    page = marketer.get("/contacts/?q=ana").content.decode()

    assert "more than" in page
    assert re.search(r"of more than\s+<span class=\"number\">3<", page)


def test_empty_tables_say_what_they_are_for_and_the_next_step(marketer):
    for address in ("/contacts/", "/deals/", "/products/"):
        page = marketer.get(address).content.decode()
        assert "once a store is connected" in page
        assert "Connect a store" in page
    assert not Contact.objects.exists()
    assert not Product.objects.exists()
