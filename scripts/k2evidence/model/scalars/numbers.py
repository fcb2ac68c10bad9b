"""Numbers and ranges with the digits that a paper prints; and true or false."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import AS_TEXT, FieldType, anchored, pattern_type
from k2evidence.model.scalars.refusals import (
    HOW_TO_SAY_UNKNOWN,
    did_you_mean,
    plain,
    refuse,
    says_unknown,
    shown,
)

MAX_DIGITS = 15
"""Most digits of one number."""
SMALL_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""What people write in words; the position is the number."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s?[-–]\s?(?P<high>\d+(?:\.\d+)?)", re.ASCII)


def parse_number(value: object) -> Decimal:
    """Read a decimal number and keep its digits: '0.70' stays 0.70."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and len(value) <= MAX_DIGITS + 2 and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise refuse(ErrorCode.NUMBER, f"{shown(value)} is not a number", _number_fix(value))


def _number_fix(value: object) -> str:
    text = plain(value)
    if re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", text):
        whole, decimal = text.replace(",", ""), text.replace(",", ".")
        return f"a comma may part thousands or decimals: write {whole} or {decimal}"
    if re.fullmatch(r"-?\d+,\d+", text):
        return f"write a decimal point: {text.replace(',', '.')}"
    if _NUMBER.fullmatch(text) and len(text) <= MAX_DIGITS + 2:
        return f"write ASCII digits, an ASCII minus and no other character: {text}"
    if text.upper() in ("N.A.", "NA", "N/A", "-", "ND", "N.D."):
        return (
            "a cell without a number has no `value`: write `status: not-available` (or `dash`) and what "
            f'stands there: `printed: "{text}"`'
        )
    if says_unknown(value):
        return HOW_TO_SAY_UNKNOWN
    if match := re.match(r"(-?\d+(?:\.\d+)?)\s*([a-df-wyzµ%*†‡(].*)", text, re.IGNORECASE):
        return (
            f"write {match[1]} alone; a unit belongs in a field of its own (`unit_printed`, `unit`), "
            "a footnote mark in `mark`"
        )
    if re.fullmatch(r"\.\d+", text):
        return f"write 0{text}; what the paper prints belongs in `printed`"
    return "write the digits as printed, a decimal point and, below zero, an ASCII minus; nothing else"


def parse_whole(value: object) -> int:
    """Read a whole number of at most six digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value, re.ASCII):
        return int(value)
    text = plain(value)
    # One word may follow, such as a unit; '2 or 3' is no number.
    leading = re.fullmatch(r"(\d{1,6})(?:st|nd|rd|th)?\.?(?: ?[A-Za-z]+)?", text, re.ASCII)
    words = {name: str(n) for n, name in enumerate(SMALL_NUMBERS)}
    hint = did_you_mean(value, leading[1] if leading else "", words.get(text.lower(), ""))
    fix = f"{hint}write digits alone, without a unit"
    raise refuse(
        ErrorCode.WHOLE_NUMBER,
        f"{shown(value)} is not a whole number",
        HOW_TO_SAY_UNKNOWN if says_unknown(value) else fix,
    )


def parse_boolean(value: object) -> bool:
    """Read 'true' or 'false'."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    spellings = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    text = plain(value).lower()
    hint = did_you_mean(value, spellings.get(text, text if text in ("true", "false") else ""))
    raise refuse(ErrorCode.BOOLEAN, f"{shown(value)} is neither true nor false", f"{hint}write true or false")


@dataclass(frozen=True, slots=True)
class Range:
    """A reference range with both ends as printed; the unit is that of the value beside it."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '9.3-54.3'."""
        return f"{self.low}-{self.high}"


def parse_range(value: object) -> Range:
    """Read '9.3-54.3'."""
    if isinstance(value, Range):
        return value
    if isinstance(value, str) and (match := _RANGE.fullmatch(value)):
        low, high = parse_number(match["low"]), parse_number(match["high"])
        if low < high:
            return Range(low, high)
    raise refuse(
        ErrorCode.RANGE,
        f"{shown(value)} is not a range from low to high",
        "write the low end, a hyphen and the high end as printed, in plain digits; a range with one end has "
        "no field of its own and stands in `note`, in words",
    )


_as_digits = PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")  # never 1E-9

Number = Annotated[
    Decimal,
    BeforeValidator(parse_number),
    _as_digits,
    pattern_type("number", "0.714", anchored(_NUMBER), notation="<digits as printed>", number=True),
]
Whole = Annotated[
    int,
    BeforeValidator(parse_whole),
    FieldType("whole number", {"type": "integer", "minimum": 0, "examples": ["31"]}),
]
Boolean = Annotated[
    bool,
    BeforeValidator(parse_boolean),
    FieldType("true or false", {"type": "boolean", "examples": ["true"]}),
]
RangeField = Annotated[
    Range,
    BeforeValidator(parse_range),
    AS_TEXT,
    pattern_type("range", "9.3-54.3", anchored(_RANGE), notation="<low end>-<high end>"),
]
