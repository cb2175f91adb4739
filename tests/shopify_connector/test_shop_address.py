"""What people may type for their store."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopify_connector.shop_address import (
    SHOP_DOMAIN,
    ShopAddressError,
    is_shop_domain,
    parse_shop_address,
    store_url,
)

names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "acme",
        "  Acme ",
        "acme.myshopify.com",
        "ACME.MyShopify.com",
        "acme.myshopify.com/",
        "acme.myshopify.com/admin/products?page=2#top",
        "http://acme.myshopify.com",
        "https://acme.myshopify.com/admin",
        "https://acme.myshopify.com/admin/settings/general",
        "admin.shopify.com/store/acme",
        "https://admin.shopify.com/store/acme/orders?status=open",
        "https://admin.shopify.com/store/acme/",
        "\tacme.myshopify.com\n",
    ],
)
def test_forms_that_mean_a_store(typed):
    assert parse_shop_address(typed) == "acme.myshopify.com"


@pytest.mark.parametrize(
    "typed",
    [
        "acme.com",
        "https://www.acme.com/admin",
        "-acme",
        "-acme.myshopify.com",
        "acme_shop",
        "acme shop",
        "acme.myshopify.com.evil.example",
        "https://evil.example/acme.myshopify.com",
        "https://acme.myshopify.com@evil.example/",
        "https://evil.example#acme.myshopify.com",
        "https://evil.example\\.myshopify.com",
        "acme.myshopify.com:8443",
        "user:pass@acme.myshopify.com",
        "acme.evil.myshopify.com",
        ".myshopify.com",
        "myshopify.com",
        "acme\n.myshopify.com",
        "acme.myshopify.com\x00",
        "ftp://acme.myshopify.com",
        "javascript://acme.myshopify.com",
        "https://admin.shopify.com/store/",
        "https://admin.shopify.com/acme",
        "https://admin.shopify.com.evil.example/store/acme",
        "https://[acme.myshopify.com",
        "a\u212ame",  # the Kelvin sign: its lower case is an ordinary k
        "\u0430cme",  # a Cyrillic a
        "a" * 64,
        "127.0.0.1",
    ],
)
def test_everything_else_is_refused_in_words(typed):
    with pytest.raises(ShopAddressError) as refusal:
        parse_shop_address(typed)

    assert "myshopify.com" in str(refusal.value)


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed_asks_for_the_address(typed):
    with pytest.raises(ShopAddressError, match="Enter the address"):
        parse_shop_address(typed)


def test_a_public_address_gets_its_own_hint():
    with pytest.raises(ShopAddressError, match="not an address at Shopify"):
        parse_shop_address("www.acme.com")


@given(
    name=names,
    form=st.sampled_from(
        ["{}", "{}.myshopify.com", "https://{}.myshopify.com/admin/x", "admin.shopify.com/store/{}/y"]
    ),
)
def test_every_form_of_every_name_means_the_same_store(name, form):
    assert parse_shop_address(form.format(name).upper().join("  ")) == f"{name}.myshopify.com"


@given(st.text())
def test_whatever_is_typed_gives_a_shop_domain_or_words(typed):
    try:
        domain = parse_shop_address(typed)
    except ShopAddressError as refusal:
        assert str(refusal)
    else:
        assert is_shop_domain(domain)
        assert parse_shop_address(domain) == domain


@given(host=st.from_regex(r"[a-z0-9.-]{1,30}\.[a-z]{2,8}", fullmatch=True))
def test_no_other_host_is_ever_reached(host):
    assume(SHOP_DOMAIN.fullmatch(host) is None)
    with pytest.raises(ShopAddressError):
        parse_shop_address(f"https://{host}/admin")


def test_a_trailing_newline_is_no_shop_domain():
    assert not is_shop_domain("acme.myshopify.com\n")


def test_store_url_follows_the_setting(settings):
    settings.SHOPIFY_STORE_URL = "https://{shop}"
    assert store_url("acme.myshopify.com") == "https://acme.myshopify.com"
    settings.SHOPIFY_STORE_URL = "http://127.0.0.1:9000/"
    assert store_url("acme.myshopify.com") == "http://127.0.0.1:9000"
