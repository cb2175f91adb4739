"""Settings → Purchase scores, and the scores on a contact's page."""

import re

import pytest

from crm.models import ScoreThresholds

ADDRESS = "/settings/purchase-scores/"
DEFAULTS = {
    **{f"recency_days_{score}": days for score, days in {5: 30, 4: 90, 3: 180, 2: 360}.items()},
    **{f"frequency_orders_{score}": orders for score, orders in {5: 20, 4: 10, 3: 5, 2: 2}.items()},
    **{f"monetary_amounts_{score}": amount for score, amount in {5: 1000, 4: 750, 3: 500, 2: 250}.items()},
}


def shown(page: str, name: str) -> str:
    value = re.search(rf'data-property="{name}".*?<dd>(.*?)</dd>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", value[1]).strip() if value else ""


def test_a_contacts_scores_are_on_the_page(marketer, make_contact):
    ana = make_contact(revenue="800")

    page = marketer.get(f"/contacts/{ana.pk}/").content.decode()

    assert shown(page, "frequency_score") == "1 of 5"
    assert shown(page, "monetary_score") == "4 of 5"


def test_an_administrator_sets_the_thresholds(admin_client, make_contact):
    ana = make_contact(revenue="800")

    answer = admin_client.post(ADDRESS, {**DEFAULTS, "monetary_amounts_5": "799.99", "monetary_amounts_4": "700"})

    assert answer.status_code == 302
    assert shown(admin_client.get(f"/contacts/{ana.pk}/").content.decode(), "monetary_score") == "5 of 5"
    assert 'value="799.99"' in admin_client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"recency_days_4": "30"}, "Days must grow from score 5 to score 2."),
        ({"frequency_orders_2": "11"}, "Values must fall from score 5 to score 2."),
        ({"monetary_amounts_3": "lots"}, "Enter a number."),
        ({"recency_days_5": ""}, "This field is required."),
        ({"recency_days_5": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_makes_no_order_is_refused_beside_the_field(admin_client, changed, said):
    page = admin_client.post(ADDRESS, {**DEFAULTS, **changed})

    assert said in page.content.decode()
    assert not ScoreThresholds.objects.exists()


def test_marketers_do_not_set_them(marketer):
    assert marketer.get(ADDRESS).status_code == 403
