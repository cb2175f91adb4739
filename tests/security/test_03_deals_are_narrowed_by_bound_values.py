"""Row 3, for the deals' board and table: what an address asks for never becomes SQL."""

import pytest

from tests.crm.pages.conftest import _pipeline, make_deal, marketer
from tests.security.test_03_filters_are_bound import ATTACKS

__all__ = ["_pipeline", "make_deal", "marketer"]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("view", ["/deals/", "/deals/board/"])
def test_parameters_are_values(marketer, make_deal, view, attack):
    make_deal()
    for name in ("filters", "created", "amount", "origin", "column", "after", "contact", "stage", "q"):
        assert marketer.get(view, {"column": "processed", name: attack}).status_code == 200

    assert marketer.post(f"/deals/{make_deal(ecomm_synced=False).pk}/move/", {"stage": attack}).status_code == 302
