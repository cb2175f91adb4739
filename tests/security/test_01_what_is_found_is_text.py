"""Row 1: what strangers and stores wrote is text in what the search finds, marked or not."""

import pytest

from tests.crm.pages.conftest import _pipeline, make_contact, make_deal, make_product, marketer
from tests.search.conftest import part, read_all

__all__ = ["_pipeline", "make_contact", "make_deal", "make_product", "marketer"]

ATTACKS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "<mark onclick=x>"]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("address", ["/search/found/", "/search/"])
def test_names_and_titles_are_escaped(marketer, make_contact, make_deal, make_product, attack, address):
    make_contact(f"ana {attack}", attack, city=attack)
    make_deal(f"ana {attack}", email=attack)
    make_product(f"ana {attack}", sku=attack, vendor=attack, images=['"onerror="alert(1)'])
    read_all()
    for text in ("ana", attack):
        page = marketer.get(address, {"q": text}).content.decode()
        shown = page.split("<main")[1].split("</main")[0] if "<main" in page else page

        assert attack not in shown
        assert 'onerror="' not in shown
        assert not part(marketer, text).select("[onerror], [onload], [onclick], script, .hit svg[onload]")
