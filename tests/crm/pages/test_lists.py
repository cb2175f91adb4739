"""Lists: what they are for, and which tier segments by line item take (SPEC C9)."""

import pytest

from accounts.models import Portal, Tier


def main_of(client):
    return client.get("/lists/").content.decode().split("<main")[1].split("</main>")[0]


def test_the_page_says_what_lists_are_for_and_offers_nothing_it_cannot_do(admin_client):
    page = main_of(admin_client)

    assert "No lists yet" in page
    assert "A list gathers the contacts that something is true of" in page
    assert "<button" not in page


@pytest.mark.parametrize(("tier", "said"), [(Tier.FREE, True), (Tier.BASIC, False), (Tier.ENTERPRISE, False)])
def test_below_basic_the_page_says_which_tier_line_items_take(admin_client, tier, said):
    portal = Portal.current()
    portal.tier = tier
    portal.save()

    sentence = "Segments by line item take the Basic tier or higher. This portal is on Free."
    assert (sentence in main_of(admin_client)) is said


def test_strangers_are_asked_to_log_in(client, db):
    assert client.get("/lists/").headers["Location"].startswith("/log-in/")
