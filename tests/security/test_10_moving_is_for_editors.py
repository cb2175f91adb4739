"""Rows 10, 17 and 19, for moving a deal on the board: who may, where it leads, and by which form."""

import pytest
from django.test import Client

from accounts.models import Role, User
from crm.models import Deal
from tests.crm.pages.conftest import _pipeline, make_deal

__all__ = ["_pipeline", "make_deal"]


def logged_in(role, **options):
    client = Client(**options)
    client.force_login(User.objects.create_user(f"{role}@example.com", None, role=role))
    return client


@pytest.fixture
def door(make_deal):
    return f"/deals/{make_deal(ecomm_synced=False).pk}/move/"


def test_who_only_reads_moves_nothing(door):
    viewer = logged_in(Role.VIEWER)

    for headers in ({}, {"HX-Request": "true"}):
        assert viewer.post(door, {"stage": "shipped"}, headers=headers).status_code == 403
        assert viewer.get(door, headers=headers).status_code == 403
    assert Client().post(door, {"stage": "shipped"})["Location"].startswith("/log-in/")
    assert Deal.objects.get().stage_id == "processed"


def test_a_form_of_another_site_is_refused_and_looking_changes_nothing(door):
    client = logged_in(Role.ADMIN, enforce_csrf_checks=True)

    assert client.post(door, {"stage": "shipped"}).status_code == 403
    client.get(door, {"stage": "shipped"})
    assert Deal.objects.get().stage_id == "processed"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_it_leads_back_to_our_own_pages_only(door, elsewhere):
    client = logged_in(Role.MARKETER)

    assert client.post(door, {"stage": "shipped", "next": elsewhere})["Location"] == "/deals/board/"
    assert "evil" not in client.get(door, {"next": elsewhere}).content.decode().split("<main")[1]


def test_what_strangers_write_is_shown_as_text(make_deal):
    make_deal("<script>alert(1)</script>\"' onload=x", email="<b>x</b>", ecomm_synced=False)

    page = logged_in(Role.ADMIN).get("/deals/board/").content.decode()

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
