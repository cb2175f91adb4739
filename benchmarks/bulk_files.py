"""JSONL as Shopify's bulk operations write it, of any size: what the import benchmark reads.

The objects have every field that the product's bulk queries ask for, at the sizes real stores have them.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

_START = datetime(2025, 11, 1, tzinfo=UTC)
_FIRST = ("Zoë", "Louis", "Ana", "Mateo", "Chloé", "Liam", "Noor", "Yuki", "Priya", "Jack", "Inès", "Tomás")
_LAST = ("Martin", "Ñuñez", "O'Brien", "Nguyen", "Schmidt", "Rossi", "Dubois", "Kowalski", "Silva", "Haddad")
_CITIES = (
    ("Lyon", "Rhône", "France", "FR"),
    ("Ottawa", "Ontario", "Canada", "CA"),
    ("Austin", "Texas", "United States", "US"),
)
_STATUSES = ("PAID",) * 8 + ("PENDING", "REFUNDED")


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _bag(cents: int) -> dict[str, object]:
    money = {"amount": f"{cents / 100:.2f}", "currencyCode": "EUR"}
    return {"shopMoney": money, "presentmentMoney": money}


def _shop_bag(cents: int) -> dict[str, object]:
    return {"shopMoney": {"amount": f"{cents / 100:.2f}", "currencyCode": "EUR"}}


def products(count: int) -> Iterator[dict[str, object]]:
    """Products with one variant each."""
    for n in range(1, count + 1):
        at = _moment(_START)
        product = _gid("Product", n)
        yield {
            "__typename": "Product",
            "id": product,
            "title": f"Product {n}",
            "descriptionHtml": "<p>Made to last.</p>" * 5,
            "handle": f"product-{n}",
            "productType": "Home",
            "vendor": "Alder",
            "status": "ACTIVE",
            "tags": ["home", "oak"],
            "createdAt": at,
            "updatedAt": at,
            "publishedAt": at,
        }
        yield {
            "__typename": "ProductVariant",
            "id": _gid("ProductVariant", n),
            "title": "Default Title",
            "sku": f"SKU-{n}",
            "price": "19.90",
            "position": 1,
            "__parentId": product,
        }


def customers(count: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Customers, each with an address and consent."""
    for n in range(1, count + 1):
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        city, province, country, code = chance.choice(_CITIES)
        at = _START + timedelta(minutes=n % 500_000)
        yield {
            "__typename": "Customer",
            "id": _gid("Customer", n),
            "createdAt": _moment(at),
            "updatedAt": _moment(at + timedelta(days=1)),
            "firstName": first,
            "lastName": last,
            "note": "Prefers delivery in the morning" if n % 7 == 0 else None,
            "state": "ENABLED",
            "locale": "fr",
            "tags": ["newsletter", "vip"] if n % 5 == 0 else [],
            "taxExempt": False,
            "verifiedEmail": True,
            "numberOfOrders": str(n % 6),
            "amountSpent": {"amount": "120.50", "currencyCode": "EUR"},
            "defaultEmailAddress": {
                "emailAddress": f"customer{n}@example.com",
                "marketingState": "SUBSCRIBED" if n % 2 else "NOT_SUBSCRIBED",
                "marketingOptInLevel": "SINGLE_OPT_IN",
                "marketingUpdatedAt": _moment(at),
            },
            "defaultPhoneNumber": {"phoneNumber": f"+3361{n:08d}"},
            "defaultAddress": {
                "address1": f"{n % 200} rue des Aulnes",
                "address2": None,
                "city": city,
                "province": province,
                "provinceCode": None,
                "country": country,
                "countryCodeV2": code,
                "zip": f"{10_000 + n % 89_999}",
                "phone": None,
                "company": None,
            },
        }


def orders(count: int, customer_count: int, product_count: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Orders with two line items each."""
    for n in range(1, count + 1):
        order = _gid("Order", n)
        at = _START + timedelta(minutes=n % 500_000)
        cents, status = chance.randrange(1_000, 30_000), chance.choice(_STATUSES)
        visit = {
            "landingPage": "https://alder.example/collections/lighting?utm_source=google&utm_medium=cpc&utm_campaign=autumn",
            "referrerUrl": "https://www.google.com/",
            "source": "google",
            "sourceType": "SEO",
            "occurredAt": _moment(at),
            "utmParameters": {"source": "google", "medium": "cpc", "campaign": "autumn", "term": None, "content": None},
        }
        yield {
            "__typename": "Order",
            "id": order,
            "name": f"#{1000 + n}",
            "number": 1000 + n,
            "confirmationNumber": f"X{n:08d}",
            "createdAt": _moment(at),
            "updatedAt": _moment(at + timedelta(days=2)),
            "processedAt": _moment(at),
            "cancelledAt": None,
            "cancelReason": None,
            "closedAt": None,
            "confirmed": True,
            "test": False,
            "currencyCode": "EUR",
            "presentmentCurrencyCode": "EUR",
            "displayFinancialStatus": status,
            "displayFulfillmentStatus": "FULFILLED" if n % 3 else "UNFULFILLED",
            "email": "customer@example.com",
            "phone": None,
            "note": None,
            "tags": [],
            "sourceName": "web",
            "sourceIdentifier": None,
            "customerAcceptsMarketing": True,
            "taxesIncluded": True,
            "totalWeight": "1200",
            "paymentGatewayNames": ["shopify_payments"],
            "discountCodes": [],
            "statusPageUrl": f"https://alder.example/58/orders/{n:032x}/authenticate?key={n:032x}",
            "cartToken": f"c{n:031x}",
            "checkoutToken": f"{n:032x}",
            "customer": {"id": _gid("Customer", chance.randrange(customer_count) + 1)},
            "subtotalPriceSet": _bag(cents),
            "totalPriceSet": _bag(cents),
            "currentTotalPriceSet": _shop_bag(cents),
            "totalDiscountsSet": _bag(0),
            "totalTaxSet": _bag(cents // 6),
            "totalRefundedSet": _shop_bag(cents if status == "REFUNDED" else 0),
            "customerJourneySummary": {"ready": True, "customerOrderIndex": 0, "firstVisit": visit, "lastVisit": visit},
            "fulfillments": [{"createdAt": _moment(at + timedelta(days=1))}] if n % 3 else [],
            "refunds": [],
            "shippingAddress": {
                "city": "Lyon",
                "province": None,
                "country": "France",
                "countryCodeV2": "FR",
                "zip": "69001",
            },
        }
        for line in (0, 1):
            product = chance.randrange(product_count) + 1
            yield {
                "__typename": "LineItem",
                "id": _gid("LineItem", 2 * n + line),
                "name": f"Product {product}",
                "title": f"Product {product}",
                "variantTitle": "Oak",
                "sku": f"SKU-{product}",
                "vendor": "Alder",
                "quantity": 1,
                "currentQuantity": 1,
                "isGiftCard": False,
                "product": {"id": _gid("Product", product)},
                "variant": {"id": _gid("ProductVariant", product)},
                "originalUnitPriceSet": _shop_bag(cents // 2),
                "originalTotalSet": _shop_bag(cents // 2),
                "discountedTotalSet": _shop_bag(cents // 2),
                "totalDiscountSet": _shop_bag(0),
                "__parentId": order,
            }


def write(
    folder: Path, customer_count: int, order_count: int, *, product_count: int = 500, seed: int = 1
) -> dict[str, Path]:
    """Write the files of a store; their paths by kind of object. Slashes are escaped as Shopify's files have them."""
    chance = random.Random(seed)
    contents = {
        "products": products(product_count),
        "customers": customers(customer_count, chance),
        "orders": orders(order_count, customer_count, product_count, chance),
    }
    paths = {}
    for kind, rows in contents.items():
        paths[kind] = folder / f"{kind}.jsonl"
        with paths[kind].open("wb") as file:
            for row in rows:
                file.write(orjson.dumps(row).replace(b"gid://shopify/", b"gid:\\/\\/shopify\\/") + b"\n")
    return paths
