"""Whose a deal is, and its lines, where people made it."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Role, User
from crm.models import Deal


@pytest.fixture
def own(make_deal):
    return make_deal("By phone", ecomm_synced=False, shopify_order_id=None, amount=None)


def lines(deal):
    return list(deal.line_items.order_by("position").values_list("title", "quantity", "price", "total"))


def test_a_contact_is_found_and_chosen_and_taken_away(marketer, own, make_contact):
    ana = make_contact("Ana", "Silva")
    make_contact("Ben", "Okafor")
    page = f"{own.get_absolute_url()}contact/"

    assert [str(one) for one in marketer.get(page, {"q": "silv"}).context["found"]] == ["Ana Silva"]
    marketer.post(page, {"contact": ana.pk})
    own.refresh_from_db()
    assert own.contact == ana
    assert "Ana Silva" in marketer.get(own.get_absolute_url()).content.decode()
    marketer.post(page, {"contact": ""})
    own.refresh_from_db()
    assert own.contact is None


@pytest.mark.parametrize("given", ["0", "x", "99999999999"])
def test_nobody_who_is_not_there_is_chosen(marketer, own, given):
    assert marketer.post(f"{own.get_absolute_url()}contact/", {"contact": given}).status_code == 404


def test_a_line_of_a_product_is_filled_from_it(marketer, own, make_product):
    stool = make_product("Oak stool", sku="OAK-1")
    base = f"{own.get_absolute_url()}lines/"

    assert [str(one) for one in marketer.get(base, {"q": "oak-1"}).context["found"]] == ["Oak stool"]
    form = marketer.get(f"{base}new/?product={stool.pk}").content.decode()
    assert 'value="Oak stool"' in form
    assert 'value="49.9"' in form
    sent = {"title": "Oak stool", "quantity": "2", "price": "49.9", "total_discount": "9.8", "sku": "OAK-1"}
    answer = marketer.post(f"{base}new/?product={stool.pk}", sent)

    assert answer["Location"] == f"{own.get_absolute_url()}#line-items"
    assert lines(own) == [("Oak stool", 2, Decimal("49.9"), Decimal(90))]
    assert own.line_items.get().product == stool


def test_a_line_of_something_else_is_changed_and_taken_away(marketer, own):
    base = f"{own.get_absolute_url()}lines/"
    marketer.post(f"{base}new/", {"title": "Advice", "quantity": "1", "price": "100"})
    line = own.line_items.get()

    marketer.post(f"{base}{line.pk}/", {"title": "Good advice", "quantity": "3", "price": "100"})
    assert lines(own) == [("Good advice", 3, Decimal(100), Decimal(300))]
    marketer.post(f"{base}{line.pk}/delete/")
    assert lines(own) == []


def test_what_the_lines_come_to_is_offered_as_the_amount(marketer, own):
    marketer.post(f"{own.get_absolute_url()}lines/new/", {"title": "Advice", "quantity": "3", "price": "9.90"})

    page = marketer.get(own.get_absolute_url())
    assert page.context["lines_total"] == Decimal("29.70")
    marketer.post(f"{own.get_absolute_url()}properties/amount/", {"amount": page.context["lines_total_text"]})

    assert Deal.objects.get().amount == Decimal("29.7")
    assert marketer.get(own.get_absolute_url()).context["lines_total"] is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": "", "quantity": "1"}, "Give the line a name"),
        ({"title": "X", "quantity": "many"}, "This is no number."),
        ({"title": "X", "price": "1.23456"}, "at most four decimals"),
    ],
)
def test_what_is_wrong_is_said_beside_it(marketer, own, sent, said):
    page = marketer.post(f"{own.get_absolute_url()}lines/new/", sent).content.decode()

    assert said in page
    assert lines(own) == []


def test_deals_from_shopify_have_none_of_it(marketer, make_deal, make_product):
    deal = make_deal("#1", products=[make_product()])
    line = deal.line_items.get()

    for door in ("contact/", "lines/", "lines/new/", f"lines/{line.pk}/"):
        assert marketer.get(deal.get_absolute_url() + door).status_code == 404
    assert marketer.post(f"{deal.get_absolute_url()}lines/{line.pk}/delete/").status_code == 404
    assert "Add a line" not in marketer.get(deal.get_absolute_url()).content.decode()
    assert Deal.objects.get().line_items.count() == 1


def test_viewers_change_none_of_it(own):
    viewer = Client()
    viewer.force_login(User.objects.create_user("v@example.com", None, role=Role.VIEWER))

    assert viewer.post(f"{own.get_absolute_url()}contact/", {"contact": ""}).status_code == 403
    assert viewer.post(f"{own.get_absolute_url()}lines/new/", {"title": "X"}).status_code == 403
