"""The page of one contact, one deal, one product: every property, associations, the story."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from crm.models import CustomProperty, ObjectType, RecordChange, StageChange
from crm.properties import FIXED_PROPERTIES
from crm.stages import StageId
from tests.crm.pages.conftest import NOW


def properties_shown(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('data-property="')[1:]}


@pytest.mark.parametrize(
    ("object_type", "address", "maker"),
    [
        (ObjectType.CONTACT, "/contacts/{}/", "make_contact"),
        (ObjectType.DEAL, "/deals/{}/", "make_deal"),
        (ObjectType.PRODUCT, "/products/{}/", "make_product"),
    ],
)
def test_every_property_of_the_catalogue_is_shown(marketer, request, object_type, address, maker):
    record = request.getfixturevalue(maker)()

    page = marketer.get(address.format(record.pk)).content.decode()

    assert properties_shown(page) == {one.name for one in FIXED_PROPERTIES[object_type]}


def test_a_contacts_values_are_shown_as_people_read_them(marketer, make_contact):
    ana = make_contact(
        revenue="1234.5",
        phone="+33612345678",
        address="1 rue des Lilas",
        tags=["VIP"],
        tax_exempt=False,
        accepts_marketing=True,
        note="Rings\ntwice",
        source="OFFLINE",
        source_data_1="API",
        source_data_2="integrations-sync",
    )

    page = marketer.get(f"/contacts/{ana.pk}/").content.decode()

    for shown in ("1 rue des Lilas", "VIP", "Offline sources", "integrations-sync", "$1,234.50", "Rings\ntwice"):
        assert shown in page
    assert "Shopify owns this property" in page


def test_what_a_person_made_is_not_locked(marketer, make_contact):
    ana = make_contact(shopify_updated_at=None)

    assert "Shopify owns this property" not in marketer.get(f"/contacts/{ana.pk}/").content.decode()


def test_the_merchants_own_properties_are_shown(marketer, make_contact):
    CustomProperty.objects.create(object_type="contacts", name="shoe_size", label="Shoe size", type="number")
    ana = make_contact(custom={"shoe_size": 41})

    page = marketer.get(f"/contacts/{ana.pk}/").content.decode()

    assert "Your own properties" in page
    assert "Shoe size" in page
    assert "41" in page


def test_a_contact_shows_their_deals_and_what_happened(marketer, make_contact, make_deal):
    ana = make_contact(revenue=99)
    deal = make_deal("#1042", StageId.SHIPPED, contact=ana)
    RecordChange.objects.create(
        object_type="contacts", record_id=ana.pk, at=NOW, source="webhook", changes={"city": ["Paris", "Lyon"]}
    )

    page = marketer.get(f"/contacts/{ana.pk}/").content.decode()

    assert page.count(f'href="{deal.get_absolute_url()}"') == 2
    assert "<s>Paris</s>" in page
    assert "Lyon" in page


def test_another_contacts_deals_are_not_shown(marketer, make_contact, make_deal):
    ana, ben = make_contact(), make_contact("Ben")
    make_deal("#2222", contact=ben)

    assert "#2222" not in marketer.get(f"/contacts/{ana.pk}/").content.decode()


def test_a_deal_shows_its_lines_contact_and_totals(marketer, make_contact, make_deal, make_product):
    ana, stool = make_contact(), make_product("Oak stool")
    deal = make_deal(
        contact=ana, products=[stool], total_refunded=Decimal("9.8"), financial_status="partially_refunded"
    )

    page = marketer.get(f"/deals/{deal.pk}/").content.decode()

    assert f'href="{ana.get_absolute_url()}"' in page
    assert f'href="{stool.get_absolute_url()}"' in page
    assert stool.images[0] in page
    for amount in ("€49.90", "€99.80", "€90.00"):
        assert amount in page
    assert "Partially refunded" in page


def test_the_track_tells_the_way_a_deal_went(marketer, make_deal):
    deal = make_deal(stage=StageId.PROCESSED, stage_entered_at=NOW + timedelta(days=3))
    deal.stage_changes.all().delete()
    way = [StageId.CHECKOUT_PENDING, StageId.CHECKOUT_ABANDONED, StageId.CHECKOUT_COMPLETED, StageId.PROCESSED]
    for number, stage in enumerate(way):
        StageChange.objects.create(deal=deal, to_stage_id=stage, at=NOW + timedelta(days=number), reason="by_person")

    track = marketer.get(f"/deals/{deal.pk}/").context["track"]

    assert [(one.label, one.state) for one in track] == [
        ("Checkout pending", "passed"),
        ("Checkout abandoned", "passed"),
        ("Checkout completed", "passed"),
        ("Processed", "current"),
        ("Shipped", "ahead"),
    ]


def test_nothing_lies_ahead_of_a_cancelled_deal(marketer, make_deal):
    track = marketer.get(f"/deals/{make_deal(stage=StageId.CANCELLED).pk}/").context["track"]

    assert [one.state for one in track] == ["current"]
    assert track[0].tone == "cancelled"


def test_a_link_that_a_stranger_sent_is_a_link_only_to_the_web(marketer, make_deal):
    deal = make_deal(abandoned_checkout_url="javascript:alert(1)")
    page = marketer.get(f"/deals/{deal.pk}/").content.decode()
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in page

    deal = make_deal("#2", abandoned_checkout_url="https://shop.example/recover?key=1")
    assert 'href="https://shop.example/recover?key=1"' in marketer.get(f"/deals/{deal.pk}/").content.decode()


def test_a_products_html_is_shown_without_what_could_harm(marketer, make_product):
    stool = make_product(
        body_html='<p onclick="x()">Made of <b>oak</b></p><script>alert(1)</script><img src=x onerror=alert(1)>'
        '<iframe src="https://x.example"></iframe><a href="javascript:alert(1)">go</a><style>*{}</style>'
    )

    page = marketer.get(f"/products/{stool.pk}/").content.decode()
    description = page.split('class="prose"')[1].split("</section>")[0]

    assert "Made of <b>oak</b>" in description
    for harm in ("<script", "onerror", "onclick", "<iframe", "javascript:", "<style"):
        assert harm not in description


def test_a_product_shows_variants_and_who_bought_it(marketer, make_product, make_deal, make_contact):
    stool = make_product(sku="OAK-77")
    deal = make_deal("#1042", products=[stool], contact=make_contact())

    page = marketer.get(f"/products/{stool.pk}/").content.decode()

    assert "OAK-77" in page
    assert f'href="{deal.get_absolute_url()}"' in page


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_strangers_wrote_is_escaped_everywhere(marketer, make_contact, make_deal, make_product, evil):
    ana = make_contact(evil, evil, city=evil, note=evil, tags=[evil], email="e@example.com")
    stool = make_product(evil, sku=evil, vendor=evil, images=[evil], tags=[evil])
    deal = make_deal(evil, contact=ana, products=[stool], note=evil, landing_site=evil, source_name=evil)
    RecordChange.objects.create(
        object_type="deals", record_id=deal.pk, at=datetime.now(UTC), source="webhook", changes={evil: [evil, evil]}
    )

    for address in (
        "/contacts/",
        "/deals/",
        "/products/",
        ana.get_absolute_url(),
        deal.get_absolute_url(),
        stool.get_absolute_url(),
        f"/contacts/?q={evil}",
    ):
        page = marketer.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_same_record_in_the_store_is_one_click_away(marketer, make_contact, make_deal, make_product, settings):
    from shopify_connector.models import StoreConnection

    settings.SHOPIFY_STORE_URL = "https://{shop}"
    StoreConnection.objects.create(shop="acme.myshopify.com", way="fixed_token")
    ana = make_contact()
    ana.customers.create(customer_id=77, updated_at=NOW)
    deal, stool = make_deal(shopify_order_id=88), make_product(shopify_product_id=99)

    for record, there in ((ana, "customers/77"), (deal, "orders/88"), (stool, "products/99")):
        page = marketer.get(record.get_absolute_url()).content.decode()
        assert f'href="https://acme.myshopify.com/admin/{there}"' in page


@pytest.mark.parametrize("address", ["/contacts/999/", "/deals/999/", "/products/999/"])
def test_a_record_that_is_not_there_is_a_404(marketer, address):
    assert marketer.get(address).status_code == 404


def test_a_deleted_record_is_a_404(marketer, make_deal, make_product):
    for record in (make_deal(deleted_at=NOW), make_product(deleted_at=NOW)):
        assert marketer.get(record.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("deals", [1, 9])
def test_queries_stay_few_however_much_a_contact_bought(
    marketer, django_assert_max_num_queries, make_contact, make_deal, make_product, deals
):
    ana = make_contact(revenue=5)
    for _ in range(deals):
        make_deal(contact=ana, products=[make_product()])

    with django_assert_max_num_queries(26):
        marketer.get(ana.get_absolute_url())
    with django_assert_max_num_queries(14):
        marketer.get(ana.deals.first().get_absolute_url())
