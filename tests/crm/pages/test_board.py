"""The deals' board: columns with counts and sums, pages of a column, filters, which view “Deals” opens."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from django.core.cache import cache
from django.utils.html import strip_tags

from accounts.models import Portal, Role, User
from crm import stage_totals
from crm.models import Deal
from crm.signals import deals_changed
from crm.stages import StageId
from crm.views import board as board_view
from tests.crm.pages.conftest import NOW


def where(name, operator, value):
    """A filter as the address has it."""
    filters = [{"filters": [{"propertyName": name, "operator": operator, "value": value}]}]
    return urlencode({"filters": json.dumps(filters)})


FROM_50 = where("amount", "GTE", "50")
HTMX = {"HX-Request": "true"}
STAGES = [str(stage) for stage in StageId]


@pytest.fixture(autouse=True)
def _portal(db):
    Portal.objects.update_or_create(id=1, defaults={"currency": "EUR", "time_zone": "America/New_York"})


@pytest.fixture
def small_columns(monkeypatch):
    """Two cards a page."""
    monkeypatch.setattr(board_view, "CARDS", 2)


def words_of(html):
    return re.sub(r"\s+", " ", unescape(strip_tags(html.replace("<", " <")))).strip()


def names_in(html):
    """The deals on cards, in their order."""
    return re.findall(r'class="row-link"[^>]*>([^<]*)<', html)


def column_of(page, stage):
    return page.split(f'data-stage="{stage}"')[1].split("</section>")[0]


def test_every_stage_is_a_column_in_its_order(marketer, make_deal):
    make_deal()

    page = marketer.get("/deals/board/").content.decode()

    assert re.findall(r'board__column" data-stage="(\w+)"', page) == STAGES


def test_a_column_tells_how_many_deals_and_what_they_are_worth(marketer, make_deal):
    for amount in ("10.10", "20.25", None):
        make_deal(stage=StageId.SHIPPED, amount=amount and Decimal(amount))
    make_deal(stage=StageId.SHIPPED, amount=Decimal(7), deleted_at=NOW)
    make_deal(stage=StageId.PROCESSED, amount=Decimal(5))

    answer = marketer.get("/deals/board/")

    head = next(head for head in answer.context["heads"] if head.stage.id == "shipped")
    assert (head.number, head.worth.amount, head.others) == (3, Decimal("30.35"), [])
    assert answer.context["count"].number == 4


def test_currencies_are_not_added_up(marketer, make_deal):
    for amount, currency in [(10, "EUR"), (5, ""), (300, "USD"), (200, "USD"), (7, "GBP")]:
        make_deal(stage=StageId.SHIPPED, amount=Decimal(amount), currency=currency)

    column = words_of(column_of(marketer.get("/deals/board/").content.decode(), "shipped"))

    assert "Shipped 5 €15.00 + $500.00 in 2 deals + £7.00 in 1 deal" in column


def test_without_a_currency_of_the_portal_the_commonest_leads(marketer, make_deal):
    Portal.objects.update(currency="")
    for currency in ("USD", "GBP", "USD"):
        make_deal(stage=StageId.SHIPPED, amount=Decimal(1), currency=currency)

    column = words_of(column_of(marketer.get("/deals/board/").content.decode(), "shipped"))

    assert "$2.00 + £1.00 in 1 deal" in column


def test_a_card_tells_name_amount_contact_and_when(marketer, make_deal, make_contact, time_machine):
    time_machine.move_to(datetime(2026, 11, 3, 15, 0, tzinfo=UTC))
    ana = make_contact("Ana", "Silva")
    make_deal("#1042", contact=ana, shopify_created_at=datetime(2026, 11, 3, 12, 0, tzinfo=UTC))

    card = words_of(column_of(marketer.get("/deals/board/").content.decode(), "processed"))

    assert "#1042" in card
    assert "€99.80 AS Ana Silva 3 hours ago" in card


def test_older_cards_come_by_pages_to_the_last(marketer, small_columns, make_deal):
    for number in range(5):
        make_deal(f"#{number}", StageId.SHIPPED)
    undated = make_deal("undated", StageId.SHIPPED)
    Deal.objects.filter(pk=undated.pk).update(shopify_created_at=None)
    make_deal("other", StageId.PROCESSED)

    seen, page = [], column_of(marketer.get("/deals/board/").content.decode(), "shipped")
    while True:
        seen.append(names_in(page))
        more = re.search(r'hx-get="([^"]*column=shipped[^"]*after=[^"]*)"', page)
        if more is None:
            break
        page = marketer.get(unescape(more[1]), headers=HTMX).content.decode()
        assert "<html" not in page

    assert seen == [["#4", "#3"], ["#2", "#1"], ["#0", "undated"]]


def test_without_scripts_older_cards_are_a_page_with_the_way_back(marketer, small_columns, make_deal):
    for number in range(3):
        make_deal(f"#{number}", StageId.SHIPPED)
    make_deal("other", StageId.PROCESSED)
    first = marketer.get("/deals/board/").content.decode()
    (more,) = re.findall(r'hx-get="([^"]*after=[^"]*)"', first)

    page = marketer.get(unescape(more)).content.decode()

    assert "<html" in page
    assert names_in(column_of(page, "shipped")) == ["#0"]
    assert names_in(column_of(page, "processed")) == ["other"]
    assert "Back to the newest" in column_of(page, "shipped")
    assert "Back to the newest" not in column_of(page, "processed")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=chairs", {"Chairs"}),
        (where("createdate", "AFTER_DAY", "2026-11-01"), {"Chairs", "Lamps"}),
        (where("createdate", "BEFORE_DAY", "2026-11-02"), {"#1", "#2"}),
        (where("createdate", "ON_DAY", "2026-11-02"), {"Chairs"}),
        (FROM_50, {"Chairs", "#2"}),
        ("amount=50-200", {"#2"}),
        (where("amount", "LT", "50"), {"#1"}),
        ("origin=here", {"Chairs", "Lamps"}),
        ("origin=shopify", {"#1", "#2"}),
        (f"origin=shopify&q=2&{FROM_50}", {"#2"}),
    ],
)
@pytest.mark.parametrize("view", ["/deals/", "/deals/board/"])
def test_deals_are_narrowed_alike_in_both_views(marketer, make_deal, view, asked, found):
    """Days are New York's: the first of November ends there at five in the morning, UTC, of the second."""
    for name, amount, at, synced in [
        ("#1", 10, "2026-10-31T12:00Z", True),
        ("#2", 100, "2026-11-02T04:59Z", True),
        ("Chairs", 2000, "2026-11-02T05:00Z", False),
        ("Lamps", None, "2026-11-03T05:00Z", False),
    ]:
        moment = datetime.fromisoformat(at)
        make_deal(
            name, amount=amount and Decimal(amount), shopify_created_at=moment, ecomm_synced=synced, order_number=None
        )

    answer = marketer.get(f"{view}?{asked}")

    assert set(names_in(answer.content.decode())) == found
    assert answer.context["count"].number == len(found)


@pytest.mark.parametrize("view", ["/deals/", "/deals/board/"])
def test_filters_that_cannot_be_read_show_nothing_and_say_why(marketer, make_deal, view):
    make_deal()

    page = marketer.get(f"{view}?{where('amount', 'GTE', 'ten')}").content.decode()

    assert "This is no number." in page
    assert names_in(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "?column=nowhere&after=x",
        "?column=processed&after=nonsense",
        "?column=processed&after=WyJ4IiwgMV0",
        "?contact=99999999999999999999",
        "?q=%00%27%25_&filters=%00&amount=%00&view=%00",
        "?q=" + "x" * 5000,
    ],
)
def test_nonsense_in_the_address_breaks_nothing(marketer, make_deal, address):
    make_deal()

    assert marketer.get("/deals/board/" + address).status_code == 200
    assert marketer.get("/deals/board/" + address, headers=HTMX).status_code == 200


def test_each_filter_has_its_way_out_on_the_board(marketer, make_deal, make_contact):
    ana = make_contact("Ana", "Silva")
    make_deal(contact=ana, amount=Decimal(60))
    asked = f"?q=%23&contact={ana.pk}&{FROM_50}&origin=shopify&column=processed"

    page = marketer.get("/deals/board/" + asked).content.decode()

    chips = page.split('id="chips"')[1].split("</div>")[0]
    ways = [dict(parse_qsl(unescape(way).removeprefix("?"))) for way in re.findall(r'href="([^"]*)"', chips)]
    kept = {"q": "#", "origin": "shopify", "column": "processed"}
    assert ways[0].keys() == {*kept, "filters"}
    assert ways[1] == {**kept, "contact": str(ana.pk)}
    assert "Ana Silva" in words_of(chips)


def test_filters_made_on_the_board_lead_back_to_it(marketer, make_deal):
    make_deal("#1", amount=Decimal(10))
    page = marketer.get("/deals/board/?origin=shopify").content.decode()
    door = unescape(re.search(r'href="(/deals/filter/[^"]*)"', page)[1])

    answer = marketer.post(door, {"p.0.0": "amount", "o.0.0": "GTE", "v.0.0": "50", "do": "apply"})

    assert answer["Location"].startswith("/deals/board/?")
    assert "No deal here passes" in marketer.get(answer["Location"]).content.decode() or "Nothing passes" in (
        marketer.get(answer["Location"]).content.decode()
    )


def test_the_number_of_a_column_opens_the_same_deals_in_the_table(marketer, rows_of, make_deal):
    make_deal("#1", StageId.SHIPPED, amount=Decimal(10))
    make_deal("#2", StageId.SHIPPED, amount=Decimal(90))
    make_deal("#3", StageId.PROCESSED, amount=Decimal(90))

    head = column_of(marketer.get(f"/deals/board/?{FROM_50}").content.decode(), "shipped")

    assert rows_of(unescape(re.search(r'href="(/deals/\?[^"]*)"', head)[1])) == ["#2"]


def test_the_export_has_what_the_board_shows(marketer, make_deal):
    make_deal("#1", amount=Decimal(10))
    make_deal("#2", StageId.SHIPPED, amount=Decimal(90))
    page = marketer.get(f"/deals/board/?{FROM_50}&column=processed").content.decode()

    address = unescape(re.search(r'id="export" href="([^"]*)"', page)[1])

    assert marketer.post(address, {"do": "export"}).content.decode().count("\r\n") == 2


def test_deals_opens_the_view_that_was_used_last(marketer, make_deal):
    deal = make_deal()

    def leads_to():
        rail = marketer.get("/contacts/").content.decode().split('class="rail__nav"')[1]
        return re.search(r'href="(/deals/[^"]*)"', rail)[1]

    assert leads_to() == "/deals/"
    marketer.get("/deals/board/")
    assert leads_to() == "/deals/board/"
    assert '<li><a href="/deals/board/">Deals</a>' in marketer.get(deal.get_absolute_url()).content.decode()
    assert marketer.get("/deals/").status_code == 200
    assert leads_to() == "/deals/"


def test_both_views_lead_to_the_other_with_the_same_deals(marketer, make_deal):
    make_deal("#1", StageId.SHIPPED)

    table = marketer.get("/deals/?stage=shipped&q=1&origin=shopify").context
    assert table["board_path"] == "/deals/board/?q=1&origin=shopify&column=shipped"
    board = marketer.get(table["board_path"]).context
    assert board["table_path"] == "/deals/?q=1&origin=shopify"


def test_a_phone_begins_where_there_are_deals(marketer, make_deal):
    make_deal(stage=StageId.PROCESSED)

    def current(address):
        return [head.stage.id for head in marketer.get(address).context["heads"] if head.is_current]

    assert current("/deals/board/") == ["processed"]
    assert current("/deals/board/?column=shipped") == ["shipped"]


def test_empty_columns_say_what_comes_there(marketer, make_deal):
    make_deal(stage=StageId.PROCESSED)

    page = marketer.get("/deals/board/").content.decode()
    assert "An order comes here once all of it is fulfilled." in column_of(page, "shipped")
    filtered = marketer.get("/deals/board/?origin=shopify").content.decode()
    assert "No deal here passes the filter." in column_of(filtered, "shipped")


def test_an_empty_board_says_what_it_is_for(marketer):
    assert "once a store is connected" in marketer.get("/deals/board/").content.decode()
    assert "Nothing passes these filters" in marketer.get("/deals/board/?origin=here").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_deals(
    marketer, django_assert_max_num_queries, django_assert_num_queries, make_deal, make_contact
):
    def fill(rows):
        for stage in STAGES * rows:
            make_deal(stage=stage, contact=make_contact())

    fill(1)
    marketer.get("/deals/board/")
    cache.clear()
    with django_assert_max_num_queries(24) as with_one:
        marketer.get("/deals/board/")
    fill(4)
    cache.clear()
    with django_assert_num_queries(len(with_one.captured_queries)):
        marketer.get("/deals/board/")


@pytest.fixture
def numbers(marketer, monkeypatch):
    """How many deals each column tells; totals of two and more are kept."""
    monkeypatch.setattr(stage_totals, "KEPT_FROM", 2)
    return lambda: [head.number for head in marketer.get("/deals/board/").context["heads"]]


def test_big_totals_are_kept_while_no_deal_changes_else_for_half_a_minute(numbers, make_deal, time_machine):
    def at(seconds):
        time_machine.move_to(NOW + timedelta(seconds=seconds))
        return numbers()[4]

    make_deal(stage=StageId.SHIPPED)
    make_deal(stage=StageId.SHIPPED)
    assert at(0) == 2
    make_deal(stage=StageId.SHIPPED)
    assert at(300) == 2

    deals_changed.send(sender=None, created=[1], updated=[])
    assert at(301) == 3
    make_deal(stage=StageId.SHIPPED)
    time_machine.move_to(NOW + timedelta(seconds=302))
    deals_changed.send(sender=None, created=[1], updated=[])
    assert at(330) == 3
    assert at(332) == 4


def test_a_change_made_here_is_seen_at_once(numbers, marketer, make_deal, django_capture_on_commit_callbacks):
    make_deal(stage=StageId.SHIPPED)
    mine = make_deal(stage=StageId.SHIPPED, ecomm_synced=False)
    assert numbers() == [0, 0, 0, 0, 2, 0]

    with django_capture_on_commit_callbacks(execute=True):
        marketer.post(f"/deals/{mine.pk}/move/", {"stage": "processed"})
    assert numbers() == [0, 0, 0, 1, 1, 0]


def test_who_only_reads_is_offered_no_move(client, db, make_deal):
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))
    make_deal("#1")
    make_deal("Chairs", ecomm_synced=False)

    page = client.get("/deals/board/").content.decode()

    assert "/move/" not in page
    assert page.count("data-stays") == 2
    assert "Your role lets you read, not change." in page
    assert page.count('class="lock"') == 1
