"""What the search shows: groups, hits, their order, and to whom."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Role
from crm.models import Contact, Deal, WordsProgress
from dashboards.models import DashboardReport
from tests.search.conftest import groups_in, part, read_all
from workflows.models import MarketingEmail


@pytest.mark.parametrize(
    "text",
    [
        *("mar dup", "DUP marie", "dupont", "marie.d", "dupont@exa", "marie.dupont@example.com", "06 12 34 56 78"),
        *("+33612345678", "0612", "lyon", "marie lyon"),
    ],
)
def test_a_contact_is_found_by_the_beginnings_of_its_words(search, records, text):
    assert len(search(text)["Contacts"]) == 1
    assert search(text)["Contacts"][0].startswith("MD Marie Dupont")


@pytest.mark.parametrize("text", ["elodie", "ÉLODIE", "élo mart", "paris"])
def test_case_and_accents_do_not_matter(search, records, text):
    assert search(text)["Contacts"][0].startswith("ÉM Élodie Martin elodie@shop.test")


def test_a_deal_is_found_by_its_number_and_comes_first(search, records, make_contact):
    make_contact("Zoé", phone="1042 999")
    read_all()

    for text in ("#1042", "1042"):
        assert next(iter(search(text).items())) == ("Deals", ["#1042 Marie Dupont Processed €99.80"])
    assert list(search("104")) == ["Contacts", "Deals"]


def test_deals_of_the_contacts_that_are_found_are_found_too(search, records):
    assert search("marie dupont")["Deals"] == [
        "#1042 Marie Dupont Processed €99.80",
        "Cart Marie Dupont Checkout abandoned €99.80",
    ]


@pytest.mark.parametrize("text", ["oak", "oak-1", "OAK 1", "stool oak", "alder"])
def test_a_product_is_found_by_title_sku_and_vendor(search, records, text):
    found = search(text)["Products"]

    assert len(found) == 1
    assert found[0].startswith("Oak stool Alder")


def test_a_sku_that_was_looked_for_stands_beside_the_vendor(search, records):
    assert search("oak-1")["Products"] == ["Oak stool Alder · OAK-1 Active $49.90"]
    assert search("stool")["Products"] == ["Oak stool Alder Active $49.90"]


def test_what_holds_the_words_whole_comes_first_then_the_newest(search, make_contact):
    for name in ("Ann", "Anna", "Anneke", "Anne-Lise"):
        make_contact(name, "", email="")
    make_contact("Zoé", "", email="", city="Ann Arbor")
    read_all()

    assert search("ann")["Contacts"] == [
        "A Ann",
        "A Anne-Lise",
        "A Anneke",
        "A Anna",
        "Z Zoé Ann Arbor",
    ]


def test_five_are_shown_and_the_way_to_all_of_them(marketer, make_contact):
    for _ in range(5):
        make_contact("Ana", "")
    read_all()
    assert len(groups_in(part(marketer, "ana"))["Contacts"]) == 5

    make_contact("Ana", "")
    read_all()
    soup = part(marketer, "ana &")
    assert groups_in(soup)["Contacts"][5:] == ["Show all contacts"]
    everything = soup.select_one(".hit--all")["href"]
    assert everything == "/contacts/?q=ana+%26"
    assert len(marketer.get("/contacts/?q=ana").context["rows"]) == 6


@pytest.mark.parametrize("text", ["elodie", "ELODIE mart", "0612345678"])
def test_the_table_shows_what_the_search_shows(marketer, records, text):
    Contact.objects.filter(pk=records["marie"].pk).update(phone="06 12 34 56 78")
    Contact.objects.filter(pk=records["elodie"].pk).update(email="")
    read_all()
    found = groups_in(part(marketer, text))["Contacts"]
    rows = marketer.get("/contacts/", {"q": text}).context["rows"]

    assert [str(row) for row in rows] == [" ".join(found[0].split()[1:3])]


def test_the_tables_of_deals_and_products_do_so_too(marketer, records, make_product):
    make_product("Étagère", sku="ET-1")
    Deal.objects.filter(pk=records["order"].pk).update(contact=records["elodie"], email="")
    read_all()

    assert [str(row) for row in marketer.get("/deals/?q=elodie").context["rows"]] == ["#1042"]
    assert [str(row) for row in marketer.get("/products/?q=etagere").context["rows"]] == ["Étagère"]


def test_the_rooms_above_show_what_they_have(search, rooms):
    found = search("abandoned")

    assert list(found) == ["Workflows", "E-mails", "Reports"]
    assert found["Workflows"] == ["Abandoned cart follow-up Workflow is off"]
    assert [line.split(":")[0] for line in found["E-mails"]] == [
        "Abandoned cart 1",
        "Abandoned cart 2",
        "Abandoned cart 3",
    ]
    assert found["Reports"] == ["Abandoned cart recovery E-commerce dashboard"]


def test_a_report_leads_to_its_place_on_the_dashboard(marketer, rooms):
    option = part(marketer, "order snapshot").select_one("[role=option]")

    report = DashboardReport.objects.get(key="order_snapshot")
    assert option["href"].endswith(f"#report-{report.pk}")


def test_an_email_is_found_by_its_subject(search, rooms):
    email = MarketingEmail.objects.order_by("pk").first()
    email.subject = "Zebra news for {{ contact.first_name | default: 'you' }}"
    email.save()

    assert search("zebra")["E-mails"] == [f"{email.name} Zebra news for you Automated draft"]


def test_settings_and_pages_are_found(search, db):
    assert search("profile") == {"Settings": ["Profile Settings"]}
    assert next(iter(search("settings"))) == "Go to"
    assert "Deals" in search("deals")["Go to"]


@pytest.mark.parametrize("role", list(Role))
def test_settings_of_admins_are_found_by_admins_only(as_role, role):
    client = as_role(role)
    found = groups_in(part(client, "purchase scores")) | groups_in(part(client, "administration"))

    assert found == ({"Settings": ["Purchase scores Settings"], "Go to": ["Administration"]} if role == "admin" else {})


def test_nothing_typed_shows_what_was_opened_last_and_the_pages(search, records):
    keys = [f"deals/{records['order'].pk}", f"contacts/{records['elodie'].pk}", "contacts/999", "nonsense", "x/1"]
    found = search("", opened=keys)

    assert list(found) == ["Recently opened", "Go to"]
    assert found["Recently opened"] == ["#1042 Marie Dupont Processed €99.80", "ÉM Élodie Martin elodie@shop.test"]
    assert "Contacts" in found["Go to"]


def test_who_has_opened_nothing_yet_sees_what_was_added_last(search, records):
    found = search("  ")

    assert list(found) == ["Recently added", "Go to"]
    assert len(found["Recently added"]) == 5


def test_what_was_deleted_is_shown_no_more_even_before_its_words_are_gone(search, records):
    Contact.objects.filter(pk=records["marie"].pk).update(deleted_at=timezone.now())

    assert "Contacts" not in search("marie dupont")
    assert list(search("", opened=[f"contacts/{records['marie'].pk}"])) == ["Recently added", "Go to"]


def test_the_words_are_marked(marketer, records):
    def marked(text):
        return [mark.text for mark in part(marketer, text).select("#found-1 mark")]

    assert marked("mar dup") == ["Mar", "Dup", "mar", "dup"]
    assert marked("elo") == ["Élo", "elo"]
    assert marked("06 12") == ["6 12"]


def test_nothing_says_so(marketer, db):
    soup = part(marketer, "zzz")

    assert "Nothing matches “zzz”" in soup.text
    assert soup.select_one(".found")["data-words"] == "Nothing matches “zzz”"
    assert soup.select("[role=listbox]") == []


def test_the_number_of_results_is_told(marketer, records):
    assert part(marketer, "oak").select_one(".found")["data-words"] == "1 result"
    assert part(marketer, "marie").select_one(".found")["data-words"] == "3 results"


def test_records_that_wait_are_told_of(marketer, db):
    WordsProgress.objects.create(object_type="contacts", waiting=30_000)

    assert "30,000 records or more cannot be found yet" in part(marketer, "ana").text
    WordsProgress.objects.update(waiting=3)
    assert "cannot be found yet" not in part(marketer, "ana").text


@pytest.mark.parametrize("text", ["%", "'", "a'b", "\x00", "\\", "§", ":*", "&|!", "()", "x" * 5000, "@.", "+" * 50])
def test_nonsense_breaks_nothing(search, records, text):
    search(text)


@pytest.mark.parametrize(
    "key", ["", "contacts", "contacts/", "contacts/x", "contacts/-1", "/", "contacts/" + "9" * 30, "²"]
)
def test_nonsense_about_what_was_opened_breaks_nothing(search, records, key):
    assert list(search("", opened=key)) == ["Recently added", "Go to"]


def test_the_page_shows_the_same_without_scripts(marketer, records):
    soup = BeautifulSoup(marketer.get("/search/", {"q": "mar dup"}).content, "html.parser").main

    assert [title.text for title in soup.select("h2")] == ["Contacts", "Deals"]
    hit = soup.select_one("a.hit")
    assert hit["href"] == records["marie"].get_absolute_url()
    assert soup.select("[role=option]") == []


def test_searching_takes_the_same_number_of_queries_however_much_is_found(
    marketer, rooms, make_contact, make_deal, make_product, django_assert_max_num_queries
):
    cache.clear()
    for number in range(8):
        make_deal(f"ana {number}", contact=make_contact("Ana"))
        make_product(f"Ana {number}")
    read_all()

    with django_assert_max_num_queries(24):
        part(marketer, "ana")


def test_only_reading_is_allowed(marketer, db):
    assert marketer.post("/search/found/").status_code == 405


def test_strangers_are_sent_to_the_log_in(client, db):
    assert client.get("/search/found/?q=ana").status_code == 302
