"""The editor in Chromium: pressed, typed, dragged, undone, published; axe finds nothing; it works without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.conftest import DESKTOP, PHONE
from tests.ui.accessibility import is_wider_than_the_window, problems_of
from workflows.models import EmailTemplate, Kind, MarketingEmail, Sender

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def email(workflows) -> MarketingEmail:
    Sender.objects.update(postal_address="12 rue des Tests, Paris")
    return workflows[Kind.WELCOME].steps.get(place=1).email


@pytest.fixture
def editor(logged_in_page, live_server, email):
    """The page of the editor, its e-mail drawn."""
    logged_in_page.set_viewport_size({"width": 1400, "height": 900})
    logged_in_page.goto(live_server.url + reverse("edit-email", args=[email.pk]))
    expect(logged_in_page.locator(".spot[data-at='4']")).to_be_visible()
    return logged_in_page


def written(email):
    return MarketingEmail.every.get(pk=email.pk).as_written()


def types(email):
    return [block["type"] for block in written(email).body]


def outline(page):
    return page.locator("#editor-outline [data-at]")


def canvas(page):
    return page.frame_locator(".editor__frame:not(.editor__frame--coming)")


def test_a_text_is_written_in_place_and_seen_at_once(editor, email):
    editor.locator(".spot[data-at='2']").click()
    paper = editor.get_by_role("textbox", name="Text", exact=True)
    expect(paper).to_contain_text("You have just bought from")
    paper.click()
    editor.keyboard.press("Control+Home")
    editor.keyboard.type("Good day! ")
    expect(canvas(editor).get_by_text("Good day!")).to_be_visible()
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()
    editor.keyboard.press("Control+a")
    editor.get_by_role("button", name="Bold").click()
    editor.get_by_role("link", name="Heading Thank you").click()
    expect(editor.get_by_role("heading", name="Heading", level=2)).to_be_visible()
    assert written(email).body[2]["html"].startswith("<p><strong>Good day!")


def test_a_link_is_put_into_a_text(editor, email):
    editor.locator(".spot[data-at='2']").click()
    editor.get_by_role("textbox", name="Text", exact=True).click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("Read this")
    editor.keyboard.press("Control+a")
    editor.get_by_role("button", name="Link").click()
    editor.get_by_label("Address of the link").fill("example.com/sale")
    editor.keyboard.press("Enter")
    expect(canvas(editor).get_by_role("link", name="Read this")).to_have_attribute("href", "https://example.com/sale")


def test_blocks_are_dragged_in_and_about(editor, email):
    place = editor.locator(".spot[data-at='3']").bounding_box()
    sheet = editor.locator("#editor-spots").bounding_box()
    above = {"x": place["x"] - sheet["x"] + 40, "y": place["y"] - sheet["y"] + 4}
    editor.locator("[data-insert='columns-2']").drag_to(editor.locator("#editor-spots"), target_position=above)
    expect(outline(editor).nth(3)).to_contain_text("Columns")
    expect(editor.locator(".spot[data-at='3-1-0']")).to_be_visible()

    column = editor.locator(".spot[data-at='3-1-0']")
    editor.locator("[data-insert='button']").drag_to(column)
    expect(outline(editor).nth(4)).to_contain_text("Button Visit the store")
    expect(canvas(editor).get_by_role("link", name="Visit the store")).to_be_visible()
    assert [len(one) for one in written(email).body[3]["columns"]] == [0, 1]

    # What came with a change is pressed as what was there before: the page stays.
    editor.evaluate("window.isSamePage = true")
    outline(editor).nth(3).click()
    expect(editor.locator("#editor-panel[data-at='3']")).to_be_visible()
    assert editor.evaluate("window.isSamePage") is True

    outline(editor).nth(1).drag_to(outline(editor).nth(3))
    expect(outline(editor).nth(1)).to_contain_text("Text")
    assert types(email) == ["store_header", "text", "heading", "columns", "button", "footer"]


def test_it_is_undone_and_done_again_by_keyboard(editor, email):
    editor.locator(".spot[data-at='3']").click()
    editor.get_by_role("button", name="Remove", exact=True).click()
    expect(outline(editor)).to_have_count(4)
    editor.keyboard.press("Control+z")
    expect(outline(editor)).to_have_count(5)
    editor.keyboard.press("Control+Shift+z")
    expect(outline(editor)).to_have_count(4)
    assert "button" not in types(email)


def test_a_token_is_put_where_one_writes(editor, email):
    subject = editor.get_by_role("textbox", name="Subject")
    subject.fill("Hello , welcome")
    subject.evaluate("field => field.setSelectionRange(6, 6)")
    editor.get_by_text("Personalise").click()
    editor.get_by_role("button", name="First name").click()
    expect(subject).to_have_value('Hello {{ contact.first_name | default: "there" }}, welcome')
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()
    subject.fill("Hello {{ contact.shoe }}")
    expect(editor.get_by_text("“contact.shoe” is not a token of this e-mail.")).to_be_visible()


def test_what_was_typed_last_is_published_with_the_rest(editor, email):
    editor.get_by_role("textbox", name="Subject").fill("The very last words")
    editor.get_by_role("button", name="Publish").click()
    expect(editor.get_by_text("workflows can send it")).to_be_visible()
    email.refresh_from_db()
    assert (email.state, email.subject) == ("published", "The very last words")


def test_it_is_seen_on_a_phone_and_in_the_dark(editor):
    editor.get_by_role("button", name="Phone").click()
    expect(editor.locator("#editor-sheet")).to_have_css("max-width", "377px")
    editor.get_by_role("button", name="Dark").click()
    expect(canvas(editor).locator(".card").first).to_have_css("background-color", "rgb(28, 27, 25)")
    expect(editor.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_a_lost_connection_is_said(editor):
    editor.context.set_offline(True)
    editor.get_by_role("textbox", name="Subject").fill("Lost?")
    expect(editor.get_by_text("Not saved")).to_be_visible()
    editor.context.set_offline(False)
    editor.get_by_role("textbox", name="Subject").fill("Found")
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()


def test_nothing_is_refused_by_the_policy(editor, email):
    complaints = []
    editor.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    editor.reload()
    for at in ("2", "3", "4"):
        editor.locator(f".spot[data-at='{at}']").click()
        expect(editor.locator(f"#editor-panel[data-at='{at}']")).to_be_visible()
    assert complaints == []


@SIZES
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing(logged_in_page, live_server, email, viewport, mode):
    page, template = logged_in_page, EmailTemplate.objects.get(made_for=Kind.WELCOME)
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    edit = reverse("edit-email", args=[email.pk])
    for address in (
        edit,
        f"{edit}?at=2",
        f"{edit}?at=3",
        f"{reverse('edit-email', args=[template.pk])}?at=style",
        reverse("email", args=[email.pk]),
        reverse("design"),
        template.get_absolute_url(),
        reverse("new-email"),
        reverse("new-template"),
        reverse("email-versions", args=[email.pk]),
        reverse("email-details", args=[email.pk]),
        reverse("test-email", args=[email.pk]),
        reverse("delete-email", args=[email.pk]),
        reverse("email-preview-as", args=[email.pk]),
    ):
        page.goto(live_server.url + address)
        assert problems_of(page) == [], address
        assert not is_wider_than_the_window(page), address


def test_a_panel_opens_over_the_page(logged_in_page, live_server, email):
    page = logged_in_page
    page.goto(live_server.url + reverse("email", args=[email.pk]))
    page.get_by_role("link", name="Preview as…").click()
    expect(page.get_by_role("dialog", name="Preview as a contact")).to_be_visible()
    assert problems_of(page) == []


def test_everything_works_without_scripts(open_page, live_server, admin_user, client, settings, email):
    client.force_login(admin_user)
    page = open_page(java_script_enabled=False)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(live_server.url + reverse("edit-email", args=[email.pk]))

    page.get_by_role("link", name="Heading Thank you").click()
    page.get_by_role("textbox", name="Heading").fill("A plain heading")
    page.get_by_role("button", name="Apply").click()
    expect(page.frame_locator(".editor__frame").get_by_role("heading", name="A plain heading")).to_be_visible()

    page.get_by_role("button", name="Line").click()
    expect(outline(page).nth(2)).to_contain_text("Line")
    page.get_by_role("button", name="Move down").click()
    page.get_by_role("button", name="Duplicate").click()
    page.get_by_role("button", name="Undo").click()
    assert types(email) == ["store_header", "heading", "text", "divider", "button", "footer"]

    page.get_by_role("link", name="Text Hello").click()
    page.get_by_role("textbox", name="Text").fill("<p>Plain <em>words</em></p>")
    page.get_by_role("button", name="Apply").click()
    assert written(email).body[2]["html"] == "<p>Plain <em>words</em></p>"

    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("workflows can send it")).to_be_visible()


def test_in_french(logged_in_page, live_server, email, admin_user):
    admin_user.language = "fr"
    admin_user.save()
    page = logged_in_page
    page.goto(live_server.url + reverse("edit-email", args=[email.pk]))
    expect(page.get_by_role("button", name="Titre")).to_be_visible()
    page.locator("#editor-outline").get_by_role("link", name="Bouton").click()
    page.get_by_label("Libellé").fill("Voir tout")
    expect(canvas(page).get_by_role("link", name="Voir tout")).to_be_visible()
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(canvas(page).get_by_role("link", name="See what else is in store")).to_be_visible()
