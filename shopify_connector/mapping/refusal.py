"""Why an object of Shopify's cannot become a record."""

from enum import StrEnum
from typing import Any

_MAX_SHOWN = 200


class RefusalReason(StrEnum):
    """The closed set of reasons; their words stand in shopify_connector/problem_words.py."""

    BAD_JSON = "bad_json"
    NO_ID = "no_id"
    MISSING = "missing"
    BAD_DATE = "bad_date"
    BAD_AMOUNT = "bad_amount"
    BAD_NUMBER = "bad_number"
    BAD_CURRENCY = "bad_currency"
    WRONG_SHAPE = "wrong_shape"
    NO_PARENT = "no_parent"
    CUT = "cut"
    NOT_STORED = "not_stored"


class Refusal(ValueError):
    """An object is left out: `reason`, the field it is about and what stood there (shortened)."""

    def __init__(self, reason: RefusalReason, field: str = "", value: Any = "") -> None:
        super().__init__(reason, field, value)
        self.reason = reason
        self.field = field
        self.value = "" if value is None else str(value)[:_MAX_SHOWN]
