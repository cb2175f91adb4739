"""The rule of `words` as SQL: expressions that make the words of a record out of its columns."""

from crm.finding.words import (
    ADDRESS,
    DIVIDERS,
    LETTERS,
    LONGEST_TEXT,
    LONGEST_WORD,
    MARKS,
    MOST_PARTS,
    ONE_DIGIT,
    TWO_DIGITS,
)

# Words of records whose numbers differ in their lower fifteen bits only stand on one shelf: a search goes through
# shelf after shelf, the newest first, and ends when it has found enough (docs/decisions/0016-search-index.md).
SHELF_BITS = 15
# What stands between shelf and word: a record's own words, and those of what surrounds it, such as its city.
OWN, AROUND = ".", "~"
# Nobody looks for the rest of a record of more words; PostgreSQL could not keep them.
MOST_KEPT = 2_000

_ONE_FOR_ONE = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}
_ONE_FOR_TWO = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 2}


def joined(*columns: str) -> str:
    """Text columns, none of them null, as one text."""
    return " || ' ' || ".join(f"left({column}, {LONGEST_TEXT})" for column in columns)


def own_words(text: str) -> str:
    """A query of the words of a text expression."""
    return _words(text, OWN)


def words_around(text: str) -> str:
    """The same for what surrounds a record."""
    return _words(text, AROUND)


def phone_words(phone: str) -> str:
    """A query of the words of a phone number in a column."""
    digits = f"ltrim(left(regexp_replace(left({phone}, {LONGEST_TEXT}), '[^0-9]', '', 'g'), {LONGEST_WORD}), '0')"
    national = f"""
        CASE WHEN ltrim({phone}, ' ') NOT LIKE '+%%' THEN '' WHEN digits ~ '{ONE_DIGIT}' THEN substr(digits, 2)
             WHEN digits ~ '{TWO_DIGITS}' THEN substr(digits, 3) ELSE substr(digits, 4) END"""
    return f"""
        SELECT '{OWN}' || word
          FROM (SELECT {digits} AS digits) AS d, unnest(ARRAY[digits, ltrim({national}, '0')]) AS word
         WHERE word <> ''"""


def on_shelf(record_id: str, *queries: str) -> str:
    """The words that queries give, as a tsvector of the record's shelf."""
    every = " UNION ALL ".join(queries)
    words = f"SELECT to_hex({record_id} >> {SHELF_BITS}) || word FROM ({every}) AS every (word) LIMIT {MOST_KEPT}"
    return f"array_to_tsvector(ARRAY({words}))"


def _words(text: str, place: str) -> str:
    divided = f"string_to_array(regexp_replace({_folded('t')}, '{DIVIDERS}', ' ', 'g'), ' ')"
    return f"""
        SELECT '{place}' || left(substr(whole, start), {LONGEST_WORD})
          FROM (SELECT {text}) AS one (t), unnest({divided}) AS raw, btrim(raw, '.@') AS whole,
               LATERAL (SELECT 1 UNION ALL SELECT regexp_instr(whole, '[^.@]+', 1, part)
                          FROM generate_series(2, {_parts("whole")}) AS part) AS begun (start)
         WHERE whole <> ''"""


def _parts(whole: str) -> str:
    """How many parts of what stands together begin a word."""
    counted = f"regexp_count({whole}, '[^.@]+') - CASE WHEN {whole} ~ '{ADDRESS}' THEN 1 ELSE 0 END"
    return f"CASE WHEN {whole} ~ '[.@]' THEN least({counted}, {MOST_PARTS}) ELSE 1 END"


def _folded(text: str) -> str:
    """A text in small letters without accents. Most have none: they are spared the rest."""
    plain = f"regexp_replace(lower(normalize({text}, NFKD) COLLATE pg_c_utf8), '{MARKS}', '', 'g')"
    for letter, letters in _ONE_FOR_TWO.items():
        plain = f"replace({plain}, '{letter}', '{letters}')"
    plain = f"translate({plain}, '{''.join(_ONE_FOR_ONE)}', '{''.join(_ONE_FOR_ONE.values())}')"
    return f"CASE WHEN octet_length({text}) = length({text}) THEN lower({text} COLLATE pg_c_utf8) ELSE {plain} END"
