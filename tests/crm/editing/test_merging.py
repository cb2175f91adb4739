"""Two contacts become one by hand, and two again."""

import pytest

from crm.editing.contacts import update_contact
from crm.editing.merging import MergedOn, merge, unmerge
from crm.editing.values import Editor, Locked
from crm.models import Contact, CustomerLink, Deal, PurchaseSummary
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts
from tests.crm.pages.conftest import NOW, _pipeline, make_contact, make_deal

__all__ = ["_pipeline", "make_contact", "make_deal"]
PERSON = Editor(ChangeSource.PERSON)


def state(*contacts):
    return [
        {**row, "updated_at": None}
        for row in Contact.objects.filter(pk__in=[one.pk for one in contacts]).order_by("pk").values()
    ]


def customer_of(contact, number):
    return CustomerLink.objects.create(customer_id=number, contact=contact, updated_at=NOW, email=contact.email)


@pytest.fixture
def pair(make_contact):
    """Ana, who was made by hand, and Ann, whom Shopify knows."""
    ana = make_contact("Ana", "", shopify_updated_at=None, phone="+331", custom={"size": "38"}, source="REFERRALS")
    ann = make_contact("Ann", "Silva", city="Lisbon", tags=["VIP"], custom={"size": "40"}, source="OFFLINE")
    customer_of(ann, 7)
    return ana, ann


def test_what_the_customer_says_counts_and_the_rest_is_chosen(pair, make_deal):
    ana, ann = pair
    deal = make_deal(contact=ann)

    merge(ana.pk, ann.pk, PERSON, {"custom.size"})

    ana.refresh_from_db()
    deal.refresh_from_db()
    assert (ana.first_name, ana.last_name, ana.email, ana.city, ana.tags) == (
        "Ann",
        "Silva",
        ann.email,
        "Lisbon",
        ["VIP"],
    )
    assert (ana.phone, ana.custom, ana.source) == ("+331", {"size": "40"}, "REFERRALS")
    assert (deal.contact, CustomerLink.objects.get().contact) == (ana, ana)
    assert PurchaseSummary.objects.get(contact=ana).number_of_orders == 1
    assert ana.shopify_updated_at == ann.shopify_updated_at  # from now on it is locked as the customer's


def test_a_customers_own_words_stay_when_somebody_else_goes_into_them(pair):
    ana, ann = pair

    merge(ann.pk, ana.pk, PERSON, {"first_name", "email", "custom.size"})

    ann.refresh_from_db()
    assert (ann.first_name, ann.custom, ann.phone) == ("Ann", {"size": "38"}, "+331")
    assert ann.email != ana.email


@pytest.mark.parametrize("other_way", [False, True])
def test_a_merge_taken_apart_leaves_nothing_behind(pair, make_deal, other_way):
    kept, merged = reversed(pair) if other_way else pair
    deals = [make_deal(contact=kept), make_deal(contact=merged)]
    before, owners = state(*pair), [deal.contact_id for deal in deals]

    back = unmerge(merge(kept.pk, merged.pk, PERSON, {"custom.size", "source"}), PERSON)

    assert back == merged
    assert state(*pair) == before
    assert [Deal.objects.get(pk=deal.pk).contact_id for deal in deals] == owners
    assert CustomerLink.objects.get().contact == pair[1]
    assert set(PurchaseSummary.objects.values_list("number_of_orders", flat=True)) == {1}


def test_what_was_changed_after_the_merge_stays(pair):
    ana, ann = pair
    done = merge(ana.pk, ann.pk, PERSON)
    update_contact(ana.pk, {"hs_analytics_source": "PAID_SEARCH"}, PERSON)

    unmerge(done, PERSON)

    ana.refresh_from_db()
    assert (ana.source, ana.city) == ("PAID_SEARCH", "")


def test_two_customers_are_merged_at_the_store(pair):
    ana, ann = pair
    customer_of(ana, 8)

    with pytest.raises(Locked, match="customers in Shopify"):
        merge(ana.pk, ann.pk, PERSON)

    assert Contact.objects.live().count() == 2


def test_a_merge_that_others_were_built_on_stays(pair, make_contact):
    ana, ann = pair
    done = merge(ana.pk, ann.pk, PERSON)
    make_contact("Other", email=pair[0].email)

    with pytest.raises(MergedOn):
        unmerge(done, PERSON)
    delete_contacts([ana.pk], None)
    with pytest.raises(MergedOn):
        unmerge(done, PERSON)


@pytest.mark.parametrize("other", [0, 999_999])
def test_nobody_goes_into_nobody(pair, other):
    ana = pair[0]
    with pytest.raises(Contact.DoesNotExist):
        merge(ana.pk, other or ana.pk, PERSON)
