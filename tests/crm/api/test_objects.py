"""Records by the API: told as HubSpot tells them, written with the locks and the story (SPEC 12)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from crm.models import (
    Contact,
    Deal,
    LineItem,
    ObjectType,
    Pipeline,
    Product,
    PurchaseSummary,
    RecordChange,
    Stage,
    StageChange,
    Tombstone,
)
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from crm.stages import PIPELINE_ID
from tests.crm.pages.conftest import NOW

CONTACTS, DEALS = "/crm/v3/objects/contacts", "/crm/v3/objects/deals"
PRODUCTS, LINES = "/crm/v3/objects/products", "/crm/v3/objects/line_items"


def codes(body):
    return [error["code"] for error in body["errors"]]


# --- reading ---


def test_a_contact_in_hubspots_form(api, make_contact):
    ana = make_contact("Ana", "Silva", revenue="1234.50", tags=["VIP", "wholesale"], tax_exempt=False)

    body = api.get(f"{CONTACTS}/{ana.pk}")

    assert body == {
        "id": str(ana.pk),
        "properties": {
            "createdate": "2026-11-03T12:01:00.000Z",
            "email": ana.email,
            "firstname": "Ana",
            "hs_object_id": str(ana.pk),
            "lastmodifieddate": "2026-11-03T12:01:00.000Z",
            "lastname": "Silva",
        },
        "createdAt": "2026-11-03T12:01:00.000Z",
        "updatedAt": "2026-11-03T12:01:00.000Z",
        "archived": False,
    }


def test_properties_are_told_as_texts(api, make_contact):
    ana = make_contact(revenue="1234.50", tags=["VIP", "wholesale"], tax_exempt=False, accepts_marketing=True)
    names = "total_revenue,ip__shopify__tags,ip__shopify__tax_exempt,ip__shopify__accepts_marketing,phone,nonsense"
    names += ",ip__ecomm_bridge__ecomm_number_of_orders,ip__ecomm_bridge__monetary_score"

    properties = api.get(f"{CONTACTS}/{ana.pk}", properties=names)["properties"]

    assert properties["total_revenue"] == "1234.5"
    assert properties["ip__shopify__tags"] == "VIP, wholesale"
    assert properties["ip__shopify__tax_exempt"] == "false"
    assert properties["ip__shopify__accepts_marketing"] == "true"
    assert properties["ip__ecomm_bridge__ecomm_number_of_orders"] == "1"
    assert properties["ip__ecomm_bridge__monetary_score"] == "5"
    assert properties["phone"] is None
    assert "nonsense" not in properties


def test_properties_by_commas_and_repeated_are_the_same(api, make_contact):
    ana = make_contact(phone="+331")

    by_commas = api.get(f"{CONTACTS}/{ana.pk}", properties="phone,email")
    repeated = api.get(f"{CONTACTS}/{ana.pk}", properties=["phone", "email"])

    assert by_commas == repeated
    assert by_commas["properties"].keys() == {"phone", "email", "hs_object_id", "createdate", "lastmodifieddate"}


def test_a_contact_by_its_address_whatever_its_case(api, make_contact):
    ana = make_contact(email="ana@example.com")

    assert api.get(f"{CONTACTS}/ANA@Example.com", idProperty="email")["id"] == str(ana.pk)


@pytest.mark.parametrize("key", ["999999", "abc", "-1", "99999999999999999999999999", "ä", "%00"])
def test_what_is_not_there_is_a_404_that_names_it(api, key):
    for kind in (CONTACTS, DEALS, PRODUCTS, LINES):
        status, body = api("get", f"{kind}/{key}")

        assert (status, body["status"], body["category"]) == (404, "error", "OBJECT_NOT_FOUND")
        assert body["correlationId"]


def test_a_deleted_contact_is_told_among_the_archived(api, make_contact):
    ana = make_contact()
    delete_contacts([ana.pk], None)

    assert api("get", f"{CONTACTS}/{ana.pk}")[0] == 404
    assert api.get(f"{CONTACTS}/{ana.pk}", archived="true")["archived"] is True
    assert [one["id"] for one in api.get(CONTACTS, archived="true")["results"]] == [str(ana.pk)]
    assert api.get(CONTACTS)["results"] == []


@pytest.mark.parametrize("kind", ["contact", "contacts", "0-1", "Contacts"])
def test_a_kind_has_all_of_hubspots_names(api, make_contact, kind):
    make_contact()

    assert len(api.get(f"/crm/v3/objects/{kind}")["results"]) == 1


def test_a_kind_that_is_none_is_refused(api):
    status, body = api("get", "/crm/v3/objects/companies")

    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert "companies" in body["message"]


def test_pages_hold_everything_once(api, make_contact):
    made = [make_contact().pk for _ in range(7)]
    seen, after = [], None
    while True:
        body = api.get(CONTACTS, limit=3, **({"after": after} if after else {}))
        seen += [int(one["id"]) for one in body["results"]]
        if "paging" not in body:
            break
        after = body["paging"]["next"]["after"]
        assert f"after={after}" in body["paging"]["next"]["link"]

    assert seen == sorted(made)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"after": "x"}, {"after": "-1"}])
def test_a_page_that_makes_no_sense_is_refused(api, query):
    assert api("get", CONTACTS, **query)[0] == 400


@pytest.mark.parametrize("number", [1, 8])
def test_queries_stay_few_however_many_are_told(
    api, make_contact, make_deal, make_product, number, django_assert_num_queries
):
    for _ in range(number):
        make_deal(contact=make_contact(revenue=5), products=[make_product()])
    api.get(CONTACTS)  # the token's use is noted once a minute

    with django_assert_num_queries(7):
        api.get(CONTACTS, limit=100, associations="deals", propertiesWithHistory="email")
    with django_assert_num_queries(5):
        api.get(DEALS, limit=100, associations="contacts,line_items")


def test_what_belongs_to_a_record_is_told_with_it(api, make_contact, make_deal, make_product):
    ana, stool = make_contact(), make_product()
    deal = make_deal(contact=ana, products=[stool])
    line = deal.line_items.get()

    associations = api.get(f"{DEALS}/{deal.pk}", associations="contacts,line_items,products")["associations"]

    assert associations["contacts"]["results"] == [{"id": str(ana.pk), "type": "deal_to_contact"}]
    assert associations["line items"]["results"] == [{"id": str(line.pk), "type": "deal_to_line_item"}]
    assert associations["products"]["results"] == [{"id": str(stool.pk), "type": "deal_to_product"}]


def test_former_values_are_told_newest_first(api):
    made = api.post(CONTACTS, {"properties": {"email": "ana@example.com", "firstname": "Ana"}}, 201)
    api("patch", f"{CONTACTS}/{made['id']}", {"properties": {"firstname": "Anna"}})

    history = api.get(f"{CONTACTS}/{made['id']}", propertiesWithHistory="firstname")["propertiesWithHistory"]

    assert [(one["value"], one["sourceType"]) for one in history["firstname"]] == [
        ("Anna", "INTEGRATION"),
        ("Ana", "INTEGRATION"),
    ]


# --- writing contacts ---


def test_a_contact_is_made_with_its_story(api):
    body = api.post(CONTACTS, {"properties": {"email": "Ana@Example.com", "firstname": "Ana", "city": ""}}, 201)

    ana = Contact.objects.get(pk=body["id"])
    assert (ana.email, ana.first_name) == ("ana@example.com", "Ana")
    change = RecordChange.objects.get(object_type=ObjectType.CONTACT, record_id=ana.pk)
    assert change.source == ChangeSource.API
    assert change.changes == {"email": ["", "ana@example.com"], "first_name": ["", "Ana"]}


def test_a_second_contact_at_an_address_is_refused_with_the_firsts_id(api, make_contact):
    ana = make_contact(email="ana@example.com")

    status, body = api("post", CONTACTS, {"properties": {"email": "ANA@example.com"}})

    assert (status, body["category"]) == (409, "CONFLICT")
    assert body["message"] == f"Contact already exists. Existing ID: {ana.pk}"
    assert Contact.objects.count() == 1


def test_a_deleted_contacts_address_can_be_taken_anew(api, make_contact):
    delete_contacts([make_contact(email="ana@example.com").pk], None)

    api.post(CONTACTS, {"properties": {"email": "ana@example.com"}}, 201)

    assert not Tombstone.objects.exists()


def test_who_was_erased_for_good_does_not_come_back_by_the_api(api, make_contact):
    ana = make_contact(email="ana@example.com")
    assert api("post", f"{CONTACTS}/gdpr-delete", {"objectId": "ana@example.com", "idProperty": "email"})[0] == 204

    status, body = api("post", CONTACTS, {"properties": {"email": "ana@example.com"}})

    assert not Contact.objects.filter(pk=ana.pk).exists()
    assert (status, codes(body)) == (400, ["CONTACT_ERASED"])


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"nonsense": "1"}, "PROPERTY_DOESNT_EXIST"),
        ({"email": "no address"}, "INVALID_EMAIL"),
        ({"ip__shopify__tax_exempt": "maybe"}, "INVALID_BOOLEAN"),
        ({"ip__shopify__orders_count": "1.5"}, "INVALID_INTEGER"),
        ({"ip__shopify__orders_count": "99999999999"}, "INVALID_NUMBER"),
        ({"ip__shopify__shopify_created_at": "yesterday"}, "INVALID_DATE"),
        ({"hs_analytics_source": "MAGIC"}, "INVALID_OPTION"),
        ({"total_revenue": "5"}, "READ_ONLY_VALUE"),
        ({"hs_object_id": "5"}, "READ_ONLY_VALUE"),
        ({"createdate": "2026-01-01"}, "READ_ONLY_VALUE"),
        ({"firstname": {"a": 1}}, "INVALID_VALUE"),
        ({"firstname": "a\x00b"}, "INVALID_VALUE"),
        ({"firstname": "x" * 70_000}, "PROPERTY_VALUE_TOO_LONG"),
        ({}, "REQUIRED"),
    ],
)
def test_values_that_are_none_are_refused_by_name(api, properties, code):
    status, body = api("post", CONTACTS, {"properties": properties})

    assert (status, body["category"], codes(body)) == (400, "VALIDATION_ERROR", [code])
    assert body["errors"][0]["context"]["propertyName"] == (list(properties) or ["email"])
    assert not Contact.objects.exists()


def test_everything_wrong_is_told_at_once(api):
    _, body = api("post", CONTACTS, {"properties": {"nonsense": "1", "email": "no"}})

    assert codes(body) == ["PROPERTY_DOESNT_EXIST", "INVALID_EMAIL"]


def test_what_shopify_owns_is_locked_on_a_synced_record(api, make_contact):
    ana = make_contact("Ana")

    status, body = api("patch", f"{CONTACTS}/{ana.pk}", {"properties": {"firstname": "Anna"}})

    assert (status, codes(body)) == (400, ["READ_ONLY_VALUE"])
    assert "Shopify owns this property" in body["message"]


def test_sending_back_what_was_read_is_no_change(api, make_contact):
    ana = make_contact("Ana", revenue=5)
    read = api.get(f"{CONTACTS}/{ana.pk}", properties="firstname,total_revenue,createdate")

    assert api("patch", f"{CONTACTS}/{ana.pk}", {"properties": read["properties"]})[0] == 200
    assert not RecordChange.objects.exists()


def test_correcting_the_source_empties_its_details(api, make_contact):
    ana = make_contact(source="OFFLINE", source_data_1="API", source_data_2="integrations-sync")

    api("patch", f"{CONTACTS}/{ana.pk}", {"properties": {"hs_analytics_source": "REFERRALS"}})

    ana.refresh_from_db()
    assert (ana.source, ana.source_data_1, ana.source_data_2) == ("REFERRALS", "", "")


def test_a_contact_takes_another_address(api, make_contact):
    ben = make_contact(email="ben@example.com", shopify_updated_at=None)
    make_contact(email="ana@example.com")

    assert api("patch", f"{CONTACTS}/{ben.pk}", {"properties": {"email": "ana@example.com"}})[0] == 409
    assert api("patch", f"{CONTACTS}/{ben.pk}", {"properties": {"email": "benno@example.com"}})[0] == 200


def test_deleting_moves_to_the_recycle_bin_and_is_no_error_twice(api, make_contact):
    ana = make_contact()

    assert api("delete", f"{CONTACTS}/{ana.pk}") == (204, None)
    assert api("delete", f"{CONTACTS}/{ana.pk}") == (204, None)
    assert Contact.objects.in_recycle_bin().get() == ana
    assert RecordChange.objects.get().source == ChangeSource.API


def test_two_contacts_become_one(api, make_contact, make_deal):
    ana, ann = make_contact(), make_contact()
    deal = make_deal(contact=ann)

    body = api.post(f"{CONTACTS}/merge", {"primaryObjectId": str(ana.pk), "objectIdToMerge": str(ann.pk)})

    deal.refresh_from_db()
    assert (body["id"], deal.contact_id) == (str(ana.pk), ana.pk)
    assert api("get", f"{CONTACTS}/{ann.pk}")[0] == 404
    assert api("post", f"{CONTACTS}/merge", {"primaryObjectId": ana.pk, "objectIdToMerge": ann.pk})[0] == 404
    assert api("post", f"{CONTACTS}/merge", {"primaryObjectId": ana.pk, "objectIdToMerge": ana.pk})[0] == 400
    assert api("post", f"{DEALS}/merge", {"primaryObjectId": ana.pk, "objectIdToMerge": ann.pk})[0] == 404


# --- deals, lines, products ---


def to_contact(contact_id):
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}]
    return [{"to": {"id": str(contact_id)}, "types": types}]


def to_deal(deal_id):
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 20}]
    return [{"to": {"id": deal_id}, "types": types}]


def test_a_deal_of_ones_own_counts_among_the_contacts_purchases(api, make_contact):
    ana = make_contact()
    properties = {"dealname": "Telephone order", "amount": "120.5", "dealstage": "processed"}

    body = api.post(DEALS, {"properties": properties, "associations": to_contact(ana.pk)}, 201)

    deal = Deal.objects.get(pk=body["id"])
    assert (deal.pipeline_id, deal.ecomm_synced, deal.currency) == (PIPELINE_ID, False, "USD")
    assert deal.closed_at is not None
    assert PurchaseSummary.objects.get(contact=ana).total_revenue == Decimal("120.5")
    assert StageChange.objects.get(deal=deal).reason == StageChange.Reason.BY_PERSON


def test_a_deals_stage_is_changed_with_its_history(api, make_contact):
    ana = make_contact()
    made = {"properties": {"dealname": "x", "amount": "10", "dealstage": "checkout_pending"}}
    deal_id = api.post(DEALS, {**made, "associations": to_contact(ana.pk)}, 201)["id"]

    status, body = api("patch", f"{DEALS}/{deal_id}", {"properties": {"dealstage": "shipped"}})

    assert (status, body["properties"]["dealstage"]) == (200, "shipped")
    history = StageChange.objects.filter(deal=deal_id).values_list("from_stage", "to_stage")
    assert list(history) == [(None, "checkout_pending"), ("checkout_pending", "shipped")]
    assert PurchaseSummary.objects.get(contact=ana).number_of_orders == 1


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"dealname": "x"}, "REQUIRED"),
        ({"dealstage": "nowhere"}, "INVALID_OPTION"),
        ({"amount": "1.23456"}, "INVALID_NUMBER"),
    ],
)
def test_a_deal_that_makes_no_sense_is_refused(api, properties, code):
    status, body = api("post", DEALS, {"properties": properties})

    assert (status, codes(body)) == (400, [code])


def test_before_a_store_is_connected_there_is_no_pipeline(api):
    Stage.objects.all().delete()
    Pipeline.objects.all().delete()

    status, body = api("post", DEALS, {"properties": {"dealstage": "processed"}})

    assert (status, codes(body)) == (400, ["INVALID_OPTION"])
    assert "made when a store is connected" in body["message"]


def test_a_deal_of_shopifys_is_changed_and_deleted_there(api, make_deal):
    deal = make_deal(ecomm_synced=True)

    status, body = api("patch", f"{DEALS}/{deal.pk}", {"properties": {"dealstage": "cancelled"}})
    assert (status, codes(body)) == (400, ["READ_ONLY_VALUE"])
    assert api("delete", f"{DEALS}/{deal.pk}")[0] == 400
    assert Deal.objects.live().exists()


def test_a_deal_of_ones_own_is_deleted(api, make_contact):
    ana = make_contact()
    body = {"properties": {"amount": "10", "dealstage": "processed"}, "associations": to_contact(ana.pk)}
    deal_id = api.post(DEALS, body, 201)["id"]

    assert api("delete", f"{DEALS}/{deal_id}")[0] == 204
    assert api("get", f"{DEALS}/{deal_id}")[0] == 404
    assert PurchaseSummary.objects.get(contact=ana).number_of_orders == 0


def test_a_line_is_filled_from_its_product(api, make_product, make_contact):
    stool, ana = make_product("Oak stool"), make_contact()
    deal = {"properties": {"dealstage": "processed", "amount": "99"}, "associations": to_contact(ana.pk)}
    deal_id = api.post(DEALS, deal, 201)["id"]

    line = {"properties": {"hs_product_id": str(stool.pk), "quantity": "2", "discount": "9.8"}}
    body = api.post(LINES, {**line, "associations": to_deal(deal_id)}, 201)

    told = api.get(f"{LINES}/{body['id']}")["properties"]
    assert (told["name"], told["price"], told["quantity"], told["amount"]) == ("Oak stool", "49.9", "2", "90")
    assert PurchaseSummary.objects.get(contact=ana).last_product == "Oak stool"

    api("patch", f"{LINES}/{body['id']}", {"properties": {"quantity": 3}})
    assert LineItem.objects.get(pk=body["id"]).total == Decimal("139.9")
    assert api("delete", f"{LINES}/{body['id']}")[0] == 204
    assert PurchaseSummary.objects.get(contact=ana).last_product == ""


def test_a_line_needs_a_deal_of_ones_own(api, make_deal, make_product):
    deal = make_deal(ecomm_synced=True, products=[make_product()])
    line = deal.line_items.get()

    status, body = api("post", LINES, {"properties": {"name": "x"}})
    assert (status, codes(body)) == (400, ["REQUIRED"])
    assert api("post", LINES, {"properties": {"name": "x"}, "associations": to_deal(deal.pk)})[0] == 400
    assert api("post", LINES, {"properties": {"name": "x"}, "associations": to_deal(999_999)})[0] == 404
    assert api("patch", f"{LINES}/{line.pk}", {"properties": {"quantity": "9"}})[0] == 400
    assert api("delete", f"{LINES}/{line.pk}")[0] == 400


def test_a_product_of_ones_own_is_made_changed_and_deleted(api):
    made = api.post(PRODUCTS, {"properties": {"name": "Gift wrap", "price": 3.5}}, 201)
    assert made["properties"]["price"] == "3.5"

    assert api("patch", f"{PRODUCTS}/{made['id']}", {"properties": {"price": "4"}})[0] == 200
    assert Product.objects.get().price == Decimal(4)
    assert api("delete", f"{PRODUCTS}/{made['id']}")[0] == 204
    assert not Product.objects.live().exists()
    assert api("post", PRODUCTS, {"properties": {"price": "4"}})[0] == 400


def test_a_product_of_shopifys_is_deleted_there(api, make_product):
    stool = make_product(shopify_updated_at=NOW)

    assert api("delete", f"{PRODUCTS}/{stool.pk}")[0] == 400
    assert api("patch", f"{PRODUCTS}/{stool.pk}", {"properties": {"name": "Other"}})[0] == 400


# --- batches ---


def test_a_batch_is_read_and_says_what_is_missing(api, make_contact):
    ana, ben = make_contact("Ana"), make_contact("Ben")
    inputs = [{"id": str(ana.pk)}, {"id": "999999"}, {"id": str(ben.pk)}, {"id": str(ana.pk)}]

    status, body = api("post", f"{CONTACTS}/batch/read", {"inputs": inputs, "properties": ["firstname"]})

    assert (status, body["status"], body["numErrors"]) == (207, "COMPLETE", 1)
    assert [one["properties"]["firstname"] for one in body["results"]] == ["Ana", "Ben"]
    assert body["errors"][0]["context"] == {"ids": ["999999"]}


def test_a_batch_is_read_by_address(api, make_contact):
    make_contact(email="ana@example.com")

    body = api.post(f"{CONTACTS}/batch/read", {"inputs": [{"id": "Ana@example.com"}], "idProperty": "email"})

    assert body["results"][0]["properties"]["email"] == "ana@example.com"


def test_a_batch_is_made_whole_or_not_at_all(api):
    good = [{"properties": {"email": f"a{n}@example.com"}} for n in range(3)]

    status, body = api("post", f"{CONTACTS}/batch/create", {"inputs": [*good, {"properties": {"email": "no"}}]})
    assert (status, body["context"]["index"]) == (400, ["3"])
    assert not Contact.objects.exists()

    made = api.post(f"{CONTACTS}/batch/create", {"inputs": good}, 201)
    assert [one["properties"]["email"] for one in made["results"]] == [f"a{n}@example.com" for n in range(3)]


def test_a_batch_is_changed_whole_or_not_at_all(api):
    made = api.post(f"{CONTACTS}/batch/create", {"inputs": [{"properties": {"firstname": n}} for n in "ab"]}, 201)
    changes = [{"id": one["id"], "properties": {"city": "Paris"}} for one in made["results"]]

    assert api("post", f"{CONTACTS}/batch/update", {"inputs": [*changes, {"id": "9999", "properties": {}}]})[0] == 404
    assert not Contact.objects.filter(city="Paris").exists()
    assert len(api.post(f"{CONTACTS}/batch/update", {"inputs": changes})["results"]) == 2
    assert Contact.objects.filter(city="Paris").count() == 2


def test_a_batch_is_upserted_by_address(api):
    api.post(CONTACTS, {"properties": {"email": "ana@example.com"}}, 201)
    inputs = [
        {"id": "Ana@example.com", "idProperty": "email", "properties": {"city": "Paris"}},
        {"id": "ben@example.com", "idProperty": "email", "properties": {"city": "Lyon"}},
    ]

    body = api.post(f"{CONTACTS}/batch/upsert", {"inputs": inputs})

    assert [one["new"] for one in body["results"]] == [False, True]
    assert set(Contact.objects.values_list("email", "city")) == {
        ("ana@example.com", "Paris"),
        ("ben@example.com", "Lyon"),
    }


def test_a_batch_is_deleted(api, make_contact):
    ids = [{"id": make_contact().pk}, {"id": make_contact().pk}, {"id": "99999"}]

    assert api("post", f"{CONTACTS}/batch/archive", {"inputs": ids}) == (204, None)
    assert not Contact.objects.live().exists()


def test_a_batch_has_a_hundred_at_most(api):
    inputs = [{"id": n} for n in range(101)]

    for verb in ("read", "archive"):
        assert api("post", f"{CONTACTS}/batch/{verb}", {"inputs": inputs})[0] == 400


@pytest.mark.parametrize("body", [[], "x", {"inputs": {}}, {"inputs": [1]}, {}, {"inputs": [{"id": [1]}]}])
def test_a_body_of_another_shape_is_refused(api, body):
    for verb in ("read", "create", "update", "upsert", "archive"):
        status, answer = api("post", f"{CONTACTS}/batch/{verb}", body)
        assert (status, answer["category"]) == (400, "VALIDATION_ERROR"), verb


def test_own_properties_are_written_and_told(api):
    api.post("/crm/v3/properties/contacts", {"name": "shoe_size", "label": "Shoe size", "type": "number"}, 201)

    made = api.post(CONTACTS, {"properties": {"firstname": "Ana", "shoe_size": "38.50"}}, 201)

    assert made["properties"]["shoe_size"] == "38.5"
    assert api("patch", f"{CONTACTS}/{made['id']}", {"properties": {"shoe_size": "big"}})[0] == 400
    assert api("patch", f"{CONTACTS}/{made['id']}", {"properties": {"shoe_size": ""}})[0] == 200
    assert Contact.objects.get().custom == {}


def test_moments_are_taken_in_all_of_hubspots_forms(api):
    wanted = datetime(2026, 11, 3, tzinfo=UTC)
    for text in (
        "2026-11-03",
        "2026-11-03T00:00:00Z",
        "2026-11-03T01:00:00+01:00",
        str(int(wanted.timestamp() * 1000)),
    ):
        body = {"properties": {"dealstage": "shipped", "closedate": text}}
        deal = Deal.objects.get(pk=api.post(DEALS, body, 201)["id"])
        assert deal.closed_at == wanted
    assert deal.shopify_created_at > wanted - timedelta(days=1)
