"""The tables as CSV."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.csv_files import safe
from accounts.models import Portal, Role, User
from crm import exporting
from crm.exporting import cells, jobs
from crm.models import Contact, CustomProperty, ObjectType, RecordExport
from crm.tasks import clear_out, resume_exports


def export(client, address, **sent):
    kind, _, query = address.partition("?")
    return client.post(f"/{kind}/export/?{query}", {"do": "export", "columns": "all", **sent})


def read_csv(content):
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def rows(client, address, **sent):
    answer = export(client, address, **sent)
    assert answer.status_code == 200
    return read_csv(answer.content)


def sheet(client, address, **sent):
    return load_workbook(io.BytesIO(export(client, address, form="xlsx", **sent).content)).active


def test_every_property_in_words_and_numbers(marketer, make_contact):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Europe/Paris"})
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    make_contact(
        "Ana", "Silva", revenue="1234.50", tags=["VIP", "new"], accepts_marketing=True, source="REFERRALS",
        custom={"size": "38.5"}, note='says "hi",\nthen goes',
    )  # fmt: skip

    (ana,) = rows(marketer, "contacts")

    assert (ana["First name"], ana["Total revenue"], ana["Tags"], ana["Size"]) == ("Ana", "1234.5", "VIP, new", "38.5")
    assert (ana["Accepts marketing"], ana["Original source"]) == ("Yes", "Referrals")
    assert ana["Last order date"] == "2026-11-03 13:01:00"
    assert ana["Note"] == 'says "hi",\nthen goes'
    assert ana["Tax exempt"] == ""


def test_the_file_has_what_the_table_shows(marketer, make_contact, make_deal):
    ana = make_contact("Ana", "Silva")
    make_contact("Ben", "Okafor")
    make_deal("#1", "processed", contact=ana)
    make_deal("#2", "cancelled", contact=ana)
    make_deal("#3", "cancelled")

    assert [one["First name"] for one in rows(marketer, "contacts?q=okaf")] == ["Ben"]
    assert [one["Name"] for one in rows(marketer, f"deals?stage=cancelled&contact={ana.pk}")] == ["#2"]
    assert rows(marketer, "deals?stage=cancelled")[0]["Deal stage"] == "Cancelled"
    page = marketer.get("/contacts/?q=okaf").content.decode()
    assert "/contacts/export/?q=okaf" in page


def test_nothing_is_left_out_between_pages(marketer, make_product, monkeypatch):
    monkeypatch.setattr(cells, "ROWS", 2)
    for number in range(5):
        make_product(f"Stool {number}")

    assert [one["Title"] for one in rows(marketer, "products")] == [f"Stool {n}" for n in range(5)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert safe(text) == f"'{text}"
    assert safe(f"x{text}") == f"x{text}"


def test_numbers_stay_numbers(marketer, make_deal):
    make_deal(amount="-5")

    assert rows(marketer, "deals")[0]["Total price"] == "-5"


def test_in_french_for_who_reads_french(marketer, make_contact):
    User.objects.update(language="fr")
    make_contact("Ana", accepts_marketing=False)

    (ana,) = rows(marketer, "contacts")

    assert (ana["Prénom"], ana["Accepte le marketing"]) == ("Ana", "Non")


def test_viewers_take_no_copies(client, make_contact):
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))

    assert export(client, "contacts").status_code == 403
    assert "/export/" not in client.get("/contacts/").content.decode()


def test_it_is_kept_in_no_cache_and_told_in_the_log(marketer, make_contact, caplog):
    caplog.set_level("INFO")
    make_contact(city="secret")

    answer = export(marketer, "contacts?q=secret")

    assert answer["Cache-Control"] == "no-store"
    assert "records_exported kind=contacts form=csv number=1" in caplog.text
    assert "secret" not in caplog.text


def test_with_the_columns_of_the_table(marketer, make_contact, make_deal, make_product):
    ana = make_contact("Ana", "Silva", city="Lyon", revenue=12)
    make_deal("#1", contact=ana, amount="9.5")
    make_product("Oak stool")

    (one,) = rows(marketer, "contacts?columns=city,total_revenue,recency_score", columns="shown")
    assert list(one) == ["Name", "City", "Total revenue", "Recency score"]
    assert (one["Name"], one["City"], one["Total revenue"]) == ("Ana Silva", "Lyon", "12")
    assert rows(marketer, "deals", columns="shown")[0]["Contact"] == "Ana Silva"
    assert rows(marketer, "products", columns="shown")[0]["Variants"] == "1"


def test_for_excel_numbers_are_numbers_and_moments_dates_where_the_store_is(marketer, make_contact):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Europe/Paris"})
    make_contact("Ana", "Silva", revenue="1234.50", tags=["VIP"], note="=1+1", source="REFERRALS")
    make_contact("Ben", "Okafor")

    table = sheet(marketer, "contacts", columns="all")
    heads = {cell.value: cell.column for cell in table[1]}

    def ana(name):
        return table.cell(2, heads[name])

    assert table.max_row == 3
    assert (ana("First name").value, ana("Total revenue").value, ana("Tags").value) == ("Ana", 1234.5, "VIP")
    assert ana("Last order date").value == datetime(2026, 11, 3, 13, 1)
    assert (ana("Note").value, ana("Note").data_type) == ("=1+1", "s")
    assert ana("Original source").value == "Referrals"


def test_the_page_asks_and_says_how_many(marketer, make_contact):
    ana = make_contact("Ana")
    make_contact("Ben")

    everybody = marketer.get("/contacts/export/")
    chosen = marketer.post("/contacts/export/", {"ids": str(ana.pk)})

    assert (everybody.context["number"], chosen.context["number"]) == (2, 1)
    assert [one["First name"] for one in rows(marketer, "contacts", ids=str(ana.pk))] == ["Ana"]


@pytest.fixture
def waiting(marketer, make_contact, monkeypatch):
    """An export that is too big to be waited for, and not written yet."""
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    monkeypatch.setattr(cells, "ROWS", 2)
    monkeypatch.setattr("crm.views.exporting.queue", lambda *_: None)
    for number in range(5):
        make_contact(f"C{number}")
    answer = export(marketer, "contacts?sort=email")
    one = RecordExport.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    return one


def test_a_big_file_is_written_by_a_worker_and_taken_from_its_page(marketer, waiting):
    page = waiting.get_absolute_url()
    assert '0</span> of <span class="number">5' in marketer.get(page).content.decode()
    assert marketer.get(f"{page}file/")["Location"] == page

    resume_exports()

    assert "Download" in marketer.get(page).content.decode()
    file = marketer.get(f"{page}file/")
    assert [one["First name"] for one in read_csv(b"".join(file.streaming_content))] == [f"C{n}" for n in range(5)]
    assert file["Content-Disposition"].endswith('.csv"')


def test_a_file_whose_worker_was_lost_is_written_anew(marketer, waiting):
    RecordExport.objects.update(beat_at=waiting.created_at - timedelta(minutes=2), handled=4)

    resume_exports()

    assert b"".join(exporting.content_of(waiting)).count(b"@example.com") == 5


def test_a_file_that_another_worker_writes_is_left_to_it(marketer, waiting):
    RecordExport.objects.update(beat_at=waiting.created_at)

    resume_exports()

    waiting.refresh_from_db()
    assert waiting.is_running


def test_it_can_be_stopped(marketer, waiting, monkeypatch):
    written = cells.rows_of

    def stopped_after_a_page(*args):
        pages = written(*args)
        yield next(pages)
        marketer.post(f"{waiting.get_absolute_url()}stop/")
        yield from pages

    monkeypatch.setattr(jobs, "rows_of", stopped_after_a_page)
    resume_exports()

    waiting.refresh_from_db()
    assert (waiting.status, waiting.handled) == ("stopped", 2)
    assert not waiting.parts.exists()


def test_only_who_asked_takes_it(waiting):
    other = Client()
    other.force_login(User.objects.create_user("admin@example.com", None, role=Role.ADMIN))
    resume_exports()

    for door in ("", "file/"):
        assert other.get(f"{waiting.get_absolute_url()}{door}").status_code == 403
    assert other.post(f"{waiting.get_absolute_url()}stop/").status_code == 403


def test_the_file_is_gone_after_a_day(waiting, monkeypatch):
    resume_exports()
    RecordExport.objects.update(created_at=waiting.created_at - timedelta(hours=25))

    clear_out()

    assert not RecordExport.objects.exists()


def test_more_than_a_sheet_holds_is_refused_with_the_way_out(marketer, make_contact, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_IN_XLSX", 0)
    make_contact()

    assert "Take CSV" in export(marketer, "contacts", form="xlsx").content.decode()
    assert Contact.objects.exists()
