"""What the words of a text are, and of a query (docs/search.md). `words_sql` is the same rule in SQL.

Case and accents do not matter. A word begins at every part of what stands together: `ana.silva@shop.com` can be found
by `ana.s`, `silva@` and `shop.com`, but not by `com`.
"""

import re
import unicodedata
from dataclasses import dataclass

MOST_WORDS = 6
LONGEST_QUERY = 200
# Of a text only so much is read, of a word only so much is kept, of what stands together so many parts begin words.
LONGEST_TEXT = 2_000
LONGEST_WORD = 100
MOST_PARTS = 8

# Whatever is neither a letter nor a digit of any script divides words, apart from what holds addresses together.
DIVIDERS = (
    r"[^a-z0-9@.\u00c0-\u1fff\u2c00-\u2dff\u2e80-\u2fff\u3040-\ufdff\ufe70-\ufefc"
    r"\U00010000-\U0001efff\U00020000-\U0003ffff]+"
)
ADDRESS = r"@.*\."
MARKS = r"[\u0300-\u036f]+"
# Letters that are no others with a mark.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ς": "σ"}
# How long the country code at the beginning of a number is: of these one digit, of those two, of all others three.
ONE_DIGIT = "^[17]"
TWO_DIGITS = "^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])"

_DIVIDERS, _MARKS = re.compile(DIVIDERS), re.compile(MARKS)
_LETTERS = str.maketrans(LETTERS)
_ADDRESS = re.compile(ADDRESS)
_PARTS = re.compile(r"[^.@]+")
_PHONE = re.compile(r"[+0][0-9\s().\-/]+|[0-9][0-9\s().\-/]{4,}")


def fold(text: str) -> str:
    """A text in small letters without accents."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).lower()).translate(_LETTERS)


def words_of(*texts: str) -> set[str]:
    """Every word of texts, from each of its parts on."""
    return {word[:LONGEST_WORD] for text in texts for whole in _wholes(text[:LONGEST_TEXT]) for word in _begun(whole)}


def phone_words(phone: str) -> set[str]:
    """A phone number as digits: whole, and as it is dialled within its country."""
    digits = _digits(phone[:LONGEST_TEXT])[:LONGEST_WORD]
    if not phone.lstrip(" ").startswith("+"):
        return {digits} if digits else set()
    code = 1 if re.match(ONE_DIGIT, digits) else 2 if re.match(TWO_DIGITS, digits) else 3
    return {word for word in (digits, digits[code:].lstrip("0")) if word}


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Each of `ways` is words that must all begin words of what is found; one way is enough.

    A number of several groups is also one word of digits without its leading zeros: a phone number, however spaced.
    """

    text: str
    ways: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        """A query as typed; no ways where there is no word in it."""
        text = text.replace("\x00", "").strip()[:LONGEST_QUERY]
        words = tuple(dict.fromkeys(word[:LONGEST_WORD] for word in _wholes(text)))[:MOST_WORDS]
        digits = _digits(text) if _PHONE.fullmatch(text) else ""
        ways = ((digits,) if digits else (), words)
        return cls(text, tuple(dict.fromkeys(way for way in ways if way)))

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of every way."""
        return tuple(dict.fromkeys(word for way in self.ways for word in way))

    @property
    def digits(self) -> str:
        """The digits, where it may be a phone number."""
        return self.ways[0][0] if _PHONE.fullmatch(self.text) and self.ways else ""

    def matches(self, words: set[str]) -> bool:
        """Whether the words of something hold what is looked for."""
        return any(all(any(one.startswith(word) for one in words) for word in way) for way in self.ways)

    def equals(self, words: set[str]) -> bool:
        """Whether it does so to the letter: each word whole."""
        return any(words.issuperset(way) for way in self.ways)


def _digits(text: str) -> str:
    """The digits of a text, from the first that is no zero."""
    return re.sub("[^0-9]", "", text).lstrip("0")


def _wholes(text: str) -> list[str]:
    """What stands together in a text, folded."""
    return [whole for raw in _DIVIDERS.sub(" ", fold(text)).split(" ") if (whole := raw.strip(".@"))]


def _begun(whole: str) -> list[str]:
    """What stands together, from each of its parts on; the last part of an address (`com`) begins nothing."""
    starts = [part.start() for part in _PARTS.finditer(whole)]
    if _ADDRESS.search(whole):
        starts.pop()
    return [whole[start:] for start in starts[:MOST_PARTS]]
