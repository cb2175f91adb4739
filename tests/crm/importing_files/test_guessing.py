"""Which property a column is, and how days, numbers and yes or no are written."""

import pytest
from django.utils.translation import override

from crm.importing.cells import CellReader
from crm.importing.guessing import guess_date_form, guess_decimal_mark, guess_mapping, worked_out
from crm.models import CustomProperty, ObjectType
from crm.properties import Kind, Owner, Property
from crm.property_values import InvalidValue

pytestmark = pytest.mark.django_db


def zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Paris")


def test_shopifys_customer_export_is_known():
    headings = [
        *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company"),
        *("Default Address Address1", "Default Address City", "Default Address Province Code"),
        *("Default Address Country Code", "Default Address Zip", "Phone", "Accepts SMS Marketing", "Total Spent"),
        *("Total Orders", "Note", "Tax Exempt", "Tags"),
    ]

    assert guess_mapping(headings) == [
        *("", "first_name", "last_name", "email", "accepts_marketing", "", "address", "city", "state", "country"),
        *("zip", "phone", "", "", "orders_count", "note", "tax_exempt", "tags"),
    ]
    assert [heading for heading, own in zip(headings, worked_out(headings), strict=True) if own] == ["Total Spent"]


def test_names_in_english_french_hubspots_and_own_ones():
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="shoe", label="Shoe size", type="number")
    headings = ["PRÉNOM", "Nom", "E-mail", "shoe size", "hs_analytics_source", "ip__shopify__tags", "Ville", "?"]

    with override("fr"):
        guessed = guess_mapping(headings)

    assert guessed == ["first_name", "last_name", "email", "shoe", "source", "tags", "city", ""]


def test_two_columns_are_not_one_property_and_another_systems_numbers_are_not_ours():
    assert guess_mapping(["Email", "E-mail address", "Record ID"]) == ["email", "", ""]


@pytest.mark.parametrize(
    ("texts", "language", "form"),
    [
        (["2026-11-25"], "en", "ymd"),
        (["01/02/2026", "25/02/2026"], "en", "dmy"),
        (["01/02/2026", "02/25/2026"], "fr", "mdy"),
        (["01/02/2026"], "en", "mdy"),
        (["01/02/2026"], "fr", "dmy"),
        (["soon"], "fr", "ymd"),
    ],
)
def test_the_form_of_dates_is_guessed(texts, language, form):
    with override(language):
        assert guess_date_form(texts) == form


@pytest.mark.parametrize(
    ("texts", "mark"), [(["12,50"], ","), (["1 234,5"], ","), (["12.50"], "."), (["1,234"], "."), ([], ".")]
)
def test_the_decimal_mark_is_guessed(texts, mark):
    assert guess_decimal_mark(texts) == mark


@pytest.mark.parametrize(
    ("kind", "form", "mark", "cell", "text"),
    [
        (Kind.DATETIME, "dmy", ".", "25/11/2026", "2026-11-25T00:00:00+01:00"),
        (Kind.DATETIME, "mdy", ".", "11/25/2026 18:30", "2026-11-25T18:30:00+01:00"),
        (Kind.DATETIME, "dmy", ".", "2026-11-25 18:30:05", "2026-11-25T18:30:05+01:00"),
        (Kind.DATETIME, "mdy", ".", "2026-11-25T18:30:00Z", "2026-11-25T18:30:00+00:00"),
        (Kind.DATETIME, "dmy", ".", "11/25/2026", None),
        (Kind.DATETIME, "ymd", ".", "25/11/2026", None),
        (Kind.NUMBER, "ymd", ",", "1\u202f234,50 €", "1234.5"),
        (Kind.NUMBER, "ymd", ",", "1.234,5", "1234.5"),
        (Kind.NUMBER, "ymd", ",", "1.5", None),
        (Kind.NUMBER, "ymd", ".", "1,234.5", "1234.5"),
        (Kind.NUMBER, "ymd", ".", "12,5", None),
        (Kind.NUMBER, "ymd", ".", ".", None),
        (Kind.BOOL, "ymd", ".", "Oui", "true"),
        (Kind.BOOL, "ymd", ".", "NO", "false"),
        (Kind.BOOL, "ymd", ".", "maybe", None),
        (Kind.STRING, "ymd", ".", "'+33612345678", "+33612345678"),
        (Kind.STRING, "ymd", ".", "'tis", "'tis"),
    ],
)
def test_cells_are_read_as_the_file_writes_them(kind, form, mark, cell, text):
    reader = CellReader(Property("p", "P", kind, "contact", Owner.PERSON, "p"), form, mark, zone())

    if text is None:
        with pytest.raises(InvalidValue):
            reader.read(cell)
    else:
        assert reader.read(cell) == text
