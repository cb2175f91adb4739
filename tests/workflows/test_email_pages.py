"""E-mails: the list, one of them, and its preview with a contact's data (SPEC E1, E3)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import Role
from crm.models import Contact, Deal, LineItem, Product, PurchaseSummary
from crm.stages import StageId, ensure_pipeline
from workflows.models import Kind, MarketingEmail, Sender

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
EVIL = '<script>alert("x")</script>'


def main_of(answer):
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def make_contact(**fields):
    return Contact.objects.create(
        **{"email": "ana@example.com", "first_name": "Ana", "created_at": AT, "updated_at": AT, **fields}
    )


def make_cart(contact, *titles, **fields):
    pipeline = ensure_pipeline()
    deal = Deal.objects.create(
        pipeline=pipeline,
        stage_id=StageId.CHECKOUT_ABANDONED,
        contact=contact,
        amount=Decimal("58.00"),
        currency="EUR",
        abandoned_checkout_url="https://maison.example.com/recover/1?key=a&b=c",
        shopify_created_at=AT,
        created_at=AT,
        updated_at=AT,
        **fields,
    )
    for position, title in enumerate(titles):
        LineItem.objects.create(
            deal=deal, line_key=str(position), position=position, title=title, quantity=2, price=Decimal("29.00")
        )
    return deal


def email_of(kind, place):
    return MarketingEmail.objects.get(steps__workflow__kind=kind, steps__place=place)


def test_before_a_store_is_connected_the_page_says_what_to_do(log_in, db):
    page = main_of(log_in(Role.ADMIN).get("/emails/"))

    assert "Once a store is connected, nine draft e-mails are here" in page
    assert 'href="/integrations/"' in page


def test_the_nine_with_state_and_use_in_the_order_they_are_sent(log_in, workflows):
    page = main_of(log_in(Role.VIEWER).get("/emails/"))

    assert page.count("Automated draft") == 9
    assert page.count('href="/automation/abandoned_cart/"') == 3
    names = ["Welcome 1", "Welcome 3", "Abandoned cart 1", "Re-engagement 3"]
    assert sorted(names, key=page.index) == names
    assert "{{" not in page
    assert "Welcome to Maison Test" in page


def test_an_email_that_no_workflow_uses(log_in, workflows):
    MarketingEmail.objects.create(name="Spring", language="en", subject="Spring is here")

    page = main_of(log_in().get("/emails/"))

    assert "Spring is here" in page
    assert page.index("Spring is here") > page.index("Re-engagement 3")
    assert "</svg>Draft</span>" in page


def test_the_page_shows_how_it_arrives_with_a_made_up_contact(log_in, workflows):
    email = email_of(Kind.WELCOME, 1)

    page = main_of(log_in().get(f"/emails/{email.pk}/"))

    assert "with a made-up contact" in page
    assert "Welcome to Maison Test, Alex" in page
    assert f'src="/emails/{email.pk}/preview/"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "1, as made when the store was connected" in page


def test_what_keeps_it_from_being_published_is_said(log_in, workflows):
    client, email = log_in(), email_of(Kind.WELCOME, 1)
    assert "postal address is missing" in main_of(client.get(f"/emails/{email.pk}/"))

    Sender.objects.update(postal_address="1 Quay Street\nLyon")
    assert "Before it can be published" not in main_of(client.get(f"/emails/{email.pk}/"))

    email.body = [{"type": "cart_items"}, {"type": "image", "src": "https://x.example/a.png"}]
    email.subject = "{{ cart.total }} {{ contact.shoe_size | times: 2 }}"
    email.save()
    page = main_of(client.get(f"/emails/{email.pk}/"))
    for words in (
        "“cart.total” is not a token",
        "“contact.shoe_size” is not a token",
        "“times” is not a filter",
        "only in e-mails of the abandoned-cart workflow",
        "The footer is missing",
        "no alternative text",
    ):
        assert words in page


def test_the_preview_is_filled_with_the_newest_customer(log_in, workflows):
    make_contact(email="old@example.com", first_name="Old", created_at=datetime(2025, 1, 1, tzinfo=UTC))
    ana = make_contact()
    PurchaseSummary.objects.create(contact=ana, number_of_orders=1, last_product="Alder Stool")
    client, email = log_in(), email_of(Kind.WELCOME, 2)

    preview = client.get(f"/emails/{email.pk}/preview/").content.decode()

    assert "Hello Ana," in preview
    assert "Your Alder Stool is on its way" in preview
    assert f'<a href="/contacts/{ana.pk}/">Ana</a> would get it' in main_of(client.get(f"/emails/{email.pk}/"))


def test_the_newest_products_are_shown_and_hidden_ones_are_not(log_in, workflows):
    for number, status in enumerate(["active", "active", "active", "active", "draft"]):
        Product.objects.create(
            title=f"Product {number}",
            handle=f"product-{number}",
            status=status,
            price=Decimal(10 + number),
            images=["https://cdn.example.com/a.png"],
            created_at=AT.replace(day=number + 1),
            updated_at=AT,
        )

    preview = log_in().get(f"/emails/{email_of(Kind.RE_ENGAGEMENT, 1).pk}/preview/").content.decode()

    assert [number for number in range(5) if f"Product {number}" in preview] == [1, 2, 3]
    assert 'href="https://maison.example.com/products/product-3"' in preview
    assert "€13.00" in preview


def test_a_cart_is_that_of_a_real_abandoned_deal(log_in, workflows):
    make_cart(make_contact(), "Brume Vase", "Alder Stool")
    email = email_of(Kind.ABANDONED_CART, 1)
    client = log_in()

    preview = client.get(f"/emails/{email.pk}/preview/").content.decode()

    assert "Brume Vase" in preview
    assert "Quantity 2" in preview
    assert "€58.00" in preview
    assert 'href="https://maison.example.com/recover/1?key=a&amp;b=c"' in preview
    assert "Brume Vase is waiting, just as you left it." in main_of(client.get(f"/emails/{email.pk}/"))


def test_what_strangers_wrote_cannot_become_code(log_in, workflows):
    make_cart(make_contact(first_name=EVIL), EVIL, note=EVIL)
    Deal.objects.update(abandoned_checkout_url='javascript:alert("x")')
    client = log_in()

    for place in (1, 2, 3):
        email = email_of(Kind.ABANDONED_CART, place)
        for address in (f"/emails/{email.pk}/", f"/emails/{email.pk}/preview/"):
            page = client.get(address).content.decode()
            assert "<script>alert" not in page
            assert "javascript:" not in page


def test_a_token_cannot_be_smuggled_into_text_or_links(log_in, workflows):
    email = email_of(Kind.WELCOME, 1)
    email.body = [
        {"type": "text", "html": '<p onclick="x()">{{ contact.first_name }}<img src=x onerror=y()></p>'},
        {"type": "text", "html": '<a href="{{ contact.last_name }}">go</a>'},
        {"type": "button", "label": "Go", "url": "{{ contact.last_name }}"},
        {"type": "heading", "text": "{% for x in (1..99999999) %}{{ x }}{% endfor %}"},
    ]
    email.save()
    make_contact(first_name=EVIL, last_name="javascript:alert(1)")
    client = log_in()

    broken = client.get(f"/emails/{email.pk}/preview/").content.decode()
    assert "This e-mail cannot be shown" in broken

    email.body = email.body[:3]
    email.save()
    preview = client.get(f"/emails/{email.pk}/preview/").content.decode()
    for bad in ("onclick", "onerror", "<script>alert", 'href="javascript:'):
        assert bad not in preview


def test_the_preview_may_do_nothing_but_look(log_in, workflows):
    answer = log_in().get(f"/emails/{email_of(Kind.WELCOME, 1).pk}/preview/")

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert "allow-scripts" not in policy["sandbox"]
    assert "allow-same-origin" not in policy["sandbox"]
    assert policy["frame-ancestors"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_speaks_the_emails_language(log_in, workflows):
    make_cart(make_contact(), "Vase")
    MarketingEmail.objects.update(language="fr")

    preview = log_in().get(f"/emails/{email_of(Kind.ABANDONED_CART, 1).pk}/preview/").content.decode()

    assert 'lang="fr"' in preview
    assert "58,00" in preview


@pytest.mark.parametrize("address", ["/emails/", "/emails/1/", "/emails/1/preview/"])
def test_strangers_are_asked_to_log_in(client, workflows, address):
    assert client.get(address).headers["Location"].startswith("/log-in/")


def test_an_email_that_does_not_exist(log_in, workflows):
    client = log_in()
    assert client.get("/emails/999999/").status_code == client.get("/emails/999999/preview/").status_code == 404


def test_below_pro_emails_are_read_as_before(log_in, workflows, basic_tier):
    assert "tier" not in main_of(log_in().get("/emails/"))
