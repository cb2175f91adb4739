"""Contacts, and files of contacts that are imported without the pages."""

import csv
import io

import pytest

from accounts.models import Role, User
from crm.importing import running
from crm.models import ContactImport
from tests.crm.pages.conftest import make_contact, marketer

__all__ = ["make_contact", "marketer"]


@pytest.fixture
def ana_of_marketing(db):
    return User.objects.create_user("ana@shop.example", None, role=Role.MARKETER)


@pytest.fixture
def import_file(ana_of_marketing):
    """`import_file("Email\\nana@example.com\\n", updates=False)`: a file, imported to its end."""

    def import_one(text, mapping=None, **options) -> ContactImport:
        data = text if isinstance(text, bytes) else text.encode()
        taken = running.take_file(data, "people.csv", ana_of_marketing)
        taken.mapping = mapping or taken.mapping
        running.begin_check(taken)
        running.check(taken.pk)
        for name, value in options.items():
            setattr(taken, name, value)
        taken.save(update_fields=list(options))
        running.begin(taken)
        running.run(taken.pk)
        taken.refresh_from_db()
        return taken

    return import_one


def csv_of(*rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
