"""The tables as CSV."""

import csv
import io

import pytest

from accounts.csv_files import safe
from accounts.models import Portal, Role, User
from crm import exporting
from crm.models import CustomProperty, ObjectType


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_property_in_words_and_numbers(marketer, make_contact):
    Portal.objects.update_or_create(id=1, defaults={"time_zone": "Europe/Paris"})
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    make_contact(
        "Ana", "Silva", revenue="1234.50", tags=["VIP", "new"], accepts_marketing=True, source="REFERRALS",
        custom={"size": "38.5"}, note='says "hi",\nthen goes',
    )  # fmt: skip

    (ana,) = rows(marketer, "/contacts/export.csv")

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

    assert [one["First name"] for one in rows(marketer, "/contacts/export.csv?q=okaf")] == ["Ben"]
    assert [one["Name"] for one in rows(marketer, f"/deals/export.csv?stage=cancelled&contact={ana.pk}")] == ["#2"]
    assert rows(marketer, "/deals/export.csv?stage=cancelled")[0]["Deal stage"] == "Cancelled"
    page = marketer.get("/contacts/?q=okaf").content.decode()
    assert "/contacts/export.csv?q=okaf" in page


def test_nothing_is_left_out_between_pages(marketer, make_product, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS", 2)
    for number in range(5):
        make_product(f"Stool {number}")

    assert [one["Title"] for one in rows(marketer, "/products/export.csv")] == [f"Stool {n}" for n in range(5)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert safe(text) == f"'{text}"
    assert safe(f"x{text}") == f"x{text}"


def test_numbers_stay_numbers(marketer, make_deal):
    make_deal(amount="-5")

    assert rows(marketer, "/deals/export.csv")[0]["Total price"] == "-5"


def test_in_french_for_who_reads_french(marketer, make_contact):
    User.objects.update(language="fr")
    make_contact("Ana", accepts_marketing=False)

    (ana,) = rows(marketer, "/contacts/export.csv")

    assert (ana["Prénom"], ana["Accepte le marketing"]) == ("Ana", "Non")


def test_viewers_take_no_copies(client, make_contact):
    client.force_login(User.objects.create_user("viewer@example.com", None, role=Role.VIEWER))

    assert client.get("/contacts/export.csv").status_code == 403
    assert "export.csv" not in client.get("/contacts/").content.decode()


def test_it_is_kept_in_no_cache_and_told_in_the_log(marketer, make_contact, caplog):
    caplog.set_level("INFO")
    make_contact()

    answer = marketer.get("/contacts/export.csv?q=secret")

    assert answer["Cache-Control"] == "no-store"
    assert "records_exported kind=contacts" in caplog.text
    assert "secret" not in caplog.text
