"""What belongs to what, by the API (HubSpot's associations v4)."""

import pytest

from crm.models import Deal, PurchaseSummary
from tests.crm.api.test_objects import to_contact

V4 = "/crm/v4"


@pytest.fixture
def own_deal(api):
    """A deal that Shopify does not know, of a contact or nobody; its id."""

    def make(contact=None):
        links = {"associations": to_contact(contact.pk)} if contact else {}
        body = {"properties": {"dealstage": "processed", "amount": "10"}, **links}
        return api.post("/crm/v3/objects/deals", body, 201)["id"]

    return make


def test_all_that_belongs_to_a_record_page_by_page(api, make_contact, make_deal):
    ana = make_contact()
    deals = [make_deal(contact=ana).pk for _ in range(3)]

    first = api.get(f"{V4}/objects/contacts/{ana.pk}/associations/deals", limit=2)
    second = api.get(f"{V4}/objects/contacts/{ana.pk}/associations/deals", after=first["paging"]["next"]["after"])

    assert [one["toObjectId"] for one in first["results"] + second["results"]] == deals
    assert first["results"][0]["associationTypes"] == [{"category": "HUBSPOT_DEFINED", "typeId": 4, "label": None}]
    assert "paging" not in second


def test_every_pair_of_kinds(api, make_contact, make_deal, make_product):
    ana, stool, table = make_contact(), make_product("Stool"), make_product("Table")
    deal = make_deal(contact=ana, products=[stool, table, stool])
    lines = list(deal.line_items.order_by("pk").values_list("pk", flat=True))
    expected = {
        ("deals", deal.pk, "contacts"): [ana.pk],
        ("contacts", ana.pk, "deals"): [deal.pk],
        ("deals", deal.pk, "line_items"): lines,
        ("line_items", lines[0], "deals"): [deal.pk],
        ("deals", deal.pk, "products"): [stool.pk, table.pk],
        ("products", stool.pk, "deals"): [deal.pk],
        ("line_items", lines[1], "products"): [table.pk],
        ("products", stool.pk, "line_items"): [lines[0], lines[2]],
    }
    for (kind, pk, other), ids in expected.items():
        body = api.get(f"{V4}/objects/{kind}/{pk}/associations/{other}")
        assert [one["toObjectId"] for one in body["results"]] == ids, (kind, other)


def test_a_batch_says_which_records_have_none(api, make_contact, make_deal):
    ana, ben = make_contact(), make_contact()
    deal = make_deal(contact=ana)

    status, body = api(
        "post", f"{V4}/associations/contacts/deals/batch/read", {"inputs": [{"id": str(ana.pk)}, {"id": str(ben.pk)}]}
    )

    assert (status, body["errors"][0]["context"]["ids"]) == (207, [str(ben.pk)])
    assert body["results"] == [
        {
            "from": {"id": str(ana.pk)},
            "to": [
                {
                    "toObjectId": deal.pk,
                    "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 4, "label": None}],
                }
            ],
        }
    ]


def test_a_deal_changes_its_contact_and_purchases_follow(api, make_contact, own_deal):
    ana, ben = make_contact(), make_contact()
    deal = own_deal(ana)

    status, body = api("put", f"{V4}/objects/deals/{deal}/associations/default/contacts/{ben.pk}")

    assert (status, body["results"][0]["associationSpec"]["associationTypeId"]) == (200, 3)
    assert PurchaseSummary.objects.get(contact=ben).number_of_orders == 1
    assert PurchaseSummary.objects.get(contact=ana).number_of_orders == 0
    assert api("delete", f"{V4}/objects/contacts/{ben.pk}/associations/deals/{deal}")[0] == 204
    assert Deal.objects.get(pk=deal).contact is None
    assert PurchaseSummary.objects.get(contact=ben).number_of_orders == 0


def test_pairs_are_set_and_taken_apart_whole_or_not_at_all(api, make_contact, own_deal):
    ana, deal = make_contact(), own_deal()
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 4}]
    good = {"from": {"id": str(ana.pk)}, "to": {"id": deal}, "types": types}
    path = f"{V4}/associations/contacts/deals/batch"

    assert api("post", f"{path}/create", {"inputs": [good, {**good, "to": {"id": "99999"}}]})[0] == 404
    assert Deal.objects.get().contact is None
    assert api("post", f"{path}/create", {"inputs": [good]})[0] == 201
    assert Deal.objects.get().contact == ana
    apart = {"inputs": [{"from": {"id": ana.pk}, "to": [{"id": deal}]}]}
    assert api("post", f"{path}/archive", apart)[0] == 204
    assert Deal.objects.get().contact is None
    assert api("post", f"{path}/associate/default", {"inputs": [good]})[0] == 200
    assert Deal.objects.get().contact == ana


def test_a_line_moves_to_another_deal(api, own_deal):
    first, second = own_deal(), own_deal()
    to = [{"to": {"id": first}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 20}]}]
    line = api.post("/crm/v3/objects/line_items", {"properties": {"name": "x"}, "associations": to}, 201)["id"]

    body = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 19}]
    assert api("put", f"{V4}/objects/deals/{second}/associations/line_items/{line}", body)[0] == 201
    assert Deal.objects.get(pk=second).line_items.count() == 1
    assert api("delete", f"{V4}/objects/deals/{second}/associations/line_items/{line}")[0] == 400


def test_whose_an_order_of_shopifys_is_stays_shopifys_to_say(api, make_contact, make_deal):
    deal, ben = make_deal(contact=make_contact()), make_contact()

    status, body = api("put", f"{V4}/objects/deals/{deal.pk}/associations/default/contacts/{ben.pk}")

    assert (status, body["errors"][0]["code"]) == (400, "READ_ONLY_OBJECT")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "objects/contacts/999999/associations/deals", 404),
        ("get", "objects/contacts/x/associations/deals", 404),
        ("get", "associations/contacts/products/labels", 400),
        ("get", "associations/contacts/companies/labels", 400),
        ("put", "objects/deals/999999/associations/default/contacts/1", 404),
        ("put", "objects/deals/x/associations/default/contacts/1", 404),
        ("put", "objects/line_items/1/associations/default/products/1", 400),
        ("delete", "objects/contacts/999/associations/deals/999", 404),
    ],
)
def test_what_makes_no_sense_is_refused(api, method, path, status):
    assert api(method, f"{V4}/{path}")[0] == status


def test_the_type_of_a_pair(api):
    body = api.get(f"{V4}/associations/deals/contacts/labels")

    assert body["results"] == [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}]
