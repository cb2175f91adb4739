"""Row 3: what is typed into the search over everything is words, never SQL and never a part of PostgreSQL's tsquery."""

import pytest

from crm.models import Contact
from tests.crm.pages.conftest import _pipeline, make_contact, marketer
from tests.search.conftest import groups_in, part, read_all

__all__ = ["_pipeline", "make_contact", "marketer"]

ATTACKS = [
    "' OR 1=1 --",
    "'; DROP TABLE crm_contactwords; --",
    "zzz' | 'ana",
    "zzz':* | 'a",
    "!zzz",
    "zzz | ana",
    "<-> ana zzz",
    "§ zzz",
    "%(limit)s zzz",
    "\\' zzz",
    "0.ana zzz",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_are_words(marketer, make_contact, attack):
    make_contact("Ana", "Silva", email="ana@example.com")
    read_all()

    assert "Contacts" not in groups_in(part(marketer, attack))
    assert Contact.objects.count() == 1
    assert list(groups_in(part(marketer, "ana"))["Contacts"]) == ["AS Ana Silva ana@example.com"]
