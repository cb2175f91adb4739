"""Users, invitations, two-factor log-in and the audit log in the browser, with and without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.api_tokens import create_token
from accounts.audit import Action, change, record
from accounts.invitations import invite
from accounts.models import Authenticator, Role, User
from tests.accounts.codes import code_of, with_second_factor
from tests.accounts.people import PASSWORD
from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of

pytestmark = pytest.mark.browser


@pytest.fixture
def people(admin_user):
    """A portal with people in every state."""
    ben = User.objects.create_user("ben@example.com", PASSWORD, name="Ben Okafor", role=Role.MARKETER)
    with_second_factor(ben)
    User.objects.create_user("a-rather-long-address.of-somebody@maison-alder.example.com", None, is_active=False)
    invite("chloe@example.com", "Chloé", Role.VIEWER, admin_user, timezone.now())
    create_token("Nightly export", ["sync.read"], ben)
    record(admin_user, Action.ROLE_CHANGED, ben, role=change("viewer", "marketer"))
    record(None, Action.LOG_IN_FAILED)
    return ben


def assert_fine(page):
    assert problems_of(page) == [], page.url
    assert not is_wider_than_the_window(page), page.url


def log_in(page, live_server, email):
    page.goto(f"{live_server.url}/log-in/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    logged_in_page, open_page, live_server, people, settings, viewport, mode
):
    settings.APP_URL = live_server.url
    page = logged_in_page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    users = "/settings/users/"
    for address in [
        users, f"{users}{people.pk}/", f"{users}{people.pk}/deactivate/", f"{users}{people.pk}/two-factor/",
        f"{users}invite/", "/settings/two-factor/", "/settings/audit-log/", "/settings/audit-log/?kind=privacy",
    ]:  # fmt: skip
        page.goto(live_server.url + address)
        assert_fine(page)
    page.goto(f"{live_server.url}{users}invite/")
    page.get_by_role("textbox", name="E-mail").fill("dara@example.com")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_text("Hand this link over now")).to_be_visible()
    assert_fine(page)
    link = page.locator(".copyable code").inner_text()
    page.goto(f"{live_server.url}/settings/two-factor/")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("svg.qr")).to_be_visible()
    assert_fine(page)
    page.get_by_label("Code of six digits").fill(code_of(Authenticator.objects.get(confirmed=False)))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Keep your backup codes")).to_be_visible()
    assert_fine(page)
    page.goto(f"{live_server.url}/settings/two-factor/off/")
    expect(page.locator("dialog:modal")).to_be_visible()
    assert_fine(page)

    guest = open_page(viewport=viewport, color_scheme=mode, reduced_motion="reduce")
    for address in [link, f"{live_server.url}/invitation/?token=x", f"{live_server.url}/password/"]:
        guest.goto(address)
        assert_fine(guest)
    log_in(guest, live_server, "ben@example.com")
    expect(guest.get_by_role("heading", name="Second step")).to_be_visible()
    assert_fine(guest)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_invitation_to_a_log_in_with_two_factors(logged_in_page, open_page, live_server, settings, scripts):
    settings.APP_URL = live_server.url
    admin = open_page(java_script_enabled=scripts)
    admin.context.add_cookies(logged_in_page.context.cookies())
    admin.goto(f"{live_server.url}/settings/users/")
    admin.get_by_role("link", name="Invite a user").click()
    admin.get_by_role("textbox", name="E-mail").fill("ben@example.com")
    admin.get_by_role("textbox", name="Name").fill("Ben")
    admin.get_by_text("Look at everything but settings").click()
    admin.get_by_role("button", name="Make the invitation").click()
    link = admin.locator(".copyable code").inner_text()

    # Ben joins …
    ben = open_page(java_script_enabled=scripts)
    ben.goto(link)
    expect(ben.get_by_role("textbox", name="Name")).to_have_value("Ben")
    ben.get_by_label("Password").fill(PASSWORD)
    ben.get_by_role("button", name="Make account and log in").click()
    expect(ben.get_by_text("Your account is ready.")).to_be_visible()
    assert User.objects.get(email="ben@example.com").role == Role.VIEWER

    # … sets two-factor log-in up …
    ben.goto(f"{live_server.url}/settings/two-factor/")
    ben.get_by_role("button", name="Set up").click()
    expect(ben.locator("svg.qr")).to_be_visible()
    app = Authenticator.objects.get()
    assert ben.locator(".copyable code").inner_text() == app.typed_key
    ben.get_by_label("Code of six digits").fill(code_of(app))
    ben.get_by_role("button", name="Turn on").click()
    shown = ben.locator(".codes__list code")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    ben.get_by_role("link", name="I kept them").click()
    expect(ben.get_by_text("10 left")).to_be_visible()

    # … and logs in elsewhere, by the app's next code and by a backup code.
    for code in (code_of(app, 1), codes[0]):
        other = open_page(java_script_enabled=scripts)
        log_in(other, live_server, "ben@example.com")
        other.get_by_label("Code").fill(code)
        other.get_by_role("button", name="Log in").click()
        expect(other).to_have_url(re.compile(f"^{re.escape(live_server.url)}/(contacts/)?$"))
    expect(other.get_by_text("9 are left")).to_be_visible()

    # All of it stands in the audit log.
    admin.goto(f"{live_server.url}/settings/audit-log/?kind=users")
    for words in ("Invited somebody", "Accepted an invitation", "Turned two-factor log-in on", "Used a backup code"):
        expect(admin.locator("table").get_by_text(words).first).to_be_visible()


def test_who_is_deactivated_is_out_with_the_next_click(logged_in_page, open_page, live_server):
    User.objects.create_user("ben@example.com", PASSWORD, name="Ben")
    ben = open_page()
    log_in(ben, live_server, "ben@example.com")
    ben.goto(f"{live_server.url}/settings/")

    page = logged_in_page
    page.goto(f"{live_server.url}/settings/users/")
    page.get_by_role("link", name="Ben").click()
    page.get_by_role("link", name="Deactivate").click()
    page.locator("dialog:modal").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("Ben is deactivated and logged out everywhere.")).to_be_visible()

    ben.get_by_role("link", name="Profile").first.click()
    expect(ben.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_audit_log_is_narrowed_and_taken_along(logged_in_page, live_server, people):
    page = logged_in_page
    page.goto(f"{live_server.url}/settings/audit-log/")
    page.get_by_label("What").select_option("Users")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Changed a role: Ben Okafor")

    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    assert re.fullmatch(r"audit-log-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("tbody")).to_contain_text("Unknown account")
