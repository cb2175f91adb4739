"""Files to their end: what becomes of rows, what is told, and what a lost worker costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from crm.erasure import erase_person, forget_contacts
from crm.exporting import csv_bytes
from crm.exporting.cells import columns_of, rows_of
from crm.importing import running
from crm.models import Contact, ContactImport, CustomProperty, ImportPiece, ObjectType, RecordChange
from crm.recycle_bin import delete_contacts
from crm.tasks import clear_out_contact_imports, resume_contact_imports
from tests.crm.importing_files.conftest import csv_of

pytestmark = pytest.mark.django_db


def refused(one):
    return [row for piece in ImportPiece.objects.filter(contact_import=one) for row in running.rows_of(piece)]


def numbers(one):
    return (one.created, one.updated, one.unchanged, one.refused)


def test_contacts_are_made_and_changed_by_their_address_whatever_its_case(import_file, make_contact):
    ana = make_contact("Ana", email="ana@example.com", city="Lyon", shopify_updated_at=None)

    done = import_file("Email,First name,City\nANA@example.com,Anna,\nben@example.com,Ben,Lagos\n")

    ana.refresh_from_db()
    assert numbers(done) == (1, 1, 0, 0)
    assert (ana.first_name, ana.city, ana.email) == ("Anna", "Lyon", "ana@example.com")
    change = RecordChange.objects.get(record_id=ana.pk)
    assert (change.source, change.user.email) == ("file", "ana@shop.example")
    assert done.status == "done"


def test_existing_contacts_are_left_when_one_says_so_but_later_rows_change_earlier_ones(import_file, make_contact):
    make_contact("Ana", email="ana@example.com", shopify_updated_at=None)

    rows = ["ana@example.com,Anna", "ben@example.com,Ben", "Ben@example.com,Benoît"]
    done = import_file("Email,First name\n" + "\n".join(rows), updates=False)

    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Ana", "Benoît"}
    assert numbers(done) == (1, 1, 1, 0)


def test_an_address_in_two_pieces_is_one_contact(import_file, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)

    done = import_file("Email,First name\nben@example.com,Ben\nben@example.com,Benoît\n", updates=False)

    assert Contact.objects.get().first_name == "Benoît"
    assert numbers(done) == (1, 1, 0, 0)


def test_rows_that_cannot_be_are_kept_with_their_number_and_reason(import_file):
    rows = [["Email", "Orders count"], ["no address", "1"], ["ben@example.com", "many"], ["a@b.co"], ["", "3"]]

    done = import_file(csv_of(*rows))

    assert numbers(done) == (0, 0, 0, 4)
    assert refused(done) == [
        [2, ["no address", "1"], "E-mail: “no address” is no e-mail address."],
        [3, ["ben@example.com", "many"], "Orders count: “many” is no number."],
        [4, ["a@b.co"], "This row has 1 cell; the columns are 2."],
        [5, ["", "3"], "The row has neither an e-mail address nor a name."],
    ]
    assert not Contact.objects.exists()


def test_what_is_shopifys_stays_and_the_rest_of_the_row_is_applied(import_file, make_contact):
    CustomProperty.objects.create(object_type=ObjectType.CONTACT, name="size", label="Size", type="number")
    ana = make_contact("Ana", email="ana@example.com", city="Lyon")

    done = import_file("Email,City,Size\nana@example.com,Nice,38\n", tag="fair")

    ana.refresh_from_db()
    assert (ana.city, ana.custom, ana.tags) == ("Lyon", {"size": "38"}, [])
    lock = "Shopify owns this property. It is changed in the store's admin."
    assert done.notes == {f"City: {lock}": 1, f"Tags: {lock}": 1}


def test_who_was_erased_or_is_in_the_recycle_bin_does_not_come_back(import_file, make_contact):
    gone, binned = make_contact(email="gone@example.com"), make_contact(email="binned@example.com")
    delete_contacts([gone.pk, binned.pk], None)
    forget_contacts([gone.pk])

    done = import_file("Email\ngone@example.com\nBinned@example.com\n")

    assert [row[2] for row in refused(done)] == [
        "The person with this address was erased for good and cannot be added again.",
        "The contact with this address is in the recycle bin. Restore it there first.",
    ]
    assert not Contact.objects.live().exists()


def test_consent_is_imported_only_where_it_was_said_and_a_no_stays(import_file, make_contact):
    make_contact(email="no@example.com", accepts_marketing=False, shopify_updated_at=None)
    text = "Email,Accepts marketing\nno@example.com,yes\nyes@example.com,oui\nnever@example.com,no\n"

    import_file(text)
    assert dict(Contact.objects.values_list("email", "accepts_marketing")) == {
        "no@example.com": False,
        "yes@example.com": None,
        "never@example.com": False,
    }

    done = import_file(text, consent=True)
    assert dict(Contact.objects.values_list("email", "accepts_marketing")) == {
        "no@example.com": False,
        "yes@example.com": True,
        "never@example.com": False,
    }
    assert len(done.notes) == 1


def test_a_tag_joins_those_that_are_there(import_file, make_contact):
    make_contact(email="ana@example.com", tags=["VIP"], shopify_updated_at=None)

    import_file('Email,Tags\nana@example.com,\nben@example.com,"fair, new"\n', tag="Fair")

    tags = dict(Contact.objects.values_list("email", "tags"))
    assert tags == {"ana@example.com": ["VIP", "Fair"], "ben@example.com": ["fair", "new"]}


def test_the_check_counts_and_writes_nothing(import_file, ana_of_marketing, make_contact):
    make_contact(email="ana@example.com", shopify_updated_at=None)
    text = "Email,First name\nana@example.com,Anna\nben@example.com,Ben\nben@example.com,Benoît\nnobody,No\n"
    taken = running.take_file(text.encode(), "people.csv", ana_of_marketing)

    running.begin_check(taken)

    assert (taken.status, numbers(taken)) == ("ready", (1, 2, 0, 1))
    assert Contact.objects.count() == 1
    assert RecordChange.objects.count() == 0


def test_a_lost_worker_costs_nothing(import_file, ana_of_marketing, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 2)
    text = "Email\n" + "".join(f"c{n}@example.com\n" for n in range(5))
    taken = running.take_file(text.encode(), "people.csv", ana_of_marketing)
    running.begin_check(taken)
    resume_contact_imports()
    taken.refresh_from_db()
    assert (taken.status, taken.created) == ("ready", 5)

    running.begin(taken)
    running._write_piece(taken.pk)
    taken.refresh_from_db()
    assert (taken.handled, taken.status, Contact.objects.count()) == (2, "running", 2)

    resume_contact_imports()
    taken.refresh_from_db()
    assert (numbers(taken), taken.status, Contact.objects.count()) == ((5, 0, 0, 0), "done", 5)


def test_stopping_leaves_what_was_written_and_forgets_the_rest_of_the_file(ana_of_marketing, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)
    taken = running.take_file(b"Email\na@example.com\nb@example.com\n", "people.csv", ana_of_marketing)
    running.begin_check(taken)
    running.check(taken.pk)
    running.begin(taken)
    running._write_piece(taken.pk)

    running.stop(taken)
    running.run(taken.pk)

    taken.refresh_from_db()
    assert (taken.status, taken.handled) == ("stopped", 1)
    assert [piece.rows for piece in taken.pieces.all()] == ["[]"]


def test_files_are_forgotten_after_a_day_and_refused_rows_after_a_month(import_file, ana_of_marketing):
    done = import_file("Email\nnobody\n")
    unused = running.take_file(b"Email\na@example.com\n", "people.csv", ana_of_marketing)
    ContactImport.objects.update(created_at=timezone.now() - timedelta(days=2))

    clear_out_contact_imports()
    assert not ContactImport.objects.filter(pk=unused.pk).exists()
    assert refused(done)

    ContactImport.objects.update(finished_at=timezone.now() - timedelta(days=31))
    clear_out_contact_imports()
    assert not refused(done)


def test_who_is_erased_is_erased_from_files_too(import_file, ana_of_marketing):
    done = import_file("Email,Orders count\nana@example.com,many\nben@example.com,many\n")
    waiting = running.take_file(b"Email\nANA@example.com\nben@example.com\n", "people.csv", ana_of_marketing)

    erase_person(None, "ana@example.com", [])

    assert [row[1][0] for row in refused(done)] == ["ben@example.com"]
    running.begin_check(ContactImport.objects.get(pk=waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.total, waiting.created) == ("ready", 1, 1)


def test_one_that_says_nothing_new_is_unchanged(import_file, make_contact):
    make_contact("Ana", email="ana@example.com")

    assert numbers(import_file("Email,First name\nana@example.com,Ana\n")) == (0, 0, 1, 0)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


class RoundTrip(TestCase):
    """What is exported is imported again without a change."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        people=st.lists(st.tuples(TEXTS, TEXTS, st.booleans(), st.none() | st.booleans(), st.booleans()), max_size=4),
        language=st.sampled_from(["en", "fr"]),
        encoding=st.sampled_from(["utf-8", "utf-16"]),
    )
    def test_nothing_changes(self, people, language, encoding):
        at = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
        CustomProperty.objects.get_or_create(
            object_type=ObjectType.CONTACT, name="size", defaults={"label": "Size", "type": "number"}
        )
        Contact.objects.all().delete()
        for n, (name, note, has_email, accepts, is_synced) in enumerate(people):
            Contact.objects.create(
                email=f"c{n}@example.com" if has_email else "",
                first_name=name,
                note=note,
                tags=[note, name],
                accepts_marketing=accepts,
                source="OFFLINE" if accepts else "",
                shopify_created_at=at if accepts else None,
                shopify_updated_at=at if is_synced else None,
                custom={"size": "12.5"} if accepts else {},
                created_at=at,
                updated_at=at,
            )
        user, _made = User.objects.get_or_create(email="ana@shop.example")
        before = list(Contact.objects.order_by("pk").values())
        with override(language), timezone.override("America/New_York"):
            columns = columns_of(ObjectType.CONTACT, None)
            pages = rows_of(ObjectType.CONTACT, Contact.objects.all(), columns)
            data = b"".join(csv_bytes(columns, pages)).decode().encode(encoding)
            if not people:
                return
            taken = running.take_file(data, "contacts.csv", user)
            running.begin_check(taken)
            taken.consent = True
            taken.save()
            running.begin(taken)

        taken.refresh_from_db()
        assert (taken.unchanged, taken.refused, taken.notes) == (len(people), 0, {}), refused(taken)
        assert list(Contact.objects.order_by("pk").values()) == before
