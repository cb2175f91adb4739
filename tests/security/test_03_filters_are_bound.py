"""Row 3: what a caller writes into filters, sorts, words and names of properties never becomes SQL."""

import json

import pytest

from crm.models import Contact
from tests.crm.api.conftest import Program, _pipeline, api, make_contact, token_with

__all__ = ["_pipeline", "api", "make_contact", "token_with"]

ATTACKS = [
    "' OR 1=1 --",
    "'; DROP TABLE crm_contact; --",
    '") OR 1=1 --',
    "email) FROM crm_contact; SELECT (1",
    "%(ids)s %s %%",
    "\\'; SELECT pg_sleep(5); --",
    "custom->>'x' = 'y' OR true",
    "{0}$1?",
]
SEARCH = "/crm/v3/objects/contacts/search"


@pytest.fixture(autouse=True)
def ana(make_contact):
    return make_contact("Ana")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("operator", ["EQ", "CONTAINS_TOKEN", "IN"])
def test_values_are_values(api: Program, attack, operator):
    given = {"values": [attack]} if operator == "IN" else {"value": attack}
    body = {"filterGroups": [{"filters": [{"propertyName": "firstname", "operator": operator, **given}]}]}

    status, answer = api("post", SEARCH, body)

    assert (status, answer["total"]) == (200, 0)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_and_names_are_no_sql(api: Program, attack):
    assert api.post(SEARCH, {"query": attack})["total"] == 0
    for body in (
        {"sorts": [attack]},
        {"filterGroups": [{"filters": [{"propertyName": attack, "operator": "HAS_PROPERTY"}]}]},
    ):
        assert api("post", SEARCH, body)[0] == 400
    assert api.get("/crm/v3/objects/contacts", properties=attack)["results"][0]["properties"].keys() == {
        "hs_object_id",
        "createdate",
        "lastmodifieddate",
    }
    named = {"name": attack, "label": attack, "type": "string"}
    assert api("post", "/crm/v3/properties/contacts", named)[0] == 400
    assert api("get", "/crm/v3/objects/contacts/1", idProperty=attack)[0] == 400
    assert Contact.objects.count() == 1


def test_an_own_propertys_values_are_values(api: Program):
    api.post("/crm/v3/properties/contacts", {"name": "own", "label": "Own", "type": "string"}, 201)
    for attack in ATTACKS:
        made = api.post("/crm/v3/objects/contacts", {"properties": {"firstname": "x", "own": attack}}, 201)
        body = {"filterGroups": [{"filters": [{"propertyName": "own", "operator": "EQ", "value": attack}]}]}
        assert [one["id"] for one in api.post(SEARCH, body)["results"]] == [made["id"]]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("operator", ["EQ", "CONTAINS", "STARTS_WITH", "IN_LAST_DAYS", "ON_DAY"])
def test_a_tables_address_is_no_sql(admin_client, attack, operator):
    filters = json.dumps([{"filters": [{"propertyName": "firstname", "operator": operator, "value": attack}]}])
    names = json.dumps([{"filters": [{"propertyName": attack, "operator": "HAS_PROPERTY"}]}])
    for asked in ({"filters": filters}, {"filters": names}, {"columns": attack}, {"sort": attack}, {"view": attack}):
        assert admin_client.get("/contacts/", asked).status_code == 200
    assert admin_client.get("/contacts/", {"filters": filters}).context["rows"] == []
    assert Contact.objects.count() == 1
