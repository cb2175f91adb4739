"""Properties, pipelines and owners by the API."""

import pytest

from accounts.models import User
from crm.models import Contact, CustomProperty
from crm.properties import FIXED_PROPERTIES, RECORD_PROPERTIES
from crm.stages import PIPELINE_ID

CONTACTS, DEALS = "/crm/v3/properties/contacts", "/crm/v3/properties/deals"


@pytest.mark.parametrize("object_type", list(FIXED_PROPERTIES))
def test_every_property_of_the_catalogue_is_told(api, object_type):
    told = api.get(f"/crm/v3/properties/{object_type}")["results"]

    expected = {one.api_name for one in (*FIXED_PROPERTIES[object_type], *RECORD_PROPERTIES[object_type])}
    assert {one["name"] for one in told} == expected
    assert len(told) == len(expected)


def test_a_property_says_what_may_be_written(api):
    stage, revenue = api.get(f"{DEALS}/dealstage"), api.get(f"{CONTACTS}/total_revenue")

    assert (stage["type"], stage["fieldType"], stage["options"][3]["value"]) == ("enumeration", "select", "processed")
    assert (revenue["type"], revenue["modificationMetadata"]["readOnlyValue"]) == ("number", True)


def test_a_property_of_ones_own_from_making_to_archiving(api):
    body = {
        "name": "colour",
        "label": "Favourite colour",
        "type": "enumeration",
        "fieldType": "select",
        "groupName": "taste",
        "options": [{"label": "Red", "value": "r"}, {"label": "Blue", "value": "b"}],
        "hidden": None,
    }
    made = api.post(CONTACTS, body, 201)
    assert (made["label"], made["hubspotDefined"], made["options"][0]["label"]) == ("Favourite colour", False, "Red")

    contact = api.post("/crm/v3/objects/contacts", {"properties": {"firstname": "Ana", "colour": "r"}}, 201)
    assert api("post", "/crm/v3/objects/contacts", {"properties": {"colour": "green"}})[0] == 400
    assert "taste" in [group["name"] for group in api.get(f"{CONTACTS}/groups")["results"]]

    status, changed = api("patch", f"{CONTACTS}/colour", {"label": "Colour", "description": "Asked at the till"})
    assert (status, changed["label"], changed["description"]) == (200, "Colour", "Asked at the till")
    assert len(changed["options"]) == 2

    assert api("delete", f"{CONTACTS}/colour")[0] == 204
    assert api("get", f"{CONTACTS}/colour")[0] == 404
    assert Contact.objects.get(pk=contact["id"]).custom == {"colour": "r"}


def test_properties_in_batches(api):
    inputs = [{"name": f"own_{n}", "label": f"Own {n}", "type": "string"} for n in range(3)]

    assert api("post", f"{CONTACTS}/batch/create", {"inputs": [*inputs, inputs[0]]})[0] == 409
    assert not CustomProperty.objects.exists()
    assert len(api.post(f"{CONTACTS}/batch/create", {"inputs": inputs}, 201)["results"]) == 3
    status, body = api("post", f"{CONTACTS}/batch/read", {"inputs": [{"name": "own_1"}, {"name": "nonsense"}]})
    assert (status, [one["name"] for one in body["results"]]) == (207, ["own_1"])
    assert api("post", f"{CONTACTS}/batch/archive", {"inputs": [{"name": "email"}]})[0] == 400
    assert api("post", f"{CONTACTS}/batch/archive", {"inputs": [{"name": "own_1"}, {"name": "own_9"}]})[0] == 204
    assert CustomProperty.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "email", "label": "x", "type": "string"}, 409),
        ({"name": "Bad Name", "label": "x", "type": "string"}, 400),
        ({"name": "own", "label": "x", "type": "magic"}, 400),
        ({"name": "own", "label": "x", "type": "enumeration"}, 400),
        ({"name": "own", "type": "enumeration", "options": [{"value": "a", "label": "A"}] * 2}, 400),
        ({}, 400),
    ],
)
def test_a_property_that_makes_no_sense_is_refused(api, body, status):
    assert api("post", CONTACTS, body)[0] == status
    assert not CustomProperty.objects.exists()


def test_hubsyncs_own_properties_stay(api):
    assert api("patch", f"{CONTACTS}/email", {"label": "Mail"})[0] == 400
    assert api("delete", f"{CONTACTS}/email")[0] == 400
    assert api("delete", f"{CONTACTS}/nonsense")[0] == 404
    assert api("post", "/crm/v3/properties/line_items", {"name": "x", "label": "x", "type": "string"})[0] == 400


def test_the_pipeline_with_its_stages(api):
    (pipeline,) = api.get("/crm/v3/pipelines/deals")["results"]

    assert pipeline["id"] == PIPELINE_ID
    assert [stage["id"] for stage in pipeline["stages"]] == [
        *("checkout_abandoned", "checkout_pending", "checkout_completed", "processed", "shipped", "cancelled")
    ]
    assert pipeline["stages"][3]["metadata"] == {"isClosed": "true", "probability": "1"}
    assert api.get("/crm/v3/pipelines/contacts")["results"] == []
    assert len(api.get(f"/crm/v3/pipelines/deals/{PIPELINE_ID}/stages")["results"]) == 6


def test_words_of_the_pipeline_can_be_changed_and_nothing_else(api):
    path = f"/crm/v3/pipelines/deals/{PIPELINE_ID}"

    assert api("patch", path, {"label": "Shop"})[1]["label"] == "Shop"
    assert api("patch", f"{path}/stages/processed", {"label": "Paid"})[1]["label"] == "Paid"
    assert api.get(f"{path}/stages/processed")["label"] == "Paid"
    assert api("post", "/crm/v3/pipelines/deals", {"label": "Another"})[0] == 405
    assert api("delete", f"{path}/stages/processed")[0] == 405
    assert api("get", f"{path}/stages/nowhere")[0] == 404
    assert api("get", "/crm/v3/pipelines/deals/nowhere")[0] == 404


def test_owners_are_the_people_who_log_in(api):
    ana = User.objects.create_user("ana@example.com", None, name="Ana Silva Lopes")
    User.objects.create_user("gone@example.com", None, is_active=False)

    assert [one["email"] for one in api.get("/crm/v3/owners/")["results"]] == ["ana@example.com"]
    assert [one["email"] for one in api.get("/crm/v3/owners/", archived="true")["results"]] == ["gone@example.com"]
    assert api.get("/crm/v3/owners/", email="ANA@example.com")["results"][0]["id"] == str(ana.pk)
    one = api.get(f"/crm/v3/owners/{ana.pk}")
    assert (one["firstName"], one["lastName"]) == ("Ana", "Silva Lopes")
    assert api("get", "/crm/v3/owners/99999999999999999999")[0] == 404
