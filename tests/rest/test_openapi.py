"""The OpenAPI document and its page."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect


@pytest.fixture
def document(client, db):
    return client.get("/api/schema", headers={"Accept": "application/vnd.oai.openapi+json"}).json()


def test_the_document_is_whole_and_without_warnings(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))


def test_every_call_says_its_errors_and_takes_a_token(document):
    calls = [call for calls in document["paths"].values() for call in calls.values()]

    assert len(calls) > 40
    for call in calls:
        assert {"400", "401", "403", "404", "429"} <= call["responses"].keys()
        assert call["security"] == [{"token": []}]
        assert call["summary"] and call["description"] and call["tags"]


def test_kinds_are_named(document):
    (kind,) = [one for one in document["paths"]["/crm/v3/objects/{kind}"]["get"]["parameters"] if one["in"] == "path"]

    assert kind["schema"]["enum"] == ["contacts", "deals", "products", "line_items"]


@pytest.mark.browser
def test_the_page_lists_the_calls_and_keeps_the_rules(open_page, live_server):
    page: Page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{live_server.url}/api/docs")

    expect(page.get_by_text("/crm/v3/objects/{kind}/search")).to_be_visible()
    page.get_by_text("/crm/v3/objects/{kind}/search").click()
    expect(page.get_by_text("Groups of which one must hold", exact=False).first).to_be_visible()
    assert [one for one in said if "Content Security Policy" in one or "Content-Security-Policy" in one] == []
    assert page.title() == "hubsync API"
