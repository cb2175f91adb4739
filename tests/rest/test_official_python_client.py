"""HubSpot's own client for Python against the running server, pointed at it by its host alone (SPEC 12)."""

from datetime import timedelta
from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm import contacts, deals, line_items, pipelines, products, properties
from hubspot.crm.associations import v4 as associations_v4

from accounts.api_tokens import create_token
from accounts.scopes import SCOPES
from crm.models import Contact, Deal, Product
from crm.stages import PIPELINE_ID, ensure_pipeline
from tests.crm.pages.conftest import NOW, make_contact, make_deal, make_product

__all__ = ["make_contact", "make_deal", "make_product"]


@pytest.fixture
def hubspot(live_server: Any) -> HubSpot:
    ensure_pipeline()
    return HubSpot(access_token=create_token("Test", SCOPES, None)[1], host=live_server.url)


def to(record_id: str, type_id: int) -> list[dict[str, Any]]:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
    return [{"to": {"id": record_id}, "types": types}]


def test_everything_is_paged_through(hubspot, make_contact):
    made = [make_contact(revenue=number).pk for number in range(1, 106)]

    found = hubspot.crm.contacts.get_all(properties=["email", "total_revenue"])

    assert [int(one.id) for one in found] == made
    assert found[4].properties["total_revenue"] == "5"
    assert found[0].created_at == NOW + timedelta(minutes=1)


def test_a_contact_from_making_to_archiving(hubspot):
    api = hubspot.crm.contacts.basic_api
    made = api.create(
        contacts.SimplePublicObjectInputForCreate(
            properties={"email": "ana@example.com", "firstname": "Ana"}, associations=[]
        )
    )
    api.update(made.id, contacts.SimplePublicObjectInput(properties={"city": "Lisbon"}))
    read = api.get_by_id("ana@example.com", id_property="email", properties=["city"], properties_with_history=["city"])

    assert (read.id, read.properties["city"], read.archived) == (made.id, "Lisbon", False)
    assert read.properties_with_history["city"][0].source_type == "INTEGRATION"
    api.archive(made.id)
    assert api.get_page(archived=True).results[0].id == made.id


def test_what_goes_wrong_is_an_exception_with_hubspots_body(hubspot, make_contact):
    ana = make_contact(email="ana@example.com")
    api = hubspot.crm.contacts.basic_api

    with pytest.raises(contacts.ApiException) as conflict:
        api.create(contacts.SimplePublicObjectInputForCreate(properties={"email": ana.email}, associations=[]))
    with pytest.raises(contacts.ApiException) as missing:
        api.get_by_id("999999")
    with pytest.raises(contacts.ApiException) as locked:
        api.update(str(ana.pk), contacts.SimplePublicObjectInput(properties={"firstname": "X"}))

    assert (conflict.value.status, missing.value.status, locked.value.status) == (409, 404, 400)
    assert f"Existing ID: {ana.pk}" in conflict.value.body
    assert "Shopify owns this property" in locked.value.body


def test_a_token_that_is_none_is_a_401(live_server):
    with pytest.raises(contacts.ApiException) as refused:
        HubSpot(access_token="pat-nonsense", host=live_server.url).crm.contacts.basic_api.get_page()

    assert refused.value.status == 401


def test_searching_by_filters_words_and_order(hubspot, make_contact):
    for name, revenue in (("Ana", 100), ("Ben", 900), ("Cleo", 500)):
        make_contact(name, revenue=revenue)
    rich = contacts.Filter(property_name="total_revenue", operator="GTE", value="500")
    search = contacts.PublicObjectSearchRequest(
        filter_groups=[contacts.FilterGroup(filters=[rich])],
        sorts=[{"propertyName": "total_revenue", "direction": "DESCENDING"}],
        properties=["firstname"],
        limit=1,
    )

    first = hubspot.crm.contacts.search_api.do_search(search)
    search.after = first.paging.next.after
    second = hubspot.crm.contacts.search_api.do_search(search)

    assert first.total == 2
    assert [one.properties["firstname"] for one in first.results + second.results] == ["Ben", "Cleo"]
    assert second.paging is None


def test_a_batch_is_upserted_read_and_archived(hubspot):
    api = hubspot.crm.contacts.batch_api
    inputs = [
        contacts.SimplePublicObjectBatchInputUpsert(
            id=f"a{number}@example.com", id_property="email", properties={"city": "Paris"}
        )
        for number in range(3)
    ]
    first = api.upsert(contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs))
    second = api.upsert(contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs))

    assert [one.new for one in first.results] == [True] * 3
    assert [one.new for one in second.results] == [False] * 3
    ids = [contacts.SimplePublicObjectId(id=one.id) for one in first.results]
    read = api.read(
        contacts.BatchReadInputSimplePublicObjectId(
            inputs=[*ids, contacts.SimplePublicObjectId(id="999999")], properties=["city"], properties_with_history=[]
        )
    )
    assert (read.status, len(read.results), read.num_errors) == ("COMPLETE", 3, 1)
    api.archive(contacts.BatchInputSimplePublicObjectId(inputs=ids))
    assert not Contact.objects.live().exists()


def test_contacts_are_merged(hubspot, make_contact, make_deal):
    ana, ann = make_contact(), make_contact()
    make_deal(contact=ann)

    merged = contacts.PublicMergeInput(primary_object_id=str(ana.pk), object_id_to_merge=str(ann.pk))
    assert hubspot.crm.contacts.basic_api.merge(merged).id == str(ana.pk)
    assert Deal.objects.get().contact == ana


def test_an_order_of_ones_own_with_its_lines_and_associations(hubspot, make_contact):
    ana = make_contact()
    product = hubspot.crm.products.basic_api.create(
        products.SimplePublicObjectInputForCreate(properties={"name": "Oak stool", "price": "49.9"}, associations=[])
    )
    deal = hubspot.crm.deals.basic_api.create(
        deals.SimplePublicObjectInputForCreate(
            properties={"dealname": "By phone", "dealstage": "processed", "amount": "99.8"},
            associations=to(str(ana.pk), 3),
        )
    )
    line = hubspot.crm.line_items.basic_api.create(
        line_items.SimplePublicObjectInputForCreate(
            properties={"hs_product_id": product.id, "quantity": "2"}, associations=to(deal.id, 20)
        )
    )

    assert hubspot.crm.line_items.basic_api.get_by_id(line.id).properties["amount"] == "99.8"
    told = hubspot.crm.deals.basic_api.get_by_id(deal.id, associations=["contacts", "line_items"])
    assert told.associations["contacts"].results[0].id == str(ana.pk)
    assert told.associations["line items"].results[0].id == line.id
    assert Product.objects.get().title == "Oak stool"

    basic = hubspot.crm.associations.v4.basic_api
    (of_deal,) = basic.get_page("deals", deal.id, "contacts").results
    assert (str(of_deal.to_object_id), of_deal.association_types[0].type_id) == (str(ana.pk), 3)
    batch = hubspot.crm.associations.v4.batch_api.get_page(
        "contacts",
        "deals",
        associations_v4.BatchInputPublicFetchAssociationsBatchRequest(inputs=[{"id": str(ana.pk)}]),
    )
    assert str(batch.results[0].to[0].to_object_id) == deal.id
    basic.archive("deals", deal.id, "contacts", str(ana.pk))
    assert Deal.objects.get().contact is None
    basic.create_default("deals", deal.id, "contacts", str(ana.pk))
    assert Deal.objects.get().contact == ana


def test_pipelines_with_their_stages(hubspot):
    (pipeline,) = hubspot.crm.pipelines.pipelines_api.get_all("deals").results

    assert (pipeline.id, len(pipeline.stages)) == (PIPELINE_ID, 6)
    stages = hubspot.crm.pipelines.pipeline_stages_api.get_all("deals", pipeline.id).results
    assert [stage.metadata["isClosed"] for stage in stages] == ["false", "false", "false", "true", "true", "true"]
    changed = hubspot.crm.pipelines.pipelines_api.update(
        "deals", pipeline.id, pipelines.PipelinePatchInput(label="Shop")
    )
    assert changed.label == "Shop"


def test_properties_and_one_of_ones_own(hubspot):
    api = hubspot.crm.properties.core_api
    names = {one.name for one in api.get_all("contacts").results}
    assert {"email", "total_revenue", "ip__shopify__tags"} <= names

    api.create(
        "contacts",
        properties.PropertyCreate(
            name="shoe_size", label="Shoe size", type="number", field_type="number", group_name="taste"
        ),
    )
    contact = hubspot.crm.contacts.basic_api.create(
        contacts.SimplePublicObjectInputForCreate(properties={"firstname": "Ana", "shoe_size": "38"}, associations=[])
    )
    assert contact.properties["shoe_size"] == "38"
    assert api.get_by_name("contacts", "shoe_size").label == "Shoe size"
    api.archive("contacts", "shoe_size")
    with pytest.raises(properties.ApiException):
        api.get_by_name("contacts", "shoe_size")


def test_owners(hubspot, admin_user):
    assert hubspot.crm.owners.owners_api.get_page().results[0].email == admin_user.email
