"""What a word is, in Python and in SQL (docs/search.md)."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.finding import words_sql
from crm.finding.words import LONGEST_WORD, Query, fold, phone_words, words_of

# Texts that people and shops write, and whatever else Unicode has.
NAMES = st.sampled_from(
    [
        *("Élodie", "ÉLODIE", "Jean-Pierre", "O'Brien", "d’Artagnan", "Łukasz", "Straße", "İpek", "Ωμέγας", "Søren"),
        *("ana.silva+shop@example.co.uk", "a@b", "..@..", "@home", "OAK-1/L", "SKU_12.5", "№ 5", "ﬁn", "한국", "東京"),
        *("St. Louis", "J.P. Morgan", "100%", "C++", "🎉sale", "a.b.c.d.e.f.g.h.i.j.k@x.y.z", "x" * 150),
    ]
)
ANY_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cn"]), max_size=40)
TEXTS = st.lists(NAMES | ANY_TEXT, max_size=5).map(" ".join)
PHONES = st.sampled_from(["+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78", "+1 (415) 555-2671", "+3", "+", "00"])
ANY_PHONE = st.text(st.sampled_from("+0123456789 -().x"), max_size=20)


# Nothing is written: one database does for all examples.
in_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Marie DUPONT", {"marie", "dupont"}),
        ("Élodie Ångström-Łukasz", {"elodie", "angstrom", "lukasz"}),
        ("Straße Œuvre Þór", {"strasse", "oeuvre", "thor"}),
        ("ana.silva@example.com", {"ana.silva@example.com", "silva@example.com", "example.com"}),
        ("#1042", {"1042"}),
        ("OAK-1/L", {"oak", "1", "l"}),
        ("St. Louis (FR)", {"st", "louis", "fr"}),
        ("  … — !? ", set()),
        ("a@b", {"a@b", "b"}),
    ],
)
def test_words_begin_at_every_part(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("+33 6 12 34 56 78", {"33612345678", "612345678"}),
        ("+1 (415) 555-2671", {"14155552671", "4155552671"}),
        ("+351 912 345 678", {"351912345678", "912345678"}),
        ("+44 020 7946 0958", {"4402079460958", "2079460958"}),
        ("06.12.34.56.78", {"612345678"}),
        ("0033 612345678", {"33612345678"}),
        ("none", set()),
    ],
)
def test_a_phone_number_is_its_digits_with_and_without_the_country(phone, words):
    assert phone_words(phone) == words


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Mar dup", (("mar", "dup"),)),
        ("#1042", (("1042",),)),
        ("06 12 34 56 78", (("612345678",), ("06", "12", "34", "56", "78"))),
        ("0612", (("612",), ("0612",))),
        ("06", (("6",), ("06",))),
        ("0", (("0",),)),
        ("12", (("12",),)),
        ("+33 6 12", (("33612",), ("33", "6", "12"))),
        ("10425", (("10425",),)),
        ("ana@exa", (("ana@exa",),)),
        ("ana@example.", (("ana@example",),)),
        ("a b c d e f g h", (("a", "b", "c", "d", "e", "f"),)),
        ("same SAME", (("same",),)),
        (" ' \\ § :* & | ! ", ()),
        ("", ()),
    ],
)
def test_a_query_is_words_and_perhaps_a_number(text, ways):
    assert Query.of(text).ways == ways


def test_a_long_query_and_a_long_word_are_cut():
    assert Query.of("x" * 5000).ways == (("x" * LONGEST_WORD,),)


@given(text=TEXTS)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(text=TEXTS)
def test_every_word_of_a_text_finds_it(text):
    """Whatever is typed of a text, word by word, is one of its own words."""
    query = Query.of(text)

    assert query.matches(words_of(text)) or not query.ways


@in_one_database
@given(text=TEXTS)
def test_sql_reads_texts_as_python_does(db, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT w FROM ({words_sql.own_words('%(text)s::text')}) AS made (w)", {"text": text})
        made = {word[1:] for (word,) in cursor.fetchall()}

    assert made == words_of(text)


@in_one_database
@given(phone=PHONES | ANY_PHONE)
def test_sql_reads_phone_numbers_as_python_does(db, phone):
    with connection.cursor() as cursor:
        query = words_sql.phone_words("given.phone")
        cursor.execute(f"SELECT w FROM (SELECT %s AS phone) AS given, LATERAL ({query}) AS made (w)", [phone])
        made = {word[1:] for (word,) in cursor.fetchall()}

    assert made == phone_words(phone)
