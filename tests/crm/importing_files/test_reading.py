"""Bytes as a table: encodings, separators, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.importing import reading
from crm.importing.reading import Unreadable, read_table
from tests.crm.importing_files.conftest import csv_of

PEOPLE = [["E-mail", "Prénom"], ["ana@example.com", "Zoë"], ["ben@example.com", "Ben, Jr.\nof “Lagos”"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found_by_looking(encoding, separator):
    lines = [separator.join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in PEOPLE]
    table = read_table("\r\n".join(lines).replace("Ben, Jr.", "Ben").encode(encoding))

    assert table.headings == PEOPLE[0]
    assert table.rows[0] == (2, ["ana@example.com", "Zoë"])
    assert table.rows[1] == (3, ["ben@example.com", "Ben\nof “Lagos”"])


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_in_any_encoding_comes_back(pairs, encoding):
    rows = [[left, right] for left, right in pairs]
    data = csv_of(["Email", "Note"], ["ana@example.com", "x"], *rows).encode(encoding)

    read = [cells for _number, cells in read_table(data).rows][1:]

    assert read == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data):
    try:
        table = read_table(data)
    except Unreadable as error:
        assert str(error)
    else:
        assert table.rows


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n\n", "The file is empty."),
        (b"Email,Name\n", "no rows below"),
        (b"ana@example.com,Ana\nben@example.com,Ben\n", "looks like a person"),
        (b"PK\x03\x04rest", "a file of Excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text file"),
        (b"Email\n\x81\xff\x01", "not a text file"),
        (b"a," * 301 + b"a\n1\n", "more than 300 columns"),
    ],
)
def test_what_is_no_table_is_told_in_words(data, words):
    with pytest.raises(Unreadable, match=words):
        read_table(data)


def test_there_is_an_end_to_size_and_rows(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        read_table(b"Email\na\nb\nc\n")
    monkeypatch.setattr(reading, "MOST_BYTES", 5)
    with pytest.raises(Unreadable, match="bigger than"):
        read_table(b"Email\na\n")


def test_row_numbers_are_those_of_a_spreadsheet():
    table = read_table(b"Email;Name\n\n;\nana@example.com;Ana;;\nben@example.com\n")

    assert table.rows == [(4, ["ana@example.com", "Ana"]), (5, ["ben@example.com"])]
