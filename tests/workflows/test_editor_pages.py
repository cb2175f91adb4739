"""The editor over HTTP: every change is a form, with and without a script (SPEC E1, E2)."""

import re

import pytest
from django.urls import reverse

from accounts.models import Action, AuditEntry, Role
from crm.models import Product
from tests.workflows.sending_world import BEGAN, words_of
from workflows import publishing, writing
from workflows.models import EmailTemplate, Kind, MarketingEmail, Sender

HX = {"HX-Request": "true"}


@pytest.fixture
def email(workflows) -> MarketingEmail:
    Sender.objects.update(postal_address="12 rue des Tests, Paris")
    return workflows[Kind.WELCOME].steps.get(place=1).email


@pytest.fixture
def cart_email(workflows) -> MarketingEmail:
    return workflows[Kind.ABANDONED_CART].steps.get(place=1).email


def do(client, email, what="save", at="content", hx=True, **fields):
    sent = {"do": what, "at": at, "since": writing.mark_of(MarketingEmail.every.get(pk=email.pk)), **fields}
    return client.post(reverse("edit-email", args=[email.pk]), sent, headers=HX if hx else {})


def types(email):
    return [block["type"] for block in MarketingEmail.every.get(pk=email.pk).as_written().body]


def body(email):
    return MarketingEmail.every.get(pk=email.pk).as_written().body


def test_blocks_are_put_in_moved_doubled_and_removed(email, log_in):
    client = log_in()
    assert types(email) == ["store_header", "heading", "text", "button", "footer"]
    do(client, email, "insert:divider", at="1")
    assert types(email) == ["store_header", "heading", "divider", "text", "button", "footer"]
    do(client, email, "insert:image", at="content")
    assert types(email)[-2:] == ["image", "footer"]
    do(client, email, "insert:product", at="4", to="1")
    assert types(email)[1] == "product"
    do(client, email, "down", at="1")
    assert types(email)[1:3] == ["heading", "product"]
    do(client, email, "up", at="2")
    assert types(email)[1:3] == ["product", "heading"]
    do(client, email, "double", at="1")
    do(client, email, "remove", at="1")
    do(client, email, "move", at="1", to="5")
    assert types(email) == ["store_header", "heading", "divider", "text", "product", "button", "image", "footer"]
    for _number in range(9):
        do(client, email, "undo")
    assert types(email) == ["store_header", "heading", "text", "button", "footer"]
    do(client, email, "redo")
    assert "divider" in types(email)


def test_columns_are_filled_and_what_does_not_fit_goes_behind_them(email, log_in):
    client = log_in()
    do(client, email, "insert:columns-3", at="1")
    answer = client.get(f"{reverse('edit-email', args=[email.pk])}?at=2-1-0")
    assert "Nothing stands in this column yet" in words_of(answer)
    do(client, email, "insert:button", at="2-1-0")
    do(client, email, "insert:heading", at="2-1-0")
    do(client, email, "insert:product", at="2-1-0")
    assert [[one["type"] for one in column] for column in body(email)[2]["columns"]] == [[], ["button", "heading"], []]
    assert types(email)[3] == "product"
    do(client, email, at="2", number="2")
    assert [len(column) for column in body(email)[2]["columns"]] == [0, 2]


@pytest.mark.parametrize(
    ("at", "fields", "expected"),
    [
        ("1", {"text": "Hello {{ contact.first_name }}"}, {"text": "Hello {{ contact.first_name }}"}),
        ("2", {"html": "<div>A <b>bold</b> <script>x()</script>word</div>"}, {"html": "A <strong>bold</strong> word"}),
        ("3", {"label": "Go", "url": "https://example.com/"}, {"label": "Go", "url": "https://example.com/"}),
        ("0", {"logo": "https://example.com/logo.png"}, {"logo": "https://example.com/logo.png"}),
    ],
)
def test_what_a_block_says_is_kept(email, log_in, at, fields, expected):
    assert do(log_in(), email, at=at, **fields).status_code == 200
    block = body(email)[int(at)]
    if at == "2":
        assert "script" not in block["html"]
        assert "<strong>bold</strong>" in block["html"]
    else:
        assert expected.items() <= block.items()


def test_subject_and_preview_text(email, log_in):
    do(log_in(), email, subject="A new subject", preview_text="And more")
    email.refresh_from_db()
    assert (email.subject, email.preview_text) == ("A new subject", "And more")


def test_what_is_wrong_is_said_and_not_written(email, log_in):
    client = log_in()
    assert "Heading: This field is required." in words_of(do(client, email, at="1", text=" "))
    without = words_of(do(client, email, at="1", text="", hx=False))
    assert "Heading: This field is required." in without
    assert MarketingEmail.objects.get(pk=email.pk).edit_number is None


def test_broken_tokens_are_said_at_once_and_shown_as_written(email, log_in):
    client = log_in()
    said = words_of(do(client, email, at="1", text="Hi {{ contact.shoe_size }} {{ unfinished"))
    assert "cannot be read" in said
    canvas = client.get(reverse("email-canvas", args=[email.pk])).content.decode()
    assert "{{ unfinished" in canvas
    assert "“contact.shoe_size” is not a token of this e-mail." in words_of(
        do(client, email, at="1", text="Hi {{ contact.shoe_size }}")
    )


def test_parts_come_back_for_scripts_and_pages_without(email, log_in):
    client = log_in()
    typed = do(client, email, at="1", text="Typed")
    assert typed.headers["HX-Trigger"] == "canvas-changed" or "canvas-changed" in typed.headers["HX-Trigger"]
    page = typed.content.decode()
    assert 'id="editor-bar" hx-swap-oob="morph"' in page
    assert 'id="editor-panel"' not in page
    assert "<html" not in page
    moved = do(client, email, "down", at="1").content.decode()
    assert 'id="editor-panel" data-at="2"' in moved
    without = do(client, email, "up", at="2", hx=False)
    assert without.status_code == 302
    assert without.headers["Location"].endswith("?at=1")


def test_what_another_changed_meanwhile_is_not_written_over(email, log_in):
    client = log_in()
    do(client, email, "insert:divider", at="0")
    answer = client.post(reverse("edit-email", args=[email.pk]), {"do": "remove", "at": "1", "since": ""}, headers=HX)
    assert "changed it meanwhile" in words_of(answer)
    assert types(email)[1] == "divider"
    assert 'name="since" value="1"' in answer.content.decode()


@pytest.mark.parametrize(
    ("what", "at", "to"),
    [
        ("remove", "99", ""),
        ("remove", "x", ""),
        ("remove", "4", ""),
        ("move", "1", "9-9-9"),
        ("insert:carousel", "1", ""),
        ("insert:columns", "1", ""),
        ("insert:cart_items", "1", ""),
        ("explode", "1", ""),
        ("save", "99", ""),
        ("save", "style", ""),
    ],
)
def test_nonsense_changes_nothing_and_is_answered_in_words(email, log_in, what, at, to):
    client, before = log_in(), types(email)
    answer = do(client, email, what, at=at, to=to)
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert do(client, email, what, at=at, to=to, hx=False).status_code == 302
    assert types(email) == before


def test_a_place_that_is_gone_shows_the_subject(email, log_in):
    client = log_in()
    for at in ("99", "1-2-3", "style", "<script>", "2-0-0"):
        page = client.get(reverse("edit-email", args=[email.pk]), {"at": at})
        assert "Most inboxes show it behind the subject." in words_of(page)


def test_cart_blocks_are_offered_in_cart_emails_only(email, cart_email, log_in):
    client = log_in()
    closed = client.get(reverse("edit-email", args=[email.pk])).content.decode()
    assert "Only in abandoned-cart e-mails" in closed
    assert 'data-insert="cart_items"' not in closed
    page = client.get(reverse("edit-email", args=[cart_email.pk])).content.decode()
    assert "Only in abandoned-cart e-mails" not in page
    do(client, cart_email, "insert:cart_total", at="3")
    assert types(cart_email).count("cart_total") == 2


def test_a_product_is_chosen_by_search(email, log_in):
    chosen = [
        Product.objects.create(title=f"{name} lamp", price="20.00", created_at=BEGAN, updated_at=BEGAN, status="active")
        for name in ("Alder", "Birch")
    ]
    Product.objects.create(title="Old lamp", created_at=BEGAN, updated_at=BEGAN, status="archived")
    client = log_in()
    do(client, email, "insert:product", at="1")
    found = words_of(client.get(reverse("email-products"), {"q": "lamp birch"}))
    assert "Birch lamp" in found
    assert "Alder" not in found
    assert "Old" not in words_of(client.get(reverse("email-products"), {"q": "lamp\x00"}))
    assert "No product is called so." in words_of(client.get(reverse("email-products"), {"q": "zebra"}))
    do(client, email, at="2", pick="chosen", product_id=chosen[1].pk)
    assert body(email)[2] == {"type": "product", "pick": "chosen", "count": 3, "product_id": chosen[1].pk}
    kept = client.get(reverse("email-products"), {"q": "zebra", "product_id": chosen[1].pk}).content.decode()
    assert f'value="{chosen[1].pk}" checked' in kept
    assert "Birch lamp" in client.get(reverse("email-canvas", args=[email.pk])).content.decode()
    assert "valid choice" in words_of(do(client, email, at="2", pick="chosen", product_id="999999"))


def test_the_canvas_can_be_looked_at_and_does_nothing(email, log_in):
    client = log_in()
    do(client, email, "insert:image", at="1")
    answer = client.get(reverse("email-canvas", args=[email.pk]))
    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    assert re.search(r'class="[^"]*\bat-1\b', page)
    assert "Image: no picture is chosen yet" in page
    assert "sandbox allow-same-origin;" in policy + ";"
    assert "script" not in policy
    assert "at-1" not in client.get(reverse("email-preview", args=[email.pk])).content.decode()


def test_dark_and_light_whatever_the_screen(email, log_in):
    client, address = log_in(), reverse("email-preview", args=[email.pk])
    both = client.get(address).content.decode()
    dark = client.get(address, {"scheme": "dark"}).content.decode()
    light = client.get(address, {"scheme": "light"}).content.decode()
    assert re.search(r"@media\s*\(prefers-color-scheme:\s*dark\)", both)
    for page, rule, word in ((dark, "@media all", "dark"), (light, "@media not all", "light")):
        assert "prefers-color-scheme" not in page
        assert rule in page
        assert f'<meta name="color-scheme" content="{word}"' in page


def test_a_template_has_a_look_and_an_email_has_not(email, log_in):
    client, template = log_in(), EmailTemplate.objects.get(made_for=Kind.WELCOME)
    style = {"accent": "#0D6A66", "background": "#ffffff", "font": "serif", "corners": "round", "logo": ""}
    answer = do(client, template, at="style", **style)
    assert answer.status_code == 200
    assert EmailTemplate.objects.get(pk=template.pk).as_written().style == {**style, "accent": "#0d6a66"}
    canvas = client.get(reverse("email-canvas", args=[template.pk])).content.decode()
    assert "#0d6a66" in canvas
    assert "Georgia" in canvas
    assert "is no colour" in words_of(do(client, template, at="style", **{**style, "accent": "red"}))


def test_changes_are_noted_and_typing_only_once(email, log_in):
    client = log_in()
    do(client, email, at="1", text="T")
    do(client, email, at="1", text="Ty")
    do(client, email, "insert:divider", at="1")
    assert AuditEntry.objects.filter(action=Action.EMAIL_CHANGED, target_id=email.pk).count() == 2


def test_viewers_and_lower_tiers_edit_nothing(email, log_in, portal):
    client = log_in(Role.VIEWER)
    address = reverse("edit-email", args=[email.pk])
    assert client.get(address).status_code == client.post(address, {"do": "undo"}).status_code == 403
    assert client.get(reverse("email-canvas", args=[email.pk])).status_code == 403
    client = log_in(Role.MARKETER)
    portal.tier = "basic"
    portal.save()
    assert client.get(address).status_code == 403


def test_a_published_email_shows_that_changes_wait(email, log_in):
    publishing.publish(email)
    client = log_in()
    do(client, email, at="1", text="Changed heading")
    page = words_of(client.get(reverse("email", args=[email.pk])))
    assert "Changes not published" in page
    assert "Publish changes" in page
    preview = reverse("email-preview", args=[email.pk])
    assert "Changed heading" in client.get(preview).content.decode()
    assert "Changed heading" not in client.get(preview, {"sent": "1"}).content.decode()
    client.post(reverse("publish-email", args=[email.pk]))
    assert "Changed heading" in client.get(preview, {"sent": "1"}).content.decode()
