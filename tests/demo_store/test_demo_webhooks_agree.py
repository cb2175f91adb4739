"""A webhook's body says what the Admin API answers for the same record at the same moment."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from demo_store.back_office import actions

MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"
ORDER = f"""query ($id: ID!) {{ order(id: $id) {{ legacyResourceId name number createdAt updatedAt cancelledAt closedAt
  cancelReason displayFinancialStatus displayFulfillmentStatus currencyCode presentmentCurrencyCode email phone note
  tags sourceName customerAcceptsMarketing taxesIncluded totalWeight paymentGatewayNames discountCodes statusPageUrl
  cartToken checkoutToken customer {{ legacyResourceId }} refunds {{ legacyResourceId createdAt
    totalRefundedSet {{ shopMoney {{ amount }} }} }}
  subtotalPriceSet {MONEY} totalPriceSet {MONEY} totalTaxSet {MONEY} totalDiscountsSet {MONEY}
  currentTotalPriceSet {MONEY} currentSubtotalPriceSet {MONEY} totalShippingPriceSet {MONEY}
  customerJourneySummary {{ lastVisit {{ landingPage referrerUrl }} }}
  fulfillments {{ id createdAt }}
  lineItems(first: 50) {{ nodes {{ id title sku quantity currentQuantity variantTitle vendor product {{ id }}
    originalUnitPriceSet {MONEY} totalDiscountSet {MONEY} }} }} }} }}"""
CUSTOMER = """query ($id: ID!) { customer(id: $id) { firstName lastName note state taxExempt verifiedEmail createdAt
  updatedAt numberOfOrders amountSpent { amount } lastOrder { id } tags
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt } defaultPhoneNumber { phoneNumber }
  defaultAddress { address1 city province provinceCode country countryCodeV2 zip phone } } }"""
PRODUCT = """query ($id: ID!) { product(id: $id) { title descriptionHtml handle productType vendor status tags createdAt
  updatedAt publishedAt media(first: 10) { nodes { id alt ... on MediaImage { image { url } } } }
  variants(first: 100) { nodes { id title sku price compareAtPrice position inventoryQuantity updatedAt } } } }"""
CHECKOUT = f"""query ($id: ID!) {{ node(id: $id) {{ ... on AbandonedCheckout {{ name abandonedCheckoutUrl createdAt
  updatedAt completedAt note discountCodes taxesIncluded customer {{ legacyResourceId }}
  subtotalPriceSet {MONEY} totalPriceSet {MONEY} totalTaxSet {MONEY} totalDiscountSet {MONEY}
  totalLineItemsPriceSet {MONEY} shippingAddress {{ city country }}
  lineItems(first: 50) {{ nodes {{ title sku quantity product {{ id }} originalUnitPriceSet {MONEY} }} }} }} }} }}"""


@pytest.fixture
def both(shop, asked_of):
    """A record as its webhook tells it, and as the API answers it at that moment."""
    ask = asked_of(shop)

    def both(record, kind, query):
        seen = []
        shop.store.deliveries.sink = seen.append
        try:
            shop.store.touch(record)
        finally:
            shop.store.deliveries.sink = None
        answer = ask(query, id=f"gid://shopify/{kind}/{record.id}")
        assert "errors" not in answer
        return json.loads(seen[-1].body), next(iter(answer["data"].values()))

    return both


def same_moment(zoned, iso):
    return (zoned and datetime.fromisoformat(zoned)) == (iso and datetime.fromisoformat(iso))


def same_money(body_set, answered):
    def amounts(money):
        return float(money["amount"]), money.get("currency_code") or money.get("currencyCode")

    return amounts(body_set["shop_money"]) == amounts(answered["shopMoney"]) and amounts(
        body_set["presentment_money"]
    ) == amounts(answered["presentmentMoney"])


def interesting(store):
    """Orders of every kind: each state of money, each source, refunded, cancelled, abroad, a guest's."""
    kinds = {}
    for order in store.orders.all():
        kinds[order.financial_status] = kinds[order.fulfillment_status] = kinds[order.source_name] = order
        kinds[order.presentment_currency, bool(order.refunds), order.customer is None] = order
        kinds["codes", bool(order.discount_codes)] = order
    return list(dict.fromkeys(kinds.values()))


def test_orders(both, shop):
    seen = 0
    for order in interesting(shop.store):
        body, answer = both(order, "Order", ORDER)
        compare_order(body, answer)
        seen += 1
    assert seen >= 10


def compare_order(body, answer):
    assert str(body["id"]) == answer["legacyResourceId"]
    assert (body["name"], body["order_number"]) == (answer["name"], answer["number"])
    assert body["financial_status"] == answer["displayFinancialStatus"].lower()
    words = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
    assert body["fulfillment_status"] == words.get(answer["displayFulfillmentStatus"])
    assert body["cancel_reason"] == (answer["cancelReason"] and answer["cancelReason"].lower())
    for key, field in {
        "created_at": "createdAt",
        "updated_at": "updatedAt",
        "cancelled_at": "cancelledAt",
        "closed_at": "closedAt",
    }.items():
        assert same_moment(body[key], answer[field]), key
    for key, field in {
        "subtotal_price": "subtotalPriceSet",
        "total_price": "totalPriceSet",
        "total_tax": "totalTaxSet",
        "total_discounts": "totalDiscountsSet",
        "current_total_price": "currentTotalPriceSet",
        "current_subtotal_price": "currentSubtotalPriceSet",
    }.items():
        assert same_money(body[f"{key}_set"], answer[field]), key
        assert body[key] == body[f"{key}_set"]["shop_money"]["amount"]
    assert same_money(body["total_shipping_price_set"], answer["totalShippingPriceSet"])
    for key, field in {
        "currency": "currencyCode",
        "presentment_currency": "presentmentCurrencyCode",
        "email": "email",
        "phone": "phone",
        "note": "note",
        "source_name": "sourceName",
        "buyer_accepts_marketing": "customerAcceptsMarketing",
        "taxes_included": "taxesIncluded",
        "payment_gateway_names": "paymentGatewayNames",
        "cart_token": "cartToken",
        "checkout_token": "checkoutToken",
        "order_status_url": "statusPageUrl",
    }.items():
        assert body[key] == answer[field], key
    assert body["tags"] == ", ".join(answer["tags"])
    assert str(body["total_weight"]) == answer["totalWeight"]
    assert [code["code"] for code in body["discount_codes"]] == answer["discountCodes"]
    assert (body["customer"] and str(body["customer"]["id"])) == (
        answer["customer"] and answer["customer"]["legacyResourceId"]
    )
    compare_visit(body, answer["customerJourneySummary"])
    compare_parts(body, answer)


def compare_visit(body, journey):
    visit = (journey or {}).get("lastVisit")
    if visit is None:
        assert body["landing_site"] is None
        return
    page = urlsplit(visit["landingPage"])
    assert body["landing_site"] == page.path + (f"?{page.query}" if page.query else "")
    assert body["referring_site"] == visit["referrerUrl"]


def compare_parts(body, answer):
    assert [str(refund["id"]) for refund in body["refunds"]] == [r["legacyResourceId"] for r in answer["refunds"]]
    for refund, answered in zip(body["refunds"], answer["refunds"], strict=True):
        assert same_moment(refund["created_at"], answered["createdAt"])
        given_back = sum(float(payment["amount"]) for payment in refund["transactions"])
        assert given_back == float(answered["totalRefundedSet"]["shopMoney"]["amount"])
    parcels = [parcel["admin_graphql_api_id"] for parcel in body["fulfillments"]]
    assert parcels == [parcel["id"] for parcel in answer["fulfillments"]]
    for line, answered in zip(body["line_items"], answer["lineItems"]["nodes"], strict=True):
        assert line["admin_graphql_api_id"] == answered["id"]
        for key, field in {
            "title": "title",
            "sku": "sku",
            "quantity": "quantity",
            "current_quantity": "currentQuantity",
            "variant_title": "variantTitle",
            "vendor": "vendor",
        }.items():
            assert line[key] == answered[field], key
        assert (line["product_id"] and f"gid://shopify/Product/{line['product_id']}") == (
            answered["product"] and answered["product"]["id"]
        )
        assert same_money(line["price_set"], answered["originalUnitPriceSet"])
        assert same_money(line["total_discount_set"], answered["totalDiscountSet"])


def test_customers(both, shop):
    customers = [c for c in shop.store.customers.all() if c.addresses][:5]
    customers += [c for c in shop.store.customers.all() if not c.email][:1]
    for customer in customers:
        body, answer = both(customer, "Customer", CUSTOMER)
        for key, field in {
            "first_name": "firstName",
            "last_name": "lastName",
            "note": "note",
            "tax_exempt": "taxExempt",
            "verified_email": "verifiedEmail",
        }.items():
            assert body[key] == answer[field], key
        assert body["state"] == answer["state"].lower()
        assert body["email"] == (answer["defaultEmailAddress"] or {}).get("emailAddress")
        assert body["phone"] == (answer["defaultPhoneNumber"] or {}).get("phoneNumber")
        assert same_moment(body["updated_at"], answer["updatedAt"])
        compare_address(body["default_address"], answer["defaultAddress"])


def compare_address(told, answered):
    if answered is None:
        assert told is None
        return
    for key, field in {
        "address1": "address1",
        "city": "city",
        "province": "province",
        "province_code": "provinceCode",
        "country": "country",
        "country_code": "countryCodeV2",
        "zip": "zip",
        "phone": "phone",
    }.items():
        assert told[key] == answered[field], key


def test_sums_tags_and_consent_of_a_customer(shop, ask):
    store, seen = shop.store, []
    # Whom the day's store has asked already would change nothing.
    customer = next(c for c in store.customers.all() if c.email and c.number_of_orders and c.consent != "PENDING")
    store.deliveries.sink = seen.append
    actions.edit_customer(store, customer, {"tags": "fresh", "consent": "PENDING"})
    actions.place_order(store, customer)
    store.deliveries.sink = None
    told = {delivery.topic: json.loads(delivery.body) for delivery in seen}
    answer = ask(CUSTOMER, id=f"gid://shopify/Customer/{customer.id}")["data"]["customer"]

    summary = told["customers/purchasing_summary"]
    assert str(summary["numberOfOrders"]) == answer["numberOfOrders"]
    assert float(summary["amountSpent"]["amount"]) == float(answer["amountSpent"]["amount"])
    assert summary["lastOrderId"] == answer["lastOrder"]["id"]
    consent = told["customers_email_marketing_consent/update"]["email_marketing_consent"]
    assert consent["state"].upper() == answer["defaultEmailAddress"]["marketingState"] == "PENDING"
    assert same_moment(consent["consent_updated_at"], answer["defaultEmailAddress"]["marketingUpdatedAt"])
    assert told["customer.tags_added"]["tags"] == answer["tags"] == ["fresh"]


def test_products(both, shop):
    for product in shop.store.products.all()[:12]:
        body, answer = both(product, "Product", PRODUCT)
        for key, field in {
            "title": "title",
            "body_html": "descriptionHtml",
            "handle": "handle",
            "product_type": "productType",
            "vendor": "vendor",
        }.items():
            assert body[key] == answer[field], key
        assert body["tags"] == ", ".join(answer["tags"])
        assert body["status"] == answer["status"].lower()
        for key, field in {"created_at": "createdAt", "updated_at": "updatedAt", "published_at": "publishedAt"}.items():
            assert same_moment(body[key], answer[field]), key
        assert [i["src"] for i in body["images"]] == [m["image"]["url"] for m in answer["media"]["nodes"]]
        for variant, answered in zip(body["variants"], answer["variants"]["nodes"], strict=True):
            assert variant["admin_graphql_api_id"] == answered["id"]
            told = [variant[k] for k in ("title", "sku", "price", "compare_at_price", "position", "inventory_quantity")]
            fields = ("title", "sku", "price", "compareAtPrice", "position", "inventoryQuantity")
            assert told == [answered[field] for field in fields]


def test_checkouts(both, shop):
    store = shop.store
    checkouts = [*store.checkouts.all()[-3:], next(c for c in store.checkouts.all() if c.completed_at)]
    checkouts.append(actions.abandon_checkout(store))
    for checkout in checkouts:
        body, answer = both(checkout, "AbandonedCheckout", CHECKOUT)
        assert body["name"] == answer["name"]
        assert body["abandoned_checkout_url"] == answer["abandonedCheckoutUrl"]
        assert (body["note"] or "") == answer["note"]
        assert str(body["customer"]["id"]) == answer["customer"]["legacyResourceId"]
        for key, field in {"created_at": "createdAt", "updated_at": "updatedAt", "completed_at": "completedAt"}.items():
            assert same_moment(body[key], answer[field]), key
        for key, field in {
            "subtotal_price": "subtotalPriceSet",
            "total_price": "totalPriceSet",
            "total_tax": "totalTaxSet",
            "total_discounts": "totalDiscountSet",
            "total_line_items_price": "totalLineItemsPriceSet",
        }.items():
            assert float(body[key]) == float(answer[field]["shopMoney"]["amount"]), key
        assert [(n["title"], n["quantity"]) for n in answer["lineItems"]["nodes"]] == [
            (line["title"], line["quantity"]) for line in body["line_items"]
        ]
        city = (answer["shippingAddress"] or {}).get("city")
        assert (body["shipping_address"] or {}).get("city") == city
