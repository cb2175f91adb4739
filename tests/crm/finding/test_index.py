"""The index finds what a plain reading of the records finds, whatever happened to them (docs/search.md)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Role, User
from crm.editing import merging
from crm.editing.values import Editor
from crm.erasure import erase_person, forget_contacts
from crm.finding import lookup
from crm.finding.audit import audit
from crm.finding.catching_up import catch_up
from crm.finding.index import refresh
from crm.finding.kinds import INDEXED
from crm.finding.lookup import find, reach
from crm.finding.words import Query, phone_words, words_of
from crm.finding.words_sql import SHELF_BITS
from crm.models import Contact, ContactWords, Deal, DealWords, ObjectType, Product, ProductWords, Variant
from crm.models.history import ChangeSource
from crm.recycle_bin import delete_contacts, restore_contact
from crm.stages import PIPELINE_ID, StageId, ensure_pipeline
from crm.store_erasure import erase_store

WORDS = {Contact: ContactWords, Deal: DealWords, Product: ProductWords}
CONTACT, DEAL, PRODUCT = ObjectType.CONTACT, ObjectType.DEAL, ObjectType.PRODUCT
NAMES = ["", "Ana", "Anna", "Élodie", "Jean-Pierre", "Dupont", "du Pont", "Martin", "Mar", "O'Brien", "Paris"]
ADDRESSES = ["", "ana@exa.com", "ana.dupont@example.com", "mar@gmail.com", "elodie@gmail.com", "paris@shop.fr"]
PHONES = ["", "+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78", "+1 415 555 2671"]
CITIES = ["", "Paris", "Lyon", "Saint-Étienne"]
TITLES = ["Oak stool", "Lampe d’été", "Ana’s bowl", "Paris mug", "Étagère"]
SKUS = ["", "OAK-1", "OAK-12", "SKU.5", "ana"]
QUERIES = [
    *("a", "an", "ana", "Ana dup", "dupont", "du p", "pont", "elodie", "ÉLO", "jean pierre", "jean-p", "mar", "marti"),
    *(
        "paris",
        "ana paris",
        "lyon",
        "saint e",
        "ana@",
        "ana@exa",
        "dupont@ex",
        "gmail",
        "gmail.com",
        "com",
        "example.com",
    ),
    *(
        "06 12 34 56 78",
        "0612",
        "+33 6 12",
        "33612345678",
        "415 555",
        "#1042",
        "1042",
        "104",
        "10",
        "oak",
        "oak-1",
        "oak 12",
    ),
    *("sku.5", "5", "ete", "mug par", "o'brien", "brien", "zzz", "%", "'", "&", ""),
]


def plain(record: Any) -> tuple[set[str], set[str]]:
    """The words of a record itself, and of what surrounds it."""
    if isinstance(record, Contact):
        own = words_of(record.first_name, record.last_name, record.email) | phone_words(record.phone)
        return own, words_of(record.city)
    if isinstance(record, Deal):
        return words_of(record.name, record.email, str(record.order_number or "")), set()
    skus = record.variants.values_list("sku", flat=True)
    return words_of(record.title, *skus), words_of(record.vendor, record.product_type)


def read_plainly(model: Any, query: Query, limit: int) -> dict[int, bool]:
    """What a person would find: those that hold the words whole, then begun, then around them; the newest first.

    For words begun only so many shelves are looked at.
    """
    found = []
    newest = WORDS[model].objects.order_by("pk").last()
    lowest = (newest.pk >> SHELF_BITS) - reach(query) if newest and query.ways else 0
    for record in model.objects.live():
        own, around = plain(record)
        is_near = record.pk >> SHELF_BITS > lowest
        places = (query.equals(own), is_near and query.matches(own), is_near and query.matches(own | around))
        if any(places):
            found.append((places.index(True), -record.pk))
    return {-pk: place == 0 for place, pk in sorted(found)[:limit]}


def assert_found_as_read(texts: list[str], limit: int) -> None:
    for object_type, model in ((CONTACT, Contact), (DEAL, Deal), (PRODUCT, Product)):
        for text in texts:
            query = Query.of(text)
            found, read = find(object_type, query, limit), read_plainly(model, query, limit)
            assert list(found.items()) == list(read.items()), (object_type, text)


class World:
    """Some records, and what may happen to them. `draw` chooses; records stand on many shelves."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.user = User.objects.create_user("ana@hubsync.example", None, role=Role.ADMIN)
        ensure_pipeline()
        self.touched: dict[ObjectType, set[int]] = {CONTACT: set(), DEAL: set(), PRODUCT: set()}

    def any_of(self, values: Any) -> Any:
        return self.draw(st.sampled_from(list(values)))

    def free_id(self, model: Any) -> int:
        """Ids as far apart as they are in a portal of years, mostly in the order of time."""
        newest = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return int(newest + self.draw(st.integers(1, 60_000)))

    def make_contact(self) -> None:
        at, email = timezone.now(), self.any_of(ADDRESSES)
        if email and Contact.objects.live_at(email).exists():
            email = ""
        pk = self.free_id(Contact)
        Contact.objects.create(pk=pk, email=email, created_at=at, updated_at=at, **self.contact_values())
        self.touched[CONTACT].add(pk)

    def contact_values(self) -> dict[str, str]:
        return {
            "first_name": self.any_of(NAMES),
            "last_name": self.any_of(NAMES),
            "phone": self.any_of(PHONES),
            "city": self.any_of(CITIES),
        }

    def make_deal(self) -> None:
        at, pk = timezone.now(), self.free_id(Deal)
        number = self.draw(st.sampled_from([None, 10, 104, 1042, 10420]))
        Deal.objects.create(
            pk=pk,
            name=self.any_of(["", "#1042", "#104", "Paris order"]),
            order_number=number,
            email=self.any_of(ADDRESSES),
            contact=self.any_of([None, *Contact.objects.live()]),
            pipeline_id=PIPELINE_ID,
            stage_id=StageId.PROCESSED,
            ecomm_synced=True,
            created_at=at,
            updated_at=at,
        )
        self.touched[DEAL].add(pk)

    def make_product(self) -> None:
        at, pk = timezone.now(), self.free_id(Product)
        product = Product.objects.create(
            pk=pk,
            shopify_product_id=pk,
            title=self.any_of(TITLES),
            vendor=self.any_of(["", "Alder", "Ana"]),
            product_type=self.any_of(["", "Stool"]),
            created_at=at,
            updated_at=at,
        )
        for place in range(2):
            Variant.objects.create(product=product, shopify_variant_id=2 * pk + place, sku=self.any_of(SKUS))
        self.touched[PRODUCT].add(pk)

    def change(self) -> None:
        contact = self.any_of([None, *Contact.objects.live()])
        if contact:
            Contact.objects.filter(pk=contact.pk).update(updated_at=timezone.now(), **self.contact_values())
            self.touched[CONTACT].add(contact.pk)

    def delete(self) -> None:
        model, object_type = self.any_of([(Contact, CONTACT), (Deal, DEAL), (Product, PRODUCT)])
        record = self.any_of([None, *model.objects.live()])
        if record and model is Contact:
            delete_contacts([record.pk], self.user)
        elif record:
            model.objects.filter(pk=record.pk).update(deleted_at=timezone.now(), updated_at=timezone.now())
        if record:
            self.touched[object_type].add(record.pk)

    def restore(self) -> None:
        contact = self.any_of([None, *Contact.objects.in_recycle_bin()])
        if contact and not Contact.objects.live_at(contact.email).exists():
            restore_contact(contact, self.user)
            self.touched[CONTACT].add(contact.pk)

    def merge(self) -> None:
        contacts = list(Contact.objects.live())
        kept, merged = self.any_of(contacts or [None]), self.any_of(contacts or [None])
        if kept != merged:
            merging.merge(kept.pk, merged.pk, Editor(ChangeSource.PERSON, self.user))
            self.touched[CONTACT] |= {kept.pk, merged.pk}

    def erase(self) -> None:
        """Nothing is told of: what is erased leaves the index by itself."""
        contact = self.any_of([None, *Contact.objects.all()])
        match self.any_of(["person", "contact", "store"]):
            case "person" if contact and contact.email:
                deals = Deal.objects.filter(email__iexact=contact.email) | Deal.objects.filter(contact=contact)
                self.touched[DEAL] |= set(deals.values_list("pk", flat=True))
                erase_person(None, contact.email, [])
            case "contact" if contact:
                forget_contacts([contact.pk])
            case "store":
                erase_store()

    def follow(self) -> None:
        """The words follow: what was touched is told, or looked for, or found by the audit."""
        match self.any_of(["told", "caught up", "audited"]):
            case "told":
                for object_type, ids in self.touched.items():
                    refresh(object_type, ids)
            case "caught up":
                assert catch_up()
            case "audited":
                for object_type in INDEXED:
                    audit(object_type, settled_before=timezone.now() + timedelta(minutes=1))
        for ids in self.touched.values():
            ids.clear()


HAPPENINGS = [
    "make_contact",
    "make_contact",
    "make_deal",
    "make_product",
    "change",
    "delete",
    "restore",
    "merge",
    "erase",
]


class TestAgainstPlainReading(TestCase):
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_the_index_finds_what_a_person_would(self, data: Any) -> None:
        world = World(data.draw)
        for _ in range(data.draw(st.integers(1, 3))):
            for happening in data.draw(st.lists(st.sampled_from(HAPPENINGS), max_size=15)):
                getattr(world, happening)()
            world.follow()
            texts = data.draw(st.lists(st.sampled_from(QUERIES), min_size=8, max_size=8, unique=True))
            # Now and then so little may be spent that the oldest shelves are left out.
            spent = data.draw(st.sampled_from([lookup._SPENT_MOST, 12]))
            with mock.patch.object(lookup, "_SPENT_MOST", spent):
                assert_found_as_read(texts, limit=data.draw(st.sampled_from([2, 50])))
