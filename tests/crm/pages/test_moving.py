"""Moving deals from the board, without a browser."""

import json
from urllib.parse import urlencode

import pytest

from crm.models import Deal, RecordChange, StageChange
from crm.stages import StageId
from tests.crm.pages.conftest import NOW

HTMX = {"HX-Request": "true"}
FROM_5 = [{"filters": [{"propertyName": "amount", "operator": "GTE", "value": "5"}]}]
BOARD = "/deals/board/?" + urlencode({"filters": json.dumps(FROM_5)})


@pytest.fixture
def chairs(make_deal):
    return make_deal("Chairs", StageId.CHECKOUT_PENDING, ecomm_synced=False, closed_at=None)


def move(client, deal, stage, **more):
    return client.post(f"/deals/{deal.pk}/move/", {"stage": stage, "next": BOARD}, **more)


def stage_of(deal):
    return Deal.objects.get(pk=deal.pk).stage_id


def test_a_deal_made_here_moves_and_its_history_says_so(marketer, chairs):
    answer = move(marketer, chairs, "shipped")

    assert (answer["Location"], stage_of(chairs)) == (BOARD, "shipped")
    newest = StageChange.objects.filter(deal=chairs).last()
    assert (newest.from_stage_id, newest.to_stage_id, newest.reason) == ("checkout_pending", "shipped", "by_person")
    page = marketer.get(BOARD).content.decode()
    assert "Chairs is now in “Shipped”." in page
    assert f"/changes/{RecordChange.objects.first().pk}/undo/" in page


def test_a_move_is_undone_with_the_close_date_that_there_was(marketer, make_deal):
    deal = make_deal("Chairs", StageId.SHIPPED, ecomm_synced=False, closed_at=NOW)
    move(marketer, deal, "checkout_pending")
    assert Deal.objects.get().closed_at is None

    back = marketer.post(f"/changes/{RecordChange.objects.first().pk}/undo/", {"next": BOARD})

    assert back["Location"] == BOARD
    assert (stage_of(deal), Deal.objects.get().closed_at) == ("shipped", NOW)


def test_the_boards_script_gets_the_heads_of_both_columns(marketer, chairs, make_deal):
    make_deal(stage=StageId.SHIPPED, amount="1")

    page = move(marketer, chairs, "shipped", headers=HTMX).content.decode()

    assert "<html" not in page
    assert page.count('class="board__head"') == 2
    assert 'id="head-checkout_pending" hx-swap-oob="true"' in page
    # The board is filtered: what costs less than five is not counted.
    head = page.split('id="head-shipped"')[1].split("</header>")[0]
    assert ">1<" in head
    assert "99.80" in head
    assert page.count('class="tabs__count"') == 2
    assert "Chairs is now in “Shipped”." in page
    assert f'name="next" value="{BOARD}"' in page


def test_a_move_to_where_it_is_changes_nothing(marketer, chairs):
    move(marketer, chairs, "checkout_pending")

    assert not RecordChange.objects.exists()
    assert "is now in" not in marketer.get(BOARD).content.decode()


def test_what_came_from_shopify_stays_and_the_reason_is_told(marketer, make_deal):
    deal = make_deal(stage=StageId.PROCESSED)

    answer = move(marketer, deal, "shipped", headers=HTMX)
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/plain")
    assert "Shopify moves this deal" in answer.content.decode()
    assert "Shopify moves this deal" in marketer.get(f"/deals/{deal.pk}/move/").content.decode()
    move(marketer, deal, "shipped")
    assert "Shopify moves this deal" in marketer.get(BOARD).content.decode().split("banner--error")[1]
    assert stage_of(deal) == "processed"


@pytest.mark.parametrize("stage", ["", "nowhere", "\x00", "x" * 5000])
def test_a_stage_that_there_is_not_is_refused_in_words(marketer, chairs, stage):
    answer = move(marketer, chairs, stage, headers=HTMX)

    assert answer.status_code == 409
    assert answer.content.decode()
    assert "dealstage:" not in answer.content.decode()
    assert stage_of(chairs) == "checkout_pending"


def test_a_deal_that_is_gone_is_not_found(marketer, chairs):
    Deal.objects.update(deleted_at=NOW)

    assert move(marketer, chairs, "shipped").status_code == 404
    assert marketer.get(f"/deals/{chairs.pk}/move/").status_code == 404


def test_the_other_stages_are_offered_on_a_page_or_in_a_dialog(marketer, chairs):
    page = marketer.get(f"/deals/{chairs.pk}/move/", {"next": BOARD}).content.decode()
    part = marketer.get(f"/deals/{chairs.pk}/move/", headers=HTMX).content.decode()

    for html in (page, part):
        assert html.count('name="stage"') == 5
        assert 'value="checkout_pending"' not in html
    assert f'name="next" value="{BOARD}"' in page
    assert "<html" not in part
    assert "data-arrives" in part


def test_moves_are_told_to_the_rooms_above(marketer, chairs, django_capture_on_commit_callbacks):
    from crm.signals import deals_changed

    told = []
    deals_changed.connect(told_of := lambda **given: told.append(json.dumps(given["updated"])), weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            move(marketer, chairs, "shipped")
    finally:
        deals_changed.disconnect(told_of)

    assert told == [json.dumps([chairs.pk])]
