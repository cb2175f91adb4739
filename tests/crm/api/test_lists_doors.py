"""Lists by the API: made, read, searched, changed, deleted, brought back; who is in them (SPEC 7 and 12)."""

import pytest
from hubspot import HubSpot
from hubspot.crm import lists as client_lists

from accounts.models import Action, AuditEntry, Portal, Role, Tier, User
from crm.lists import running
from crm.models import ContactList, ObjectType, SavedView
from crm.recycle_bin import delete_contacts
from crm.stages import ensure_pipeline
from tests.crm.api.conftest import Program

LISTS = "/crm/v3/lists"


def asks(name, value):
    return {
        "filterType": "PROPERTY",
        "property": name,
        "operation": {"operationType": "STRING", "operator": "IS_EQUAL_TO", "value": value},
    }


def branch(*filters):
    group = {"filterBranchType": "AND", "filterBranches": [], "filters": list(filters)}
    return {"filterBranchType": "OR", "filterBranches": [group], "filters": []}


def new(name, kind="MANUAL", **more):
    return {"name": name, "objectTypeId": "0-1", "processingType": kind, **more}


@pytest.fixture
def make(api):
    def made(*args, **more):
        return api.post(LISTS, new(*args, **more))["list"]

    return made


def members(api, list_id, **query):
    return [one["recordId"] for one in api.get(f"{LISTS}/{list_id}/memberships", **query)["results"]]


def test_an_active_list_follows_its_filters(api, make, make_contact):
    ana = make_contact("Ana")
    make_contact("Ben")

    made = make("Anas", "DYNAMIC", filterBranch=branch(asks("firstname", "Ana")))
    running.run()
    read = api.get(f"{LISTS}/{made['listId']}", includeFilters="true")["list"]

    assert (made["processingStatus"], read["processingStatus"]) == ("PROCESSING", "COMPLETE")
    assert (read["name"], read["size"], read["objectTypeId"]) == ("Anas", 1, "0-1")
    [group] = read["filterBranch"]["filterBranches"]
    assert group["filters"][0]["operation"]["value"] == "Ana"
    assert members(api, made["listId"]) == [str(ana.pk)]
    assert "filterBranch" not in api.get(f"{LISTS}/{made['listId']}")["list"]


def test_lists_are_found_by_ids_name_and_words(api, make):
    one, other = make("Friends of Ana"), make("Friends of Ben", "SNAPSHOT")

    assert [it["listId"] for it in api.get(LISTS, listIds=[one["listId"], "7000"])["lists"]] == [one["listId"]]
    assert api.get(f"{LISTS}/object-type-id/0-1/name/friends of ben")["list"]["listId"] == other["listId"]
    found = api.post(f"{LISTS}/search", {"query": "friends", "count": 1, "sort": "-name"})
    assert (found["total"], found["offset"], found["hasMore"]) == (2, 1, True)
    assert (found["lists"][0]["name"], found["lists"][0]["additionalProperties"]) == (
        "Friends of Ben",
        {"hs_list_size": "0"},
    )
    assert api.post(f"{LISTS}/search", {"processingTypes": ["DYNAMIC"]})["lists"] == []


def test_a_list_is_renamed_asked_anew_deleted_and_restored(api, make, make_contact):
    ben = make_contact("Ben")
    list_id = make("Anas", "DYNAMIC", filterBranch=branch(asks("firstname", "Ana")))["listId"]

    renamed = api("put", f"{LISTS}/{list_id}/update-list-name?listName=Bens")
    changed = api("put", f"{LISTS}/{list_id}/update-list-filters", {"filterBranch": branch(asks("firstname", "Ben"))})
    running.run()

    assert (renamed[0], renamed[1]["updatedList"]["name"]) == (200, "Bens")
    assert (changed[0], changed[1]["updatedList"]["listVersion"]) == (200, 2)
    assert members(api, list_id) == [str(ben.pk)]
    assert api("delete", f"{LISTS}/{list_id}")[0] == 204
    assert api("get", f"{LISTS}/{list_id}")[0] == 404
    assert api("put", f"{LISTS}/{list_id}/restore")[0] == 204
    assert api.get(f"{LISTS}/{list_id}")["list"]["name"] == "Bens"
    noted = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    changes = [Action.LIST_MADE, Action.LIST_CHANGED, Action.LIST_CHANGED, Action.LIST_DELETED, Action.LIST_RESTORED]
    assert noted == changes


def test_members_are_put_in_and_taken_out(api, make, make_contact):
    ana, ben, cleo = (make_contact(name).pk for name in ("Ana", "Ben", "Cleo"))
    gone = make_contact("Dan")
    delete_contacts([gone.pk], None)
    list_id = make("Friends")["listId"]
    door = f"{LISTS}/{list_id}/memberships"

    status, added = api("put", f"{door}/add", [str(ana), ben, str(gone.pk), "999999"])

    assert status == 200
    assert added == {
        "recordsIdsAdded": [str(ana), str(ben)],
        "recordIdsRemoved": [],
        "recordIdsMissing": [str(gone.pk), "999999"],
    }
    moved = api("put", f"{door}/add-and-remove", {"recordIdsToAdd": [cleo], "recordIdsToRemove": [ana]})[1]
    assert (moved["recordsIdsAdded"], moved["recordIdsRemoved"]) == ([str(cleo)], [str(ana)])
    assert api("put", f"{door}/remove", [cleo, ana])[1]["recordIdsRemoved"] == [str(cleo)]
    assert members(api, list_id) == [str(ben)]
    other = make("More")["listId"]
    assert api("put", f"{LISTS}/{other}/memberships/add-from/{list_id}")[0] == 204
    assert members(api, other) == [str(ben)]
    assert api("delete", door)[0] == 204
    assert members(api, list_id) == []
    in_lists = api.get(f"{LISTS}/records/0-1/{ben}/memberships")
    assert [one["listId"] for one in in_lists["results"]] == [other]
    assert AuditEntry.objects.filter(action=Action.LIST_MEMBERS_CHANGED).count() == 5


def test_members_are_paged_by_id_and_by_joining(api, make, make_contact):
    ids = [str(make_contact().pk) for _ in range(5)]
    list_id = make("Friends")["listId"]
    for pk in reversed(ids):
        api("put", f"{LISTS}/{list_id}/memberships/add", [pk])

    for door, wanted in (("memberships", ids), ("memberships/join-order", ids[::-1])):
        seen, after = [], ""
        while True:
            page = api.get(f"{LISTS}/{list_id}/{door}", limit=2, **({"after": after} if after else {}))
            seen += [one["recordId"] for one in page["results"]]
            assert page["total"] == 5
            if "paging" not in page:
                break
            after = page["paging"]["next"]["after"]
        assert seen == wanted


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (new("X", objectTypeId="0-3"), "Lists are of contacts"),
        (new("X", "DYNAMIC"), "one filter at least"),
        (new("X", filterBranch=branch(asks("firstname", "Ana"))), "MANUAL"),
        (new("X", "DYNAMIC", filterBranch=branch(asks("nonsense", "Ana"))), "nonsense"),
        (new("X", listFolderId=5), "listFolderId"),
        (new("friends"), "of this name already"),
        (new("X", "OTHER"), "OTHER"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(api, make, body, words):
    make("Friends")

    status, answer = api("post", LISTS, body)

    assert (status, answer["category"]) == (400, "VALIDATION_ERROR")
    assert words in answer["message"]
    assert ContactList.objects.count() == 1


def test_line_items_take_the_basic_tier(api):
    lines = {
        **{"filterBranchType": "ASSOCIATION", "objectTypeId": "0-8", "operator": "IN_LIST"},
        **{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 19, "filters": [asks("name", "Lamp")]},
    }
    of_deal = {
        **{"filterBranchType": "ASSOCIATION", "objectTypeId": "0-3", "operator": "IN_LIST"},
        **{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 4, "filterBranches": [lines]},
    }
    root = branch()
    root["filterBranches"][0]["filterBranches"] = [of_deal]

    portal = Portal.current()
    portal.tier = Tier.FREE
    portal.save()
    refused = api("post", LISTS, new("Lamps", "DYNAMIC", filterBranch=root))
    portal.tier = Tier.BASIC
    portal.save()
    made = api.post(LISTS, new("Lamps", "DYNAMIC", filterBranch=root))["list"]

    assert (refused[0], refused[1]["errors"][0]["code"]) == (400, "TIER")
    assert "Basic" in refused[1]["message"]
    read = made["filterBranch"]["filterBranches"][0]["filterBranches"][0]
    assert read["filterBranches"][0]["filters"][0]["operation"]["value"] == "Lamp"


def test_active_lists_take_no_members_and_used_ones_stay(api, make, make_contact):
    ana = make_contact("Ana").pk
    active = make("Anas", "DYNAMIC", filterBranch=branch(asks("firstname", "Ana")))["listId"]
    within = {"objectType": "lists", "propertyName": "list_membership", "operator": "NOT_IN", "values": [active]}
    owner = User.objects.create_user("ben@example.com", None, role=Role.MARKETER)
    filters = [{"filters": [within]}]
    SavedView.objects.create(name="Others", object_type=ObjectType.CONTACT, owner=owner, filters=filters)

    status, answer = api("put", f"{LISTS}/{active}/memberships/add", [ana])
    used = api("delete", f"{LISTS}/{active}")

    assert (status, answer["subCategory"]) == (400, "ILS.INVALID_LIST_PROCESSING_TYPE")
    assert (used[0], used[1]["category"]) == (409, "CONFLICT")
    assert "Others" in used[1]["message"]


def test_a_list_can_be_about_another_one_but_not_about_itself(api, make):
    def about(list_id, operator):
        return branch({"filterType": "IN_LIST", "listId": list_id, "operator": operator})

    friends = make("Friends")["listId"]
    others = make("Others", "DYNAMIC", filterBranch=about(friends, "NOT_IN_LIST"))

    status, answer = api(
        "put",
        f"{LISTS}/{others['listId']}/update-list-filters",
        {"filterBranch": about(others["listId"], "IN_LIST")},
    )

    [group] = others["filterBranch"]["filterBranches"]
    assert group["filters"] == [{"filterType": "IN_LIST", "operator": "NOT_IN_LIST", "listId": friends}]
    assert (status, "itself" in answer["message"]) == (400, True)


def test_a_filter_of_a_property_that_is_gone_is_still_told(api, make):
    made = make("Anas", "DYNAMIC", filterBranch=branch(asks("firstname", "Ana")))
    gone = [
        {
            "filters": [
                {"propertyName": "gone", "operator": "CONTAINS", "value": "x"},
                {"propertyName": "gone", "operator": "ON_DAY", "value": "2024-03-11"},
            ]
        }
    ]
    ContactList.objects.filter(pk=made["listId"]).update(filters=gone)

    read = api.get(f"{LISTS}/{made['listId']}", includeFilters="true")["list"]["filterBranch"]

    types = [one["operation"]["operationType"] for one in read["filterBranches"][0]["filters"]]
    assert types == ["STRING", "TIME_RANGED"]


def test_reading_and_writing_take_their_scopes(api, make, token_with):
    list_id = make("Friends")["listId"]
    reader, writer = Program(token_with("crm.lists.read")), Program(token_with("crm.lists.write"))
    reading = [
        ("get", f"{LISTS}/{list_id}", None),
        ("get", LISTS, None),
        ("post", f"{LISTS}/search", {}),
        ("get", f"{LISTS}/{list_id}/memberships", None),
        ("get", f"{LISTS}/{list_id}/memberships/join-order", None),
    ]
    writing = [
        ("post", LISTS, new("X")),
        ("put", f"{LISTS}/{list_id}/update-list-name?listName=Y", None),
        ("put", f"{LISTS}/{list_id}/memberships/add", []),
        ("delete", f"{LISTS}/{list_id}/memberships", None),
        ("delete", f"{LISTS}/{list_id}", None),
    ]

    assert {reader(*call)[0] for call in reading} == {200}
    assert {writer(*call)[0] for call in reading} == {reader(*call)[0] for call in writing} == {403}
    assert [writer(*call)[0] for call in writing] == [200, 200, 200, 204, 204]


def test_hubspots_own_client_walks_through_a_list(live_server, token_with, make_contact):
    ensure_pipeline()
    ana, ben = (str(make_contact(name).pk) for name in ("Ana", "Ben"))
    client = HubSpot(access_token=token_with(), host=live_server.url)
    api, members_api = client.crm.lists.lists_api, client.crm.lists.memberships_api
    made = api.create(client_lists.ListCreateRequest(name="Friends", object_type_id="0-1", processing_type="MANUAL"))
    list_id = made.list.list_id

    added = members_api.add(list_id, [ana, ben])
    page = members_api.get_page(list_id, limit=1)

    assert added.records_ids_added == [ana, ben]
    assert (page.results[0].record_id, page.paging.next.after, page.total) == (ana, ana, 2)
    assert members_api.get_lists("0-1", ana).results[0].list_id == list_id
    assert api.update_name(list_id, list_name="Good friends").updated_list.name == "Good friends"
    assert api.get_by_name("Good friends", "0-1").list.list_id == list_id
    assert [one.list_id for one in api.get_all(list_ids=[list_id]).lists] == [list_id]
    found = api.do_search(client_lists.ListSearchRequest(query="good", offset=0, additional_properties=[]))
    assert found.lists[0].additional_properties == {"hs_list_size": "2"}
    members_api.remove_all(list_id)
    api.remove(list_id)
    api.restore(list_id)
    assert api.get_by_id(list_id).list.size == 0
