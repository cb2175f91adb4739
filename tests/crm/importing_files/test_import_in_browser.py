"""An import in the browser: axe, phone width, the way from the file to the contacts with its worker behind."""

import pytest
from playwright.sync_api import expect

from crm.importing import running
from crm.models import Contact, ContactImport
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser
TEXT = "Email;Prénom;Accepts marketing;Total Spent\nana@example.com;Ana;oui;5\nnobody;;;\n"


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(logged_in_page, live_server, admin_user, viewport, mode):
    def in_state(step):
        one = running.take_file(TEXT.encode(), "people.csv", admin_user)
        if step != "columns":
            running.begin_check(one)
        if step == "checking":
            ContactImport.objects.filter(pk=one.pk).update(status="checking")
        if step in ("done", "undo", "running"):
            running.begin(one)
        if step == "running":
            ContactImport.objects.filter(pk=one.pk).update(status="running")
        path = {"columns": "columns/", "ready": "preview/", "checking": "preview/", "undo": "undo/"}.get(step, "")
        return f"{one.get_absolute_url()}{path}"

    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    steps = [in_state(step) for step in ("columns", "ready", "checking", "done", "undo", "running")]
    for address in ["/contacts/import/", *steps]:
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


def test_from_the_menu_to_the_contacts(logged_in_page, live_server, people, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)
    page = logged_in_page
    page.goto(live_server.url + "/contacts/")
    page.get_by_label("More").click()
    page.get_by_role("link", name="Import from CSV").click()
    page.get_by_label("CSV file").set_input_files(people)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_label("Prénom")).to_have_value("first_name")
    expect(page.get_by_text("hubsync works this out itself")).to_be_visible()
    page.get_by_role("button", name="Go on to the preview").click()
    expect(page.get_by_text("Checking every row")).to_be_visible()
    running.check(ContactImport.objects.get().pk)
    begin = page.get_by_role("button", name="Import 1 row")
    begin.click()
    expect(page.get_by_text("Say whether these people agreed.")).to_be_visible()
    page.get_by_label("These people agreed").check()
    begin.click()

    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    running.run(ContactImport.objects.get().pk)
    expect(page.get_by_role("link", name="Download the rows with errors")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows with errors").click()
    assert "“nobody” is no e-mail address." in download.value.path().read_text()
    assert Contact.objects.get().accepts_marketing is True


def test_a_file_is_imported_without_scripts(open_page, live_server, people, admin_user, client, settings):
    page = open_page(java_script_enabled=False)
    client.force_login(admin_user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(live_server.url + "/contacts/import/")
    page.get_by_label("CSV file").set_input_files(people)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Go on to the preview").click()
    page.get_by_label("I cannot say that").check()
    page.get_by_role("button", name="Import 1 row").click()

    expect(page.get_by_text("Contacts created")).to_be_visible()
    assert Contact.objects.get().accepts_marketing is None
