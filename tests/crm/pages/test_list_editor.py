"""The editor of lists over HTTP: made, changed, refused in words; nothing typed is lost."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Action, AuditEntry, Portal, Role, Tier, User
from crm.lists import running
from crm.lists.editing import Wanted, create
from crm.models import ContactList, CustomProperty, ListMembership, ObjectType, ProcessingType, Stage
from crm.stages import StageId

NEW = "/lists/new/"
CITY = ("city", "EQ", "Lyon")


def form(*groups, do="save", name="Mine", kind="DYNAMIC", folder="", lacks=(), **more):
    """What the editor sends: each group a list of (property, operator, value …)."""
    fields = {"do": do, "name": name, "processing_type": kind, "folder": folder, "asker": "a"}
    for g, rows in enumerate(groups):
        for f, (key, operator, *values) in enumerate(rows):
            fields |= {f"p.{g}.{f}": key, f"o.{g}.{f}": operator, f"v.{g}.{f}": values}
    return fields | {f"l.{g}": codes for g, codes in enumerate(lacks)} | more


def edit(contact_list):
    return reverse("list-edit", args=[contact_list.pk])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def made(db):
    filters = [{"filters": [{"propertyName": "city", "operator": "EQ", "value": "Lyon"}]}]
    return create(Wanted("Lyon", filters=filters, folder="Cities"), None)


@pytest.fixture
def on_free(db):
    Portal.objects.update_or_create(id=1, defaults={"tier": Tier.FREE})


# --- Making -------------------------------------------------------------------------------------------------------
def test_a_list_is_made_and_has_those_whom_the_preview_found(marketer, make_contact):
    ana = make_contact("Ana", city="Lyon")
    make_contact("Ben", city="Lagos")
    asked = marketer.post("/lists/preview/", form([CITY], do=""))

    answer = marketer.post(NEW, form([CITY], name="  In   Lyon ", folder="Cities"))
    running.run()

    kept = ContactList.objects.get()
    assert answer["Location"] == kept.get_absolute_url()
    assert (kept.name, kept.folder, kept.processing_type) == ("In Lyon", "Cities", ProcessingType.DYNAMIC)
    assert list(ListMembership.objects.current().values_list("contact_id", flat=True)) == [ana.pk]
    assert asked.context["shown"].found.number == 1
    entry = AuditEntry.objects.get(action=Action.LIST_MADE)
    assert (entry.target_id, entry.details) == (kept.pk, {"type": "DYNAMIC"})


def test_a_static_list_with_filters_is_a_snapshot_and_without_them_by_hand(marketer, make_contact):
    marketer.post(NEW, form([CITY], name="Now", kind="SNAPSHOT"))
    marketer.post(NEW, form(name="Later", kind="SNAPSHOT"))

    kinds = dict(ContactList.objects.values_list("name", "processing_type"))
    assert kinds == {"Now": ProcessingType.SNAPSHOT, "Later": ProcessingType.MANUAL}


def test_groups_are_ways_in_and_what_there_may_not_be_is_kept(marketer):
    deal = ("deals.dealstage", "IN", "shipped", "processed")
    marketer.post(NEW, form([deal, ("line_items.name", "CONTAINS", "chair")], [CITY], lacks=[["deals"], []]))

    first, second = ContactList.objects.get().filters
    assert [one["objectType"] for one in first["filters"]] == ["deals", "line_items"]
    assert first["lacks"] == ["deals"]
    assert second["filters"][0]["value"] == "Lyon"


def test_those_without_any_deal_are_asked_for_from_the_start(marketer, make_contact, make_deal):
    make_deal(contact=make_contact("Ana"))
    ben = make_contact("Ben")
    page = marketer.post(NEW, form(do="lack.0.deals"))
    assert 'name="l.0" value="deals" checked' in text(page)

    marketer.post(NEW, form([("", "")], lacks=[["deals"]]))
    running.run()

    assert list(ListMembership.objects.current().values_list("contact_id", flat=True)) == [ben.pk]


@pytest.mark.parametrize(
    "value", ["Côte d'Or", '"quoted" 100 %', "100%_\\", "🧡 Ana", "<b>x</b>", "%s %(a)s {x}", "'; --"]
)
def test_signs_in_values_are_what_they_are(marketer, make_contact, value):
    ana = make_contact("Ana", city=value)
    make_contact("Ben", city="Lyon")
    shown = marketer.post("/lists/preview/", form([("city", "CONTAINS", value)], do="")).context["shown"]

    marketer.post(NEW, form([("city", "EQ", value)], name=value, folder=value))
    running.run()

    assert shown.found.sample == [ana]
    assert list(ListMembership.objects.current().values_list("contact_id", flat=True)) == [ana.pk]
    assert ContactList.objects.get().name == value
    page = marketer.get(edit(ContactList.objects.get()))
    assert page.context["draft"].groups[0].rows[0].texts == [value]
    assert "<b>x</b></b>" not in text(page)


def test_a_starter_opens_with_its_filters_and_name(marketer):
    page = marketer.get(NEW, {"starter": "repeat-buyers"})

    assert page.context["form"]["name"].value() == "Repeat buyers"
    row = page.context["draft"].groups[0].rows[0]
    assert (row.about.label, row.operator, row.texts) == ("Number of orders", "GTE", ["2"])
    assert marketer.get(NEW, {"starter": "nonsense"}).context["draft"].is_empty


# --- Refusals -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (form([CITY], name=" "), "Give the list a name."),
        (form([CITY], name="x" * 201), "at most 200 characters"),
        (form([CITY], name="LYON"), "There is a list of this name already."),
        (form([CITY], name="nul\x00"), "Null characters are not allowed."),
        (form([CITY], folder="x" * 101), "at most 100 characters"),
        (form([CITY], kind="MANY"), "Choose a type."),
        (form(), "An active list takes one filter at least."),
        (form([("city", "EQ", "")]), "Write a value."),
        (form([("total_revenue", "GT", "much")]), "This is no number."),
        (form([("createdate", "ON_DAY", "")]), "Choose a day."),
        (form([("createdate", "ON_DAY", "2026-02-31")]), "Write a day as"),
        (form([("deals.dealstage", "IN")]), "Choose one at least."),
        (form([("deals.dealstage", "IN", "gone")]), "Choose one at least."),
        (form([("ip__shopify__tags", "IN", "\n")]), "Write one value at least."),
        (form([CITY, ("", "")]), "Choose a property, or remove this filter."),
        (form([("size", "EQ", "3")]), "Property “size” does not exist any more."),
        (form([CITY], lacks=[["line_items"]]), "A group can lack deals only"),
        (form([("city", "IN", "\n".join(map(str, range(101))))]), "Values are at most 100 texts."),
    ],
)
def test_what_cannot_be_saved_is_told_and_nothing_is_lost(marketer, made, sent, said):
    kept = form([*[("email", "CONTAINS", "kept@")]])
    sent = {**sent, "p.7.0": kept["p.0.0"], "o.7.0": "CONTAINS", "v.7.0": "kept@"} if "p.0.0" in sent else sent

    answer = marketer.post(NEW, sent)

    assert answer.status_code == 200
    assert said in text(answer).replace("&quot;", '"')
    assert ContactList.objects.count() == 1
    assert not AuditEntry.objects.filter(action=Action.LIST_MADE).exists()
    if "p.7.0" in sent:
        assert 'value="kept@"' in text(answer)
    assert answer.context["form"]["name"].value() == sent["name"]


def test_a_range_without_its_end_is_not_finished(marketer):
    answer = marketer.post(NEW, form([("total_revenue", "BETWEEN", "5")]))

    assert "Write a value." in text(answer)
    assert 'aria-invalid="true"' in text(answer)


def test_a_list_about_itself_is_refused(marketer, made):
    about = ("lists.list_membership", "IN", str(made.pk))
    marketer.post(NEW, form([about], name="Second"))
    second = ContactList.objects.get(name="Second")

    answer = marketer.post(edit(made), form([("lists.list_membership", "NOT_IN", str(second.pk))], name="Lyon"))

    assert "This list would be about itself" in text(answer)
    made.refresh_from_db()
    assert made.version == 1


def test_no_more_than_250_filters(marketer):
    rows = [("city", "EQ", f"City {number}") for number in range(250)]

    added = marketer.post(NEW, form(rows, do="filter.0."))
    saved = marketer.post(NEW, form(rows))

    assert "A list has at most 250 filters." in text(added)
    assert len(added.context["draft"].rows) == 250
    assert saved.status_code == 302
    assert len(ContactList.objects.get().filters[0]["filters"]) == 250


def test_filters_by_line_item_take_the_basic_tier(marketer, on_free, admin_client):
    asked = form([("line_items.name", "CONTAINS", "chair")])

    refused = text(marketer.post(NEW, asked))
    shown = marketer.post("/lists/preview/", {**asked, "do": ""})
    for_admins = text(admin_client.post(NEW, asked))

    assert "Segments by line item take the Basic tier or higher. This portal is on Free." in refused
    assert "An administrator can change it" in refused
    assert reverse("settings-portal") in for_admins
    assert shown.context["shown"].state == "tier"
    assert "take the Basic tier or higher. This portal is on Free." in text(shown)
    assert not ContactList.objects.exists()
    start = text(marketer.get(NEW))
    assert 'value="group.line_items" disabled' in start
    assert 'value="group.deals">' in start


# --- Changing -----------------------------------------------------------------------------------------------------
def test_a_list_is_changed_and_the_effect_is_told_before(marketer, make_contact, made):
    make_contact("Ana", city="Lyon")
    make_contact("Ben", city="Lagos")
    make_contact("Cem", city="Lagos")
    running.run()
    asked = form([("city", "EQ", "Lagos")], name="Lagos", folder="")

    shown = marketer.post(reverse("list-edit-preview", args=[made.pk]), {**asked, "do": ""})
    answer = marketer.post(edit(made), asked)

    effect = shown.context["shown"].effect
    assert (effect.joining, effect.leaving) == (2, 1)
    assert "2</span> join" in text(shown)
    assert "1</span> leaves" in text(shown)
    made.refresh_from_db()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.name, made.folder, made.version) == ("Lagos", "", 2)
    assert AuditEntry.objects.get(action=Action.LIST_CHANGED).details == {"filters": True}


def test_a_new_name_alone_leaves_the_members_be(marketer, make_contact, made):
    make_contact("Ana", city="Lyon")
    running.run()

    shown = marketer.post(reverse("list-edit-preview", args=[made.pk]), form([CITY], do=""))
    marketer.post(edit(made), form([CITY], name="Renamed"))

    made.refresh_from_db()
    assert "Saving changes nothing about who is in the list." in text(shown)
    assert (made.name, made.version, made.is_waiting) == ("Renamed", 1, False)
    assert AuditEntry.objects.get(action=Action.LIST_CHANGED).details == {"filters": False}


def test_what_uses_the_list_is_shown(marketer, made):
    marketer.post(NEW, form([("lists.list_membership", "IN", str(made.pk))], name="About Lyon"))

    page = text(marketer.get(edit(made)))

    assert "Used in" in page
    assert "About Lyon</a>" in page


def test_of_a_static_list_the_name_and_the_folder_are_changed(marketer, make_contact):
    filters = [{"filters": [{"propertyName": "city", "operator": "EQ", "value": "Lyon"}]}]
    static = create(Wanted("Then", ProcessingType.SNAPSHOT, filters), None)

    page = text(marketer.get(edit(static)))
    marketer.post(edit(static), form(name="Once", kind="DYNAMIC", folder="Old"))

    static.refresh_from_db()
    assert "A static list keeps its members" in page
    assert 'name="p.0.0"' not in page
    assert (static.name, static.folder, static.filters) == ("Once", "Old", filters)
    assert static.processing_type == ProcessingType.SNAPSHOT


def test_a_property_that_was_deleted_is_named_and_the_rest_is_kept(marketer):
    own = CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    marketer.post(NEW, form([("size", "GT", "3"), CITY]))
    own.delete()
    kept = ContactList.objects.get()

    page = marketer.get(edit(kept))
    refused = marketer.post(edit(kept), form([("size", "GT", "3"), CITY]))

    assert "Property “size” does not exist any more." in text(page)
    assert 'value="Lyon"' in text(page)
    assert "Property “size” does not exist any more." in text(refused)
    assert marketer.post(edit(kept), form([CITY])).status_code == 302


def test_a_stage_that_was_deleted_is_told(marketer):
    stage = Stage.objects.get(pk=StageId.SHIPPED)
    own = Stage.objects.create(pk="own", pipeline=stage.pipeline, label="Own", probability=0)
    marketer.post(NEW, form([("deals.dealstage", "IN", "own", "shipped")]))
    own.delete()

    page = text(marketer.get(edit(ContactList.objects.get())))

    assert "“own” does not exist any more and is left out." in page
    assert 'value="shipped" checked' in page


def test_an_operator_that_only_programs_use_is_kept(marketer):
    filters = [{"filters": [{"propertyName": "city", "operator": "CONTAINS_TOKEN", "value": "Lyon"}]}]
    kept = create(Wanted("Words", filters=filters), None)
    page = text(marketer.get(edit(kept)))
    assert 'name="k.0.0" value="city"' in page

    marketer.post(edit(kept), form([("city", "CONTAINS_TOKEN", "Paris")], **{"k.0.0": "city"}))

    kept.refresh_from_db()
    assert kept.filters[0]["filters"][0]["operator"] == "CONTAINS_TOKEN"


@pytest.mark.parametrize("state", ["deleted", "never"])
def test_a_list_that_is_not_there_is_not_found(marketer, made, state):
    pk = made.pk if state == "deleted" else 0
    ContactList.objects.update(deleted_at=made.created_at)

    assert marketer.get(f"/lists/{pk}/edit/").status_code == 404
    assert marketer.post(f"/lists/{pk}/preview/", form([CITY], do="")).status_code == 404


# --- While one is at it -------------------------------------------------------------------------------------------
def shape(answer):
    return [[row.key or row.family for row in group.rows] for group in answer.context["draft"].groups]


def test_rows_are_added_about_what_was_pressed(marketer, made):
    def press(do, *groups):
        return shape(marketer.post(NEW, form(*groups, do=do)))

    assert press("group.line_items") == [["line_items"]]
    assert press("filter.0.deals", [CITY]) == [["city", "deals"]]
    assert press("filter.0.", [CITY]) == [["city", ""]]
    assert press("filter.0.lists", [CITY]) == [["city", "lists.list_membership"]]
    assert press("group.products", [CITY]) == [["city"], ["products"]]
    assert press("group.nonsense", [CITY]) == [["city"], [""]]
    assert press("remove.0.0", [CITY], [("email", "EQ", "x")]) == [["email"]]
    assert press("lack.x.deals", [CITY]) == [["city"]]


def test_a_new_row_has_the_focus_and_only_rows_come_back_to_scripts(marketer):
    whole = text(marketer.post(NEW, form([CITY], do="filter.0.deals")))
    rows = text(marketer.post(NEW, form([CITY], do="filter.0.deals"), headers={"HX-Request": "true"}))

    assert whole.split("<main")[1].split("</main>")[0].count("autofocus") == rows.count("autofocus") == 1
    assert "<html" in whole
    assert rows.lstrip().startswith('<div id="list-rows"')
    assert "optgroup" not in rows


def test_without_scripts_the_preview_comes_with_the_page(marketer, make_contact):
    make_contact("Ana", city="Lyon")

    page = marketer.post(NEW, form([CITY], do="show"))

    assert page.context["shown"].found.number == 1
    assert "Contacts whose City is equal to <b>Lyon</b>." in text(page)


def test_done_says_what_is_missing_or_goes_on_to_the_name(marketer):
    htmx = {"HX-Request": "true"}
    unfinished = marketer.post(NEW, form([("city", "EQ", "")], do="done"), headers=htmx)
    finished = marketer.post(NEW, form([CITY], do="done"), headers=htmx)

    assert "field__error" in text(unfinished)
    assert "HX-Trigger" not in unfinished
    assert finished["HX-Trigger"] == "list-editor-done"


def test_while_a_filter_is_unfinished_the_others_are_counted_and_it_says_so(marketer, make_contact):
    make_contact("Ana", city="Lyon")

    answer = marketer.post("/lists/preview/", form([CITY, ("total_revenue", "GT", "")], do=""))

    assert answer.context["shown"].found.number == 1
    assert "without 1 filter that is not finished" in text(answer)
    said = text(answer).split('id="m-0-1"')[1].split("</div>")[0]
    assert "Write a value." in said
    assert "field__error" not in said


def test_the_number_leads_to_those_it_counts(marketer, make_contact):
    make_contact("Ana", city="Lyon")
    make_contact("Ben", city="Lagos")

    url = marketer.post("/lists/preview/", form([CITY], do="")).context["shown"].url

    assert [str(row) for row in marketer.get(url).context["rows"]] == ["Ana Silva"]


# --- Values -------------------------------------------------------------------------------------------------------
def values(client, **asked):
    return client.get("/lists/values/", asked).json()


def test_values_that_records_have_are_offered_the_likeliest_first(marketer, make_contact, make_deal, make_product):
    for city in ("Lyon", "Lyon", "Paris", "Lagos", ""):
        make_contact(city=city, tags=["VIP", "press"] if city == "Lyon" else ["vip-old"])
    bought, _other = make_product("Oak stool"), make_product("Oak bench")
    make_deal(products=[bought])

    assert values(marketer, property="city")["values"] == ["Lyon", "Lagos", "Paris"]
    assert values(marketer, property="city", q="LA")["values"] == ["Lagos"]
    assert values(marketer, property="ip__shopify__tags", q="vi")["values"] == ["vip-old", "VIP"]
    assert values(marketer, property="line_items.name", q="oak")["values"] == ["Oak stool", "Oak bench"]
    assert values(marketer, property="products.name", q="bench")["values"] == ["Oak bench"]
    assert values(marketer, property="total_revenue")["values"] == []
    assert values(marketer, property="city", q="%\x00'")["values"] == []
    assert marketer.get("/lists/values/", {"property": "password"}).status_code == 404


def test_values_come_by_the_page(marketer, make_contact):
    for number in range(25):
        make_contact(city=f"City {number:02}")

    first, second = values(marketer, property="city"), values(marketer, property="city", page=2)

    assert first["next"] == 2
    assert second["next"] is None
    assert len({*first["values"], *second["values"]}) == 25
    assert values(marketer, property="city", page="x")["values"] == first["values"]
    assert values(marketer, property="city", page="99")["values"] == []


def test_values_of_an_own_property_are_offered(marketer, make_contact):
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="colour", label="Colour", type="string")
    make_contact(custom={"colour": "green"})

    assert values(marketer, property="colour", q="gr")["values"] == ["green"]


# --- Who may ------------------------------------------------------------------------------------------------------
def test_those_who_may_only_read_do_not_edit(db, made):
    viewer = Client()
    viewer.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))

    for door in (NEW, edit(made), "/lists/values/?property=city"):
        assert viewer.get(door).status_code == 403, door
    for door in (NEW, edit(made), "/lists/preview/", f"/lists/{made.pk}/preview/"):
        assert viewer.post(door, form([CITY], name="Theirs")).status_code == 403, door
    assert b"/lists/new/" not in viewer.get("/lists/").content
    assert ContactList.objects.get().name == "Lyon"


def test_strangers_are_asked_to_log_in(client, made):
    for door in (NEW, edit(made), "/lists/values/", "/lists/preview/"):
        assert client.get(door)["Location"].startswith("/log-in/"), door


def test_the_number_of_questions_does_not_grow_with_the_filters(marketer, make_contact, django_assert_max_num_queries):
    few, many = (
        form([("deals.dealstage", "IN", "shipped")] * 2, do="x"),
        form([("deals.dealstage", "IN", "shipped")] * 40, do="x"),
    )
    marketer.post(NEW, few, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(25):
        marketer.post(NEW, many, headers={"HX-Request": "true"})


def test_json_that_others_saved_opens(marketer):
    groups = json.loads('[{"filters": [], "lacks": ["deals"]}]')
    kept = create(Wanted("None", filters=groups), None)

    assert 'name="l.0" value="deals" checked' in text(marketer.get(edit(kept)))
