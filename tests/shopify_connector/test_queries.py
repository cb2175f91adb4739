"""Every query we send is held against Shopify's real schema, and bulk queries against the rules for them."""

import gzip
import json
from pathlib import Path

import pytest
from graphql import (
    FieldNode,
    GraphQLList,
    GraphQLNonNull,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    get_named_type,
    parse,
    validate,
    visit,
)

from shopify_connector import queries
from shopify_connector.scopes import ASKED, expand

SCHEMA_FILE = Path(__file__).parents[2] / "demo_store" / "schema" / "admin_2026-10.json.gz"
WITH_ALL_SCOPES = expand(ASKED)
BULK = [name for name in queries.names() if name.startswith("bulk_") and queries.load(name).lstrip().startswith("{")]
PAGES = {
    "bulk_customers": "customers_page",
    "bulk_products": "products_page",
    "bulk_orders": "orders_page",
    "bulk_abandoned_checkouts": "abandoned_checkouts_page",
}


@pytest.fixture(scope="session")
def schema():
    introspection = json.loads(gzip.decompress(SCHEMA_FILE.read_bytes()))
    # Shopify deprecates fields whose interface does not: no error of the queries, so the schema itself is not judged.
    return build_client_schema(introspection.get("data", introspection), assume_valid=True)


@pytest.mark.parametrize("scopes", [(), WITH_ALL_SCOPES], ids=["no scopes", "all scopes"])
@pytest.mark.parametrize("name", queries.names())
def test_query_is_valid_and_avoids_deprecated_fields(schema, name, scopes):
    document = parse(queries.load(name, scopes))

    assert validate(schema, document) == []
    assert validate(schema, document, [NoDeprecatedCustomRule]) == []


class Connections(Visitor):
    """Walks a bulk query and keeps how deep connections stand, and whether one stands inside a list."""

    def __init__(self, info):
        super().__init__()
        self.info, self.depths, self.in_list, self.open, self.lists = info, [], [], [], 0

    def enter_field(self, node: FieldNode, *_args):
        kind = self.info.get_type()
        is_connection = str(get_named_type(kind)).endswith("Connection")
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        is_list = isinstance(bare, GraphQLList) and node.name.value != "edges"
        self.open.append((is_connection, is_list))
        if is_connection:
            self.depths.append(sum(1 for connection, _ in self.open if connection))
            self.in_list.append(any(inside for _, inside in self.open))

    def leave_field(self, *_args):
        self.open.pop()


@pytest.mark.parametrize("name", BULK)
def test_bulk_query_keeps_shopifys_limits(schema, name):
    text = queries.load(name, WITH_ALL_SCOPES)
    info = TypeInfo(schema)
    found = Connections(info)
    visit(parse(text), TypeInfoVisitor(info, found))

    assert 1 <= len(found.depths) <= 5
    assert max(found.depths) <= 2
    assert not any(found.in_list)
    assert "nodes" not in text.split()
    assert len(text.encode()) < 65_535


def leaves(document):
    """Every path of fields a query reads, the paging around them left out."""
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))

    def below(node, path):
        for part in node.selection_set.selections:
            if isinstance(part, FieldNode) and part.selection_set is None:
                yield (*path, part.name.value)
            else:
                name = getattr(getattr(part, "name", None), "value", "node")
                yield from below(part, path if name in ("edges", "node", "nodes") else (*path, name))

    return {path for path in below(operation, ()) if "pageInfo" not in path}


@pytest.mark.parametrize(("bulk", "page"), PAGES.items())
def test_a_page_reads_what_the_import_reads(bulk, page):
    scopes = WITH_ALL_SCOPES
    assert leaves(parse(queries.load(bulk, scopes))) == leaves(parse(queries.load(page, scopes)))


SOURCES = {
    "bulk_customers": """
        createdAt updatedAt firstName lastName note tags taxExempt verifiedEmail numberOfOrders
        defaultEmailAddress.emailAddress defaultEmailAddress.marketingState defaultPhoneNumber.phoneNumber
        defaultAddress.address1 defaultAddress.city defaultAddress.country defaultAddress.province defaultAddress.zip
    """,
    "bulk_products": """
        title descriptionHtml createdAt updatedAt handle productType publishedAt tags vendor media.image.url
        variants.price variants.sku variants.title resourcePublicationsV2.publication.catalog.title
    """,
    "bulk_orders": """
        customerAcceptsMarketing customer.id cancelReason cartToken cancelledAt createdAt updatedAt currencyCode
        displayFinancialStatus displayFulfillmentStatus name note number sourceName taxesIncluded totalWeight
        customerJourneySummary.lastVisit.landingPage customerJourneySummary.lastVisit.referrerUrl
        statusPageUrl checkoutToken subtotalPriceSet.shopMoney.amount totalDiscountsSet.shopMoney.amount
        totalPriceSet.shopMoney.amount totalPriceSet.presentmentMoney.amount totalTaxSet.shopMoney.amount
        lineItems.originalTotalSet.shopMoney.amount lineItems.sku lineItems.quantity lineItems.vendor
    """,
    "bulk_abandoned_checkouts": """
        abandonedCheckoutUrl customer.id customer.defaultEmailAddress.marketingState createdAt updatedAt name note
        taxesIncluded subtotalPriceSet.shopMoney.currencyCode totalDiscountSet.shopMoney.amount
        totalTaxSet.shopMoney.amount totalLineItemsPriceSet.shopMoney.amount totalPriceSet.shopMoney.amount
        lineItems.sku lineItems.quantity lineItems.originalUnitPriceSet.shopMoney.amount
    """,
}


@pytest.mark.parametrize(("name", "fields"), SOURCES.items())
def test_every_property_has_its_source(name, fields):
    read = {".".join(path[1:]) for path in leaves(parse(queries.load(name, WITH_ALL_SCOPES)))}

    assert set(fields.split()) <= read


def test_a_field_whose_scope_is_missing_is_not_asked_for():
    assert "resourcePublicationsV2" not in queries.load("bulk_products")
    assert "resourcePublicationsV2" in queries.load("bulk_products", {"read_publications"})
