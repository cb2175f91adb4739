"""The search finds lists by name and folder."""

import pytest

from crm.models import ContactList
from tests.crm.pages.list_fixtures import static_list


@pytest.fixture
def titles(admin_client):
    def found(query):
        answer = admin_client.get("/search/", {"q": query})
        return [row.hit.title for rows in answer.context["groups"] if rows.name == "lists" for row in rows.rows]

    return found


def test_lists_are_found_by_the_beginnings_of_words(titles):
    static_list("Trade fair Lyon", folder="Événements")
    static_list("Repeat buyers")

    assert titles("fai lyo") == ["Trade fair Lyon"]
    assert titles("evenem") == ["Trade fair Lyon"]
    assert titles("zzz") == []


def test_deleted_lists_are_not_found(titles):
    static_list("Trade fair")
    ContactList.objects.update(deleted_at="2026-01-01T00:00:00Z")

    assert titles("trade") == []
