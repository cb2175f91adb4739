"""Records for the search, made as the pages' tests make them."""

from tests.crm.pages.conftest import _pipeline, make_contact, make_deal, make_product, marketer

__all__ = ["_pipeline", "make_contact", "make_deal", "make_product", "marketer"]
