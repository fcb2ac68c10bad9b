"""Numbers and ranges with the digits that a paper prints; and true or false."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, core_schema

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

MAX_DIGITS, MAX_DECIMALS = 12, 6
"""Most digits of a number before and after its decimal point; more than any paper prints.

With more decimals `str(Decimal)` would turn to powers of ten.
"""
SMALL_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""What people write in words; the position is the number."""

UNSIGNED = rf"\d{{1,{MAX_DIGITS}}}(?:\.\d{{1,{MAX_DECIMALS}}})?"
"""The pattern of a number that is not below zero."""
_NUMBER = re.compile(rf"-?{UNSIGNED}", re.ASCII)
_LONG_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FACTOR = re.compile(rf"\d{{1,{MAX_DIGITS}}}(?:\.\d{{1,15}})?", re.ASCII)
_RANGE = re.compile(rf"(?P<low>{UNSIGNED})\s?[-–]\s?(?P<high>{UNSIGNED})", re.ASCII)


def parse_number(value: object) -> Decimal:
    """Read a decimal number and keep its digits: '0.70' stays 0.70."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, str) and _LONG_NUMBER.fullmatch(value):
        raise refuse(
            ErrorCode.OUT_OF_BOUNDS,
            f"{shown(value)} has more than {MAX_DIGITS} digits before the point, or {MAX_DECIMALS} behind it",
            "write the digits as printed; no paper prints so many",
        )
    raise refuse(ErrorCode.NUMBER, f"{shown(value)} is not a number", _number_fix(value))


def parse_factor(value: object) -> Decimal:
    """Read how many of one unit make another, of which units far apart need many decimals."""
    if isinstance(value, str) and _FACTOR.fullmatch(value):
        return Decimal(value)
    return parse_number(value)


def _number_fix(value: object) -> str:
    text = plain(value)
    if re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", text):
        whole, decimal = text.replace(",", ""), text.replace(",", ".")
        return f"a comma may part thousands or decimals: write {whole} or {decimal}"
    if re.fullmatch(r"-?\d+,\d+", text):
        return f"write a decimal point: {text.replace(',', '.')}"
    if _NUMBER.fullmatch(text):
        return f"write ASCII digits, an ASCII minus and no other character: {text}"
    if text.upper() in ("N.A.", "NA", "N/A", "-", "ND", "N.D."):
        return (
            "a cell without a number has no `value`: write `status: not-available` (or `dash`) and what "
            f'is there: `printed: "{text}"`'
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
    """Read a whole number, not below zero."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII):
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
        "no field of its own and is in `note`, in words",
    )


_as_digits = PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")  # never 1E-9


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds of a number, as metadata of `Annotated`; they can be reached, but `low` not with `above`."""

    what: str
    """Whose bounds they are, e.g. 'age in years'."""
    low: int
    high: int
    above: bool = False

    def check(self, value: Any) -> Any:
        """Return a value within the bounds. Raises the error of one that is not."""
        if self.low <= value <= self.high and not (self.above and value == self.low):
            return value
        least = "more than" if self.above else "at least"
        raise refuse(
            ErrorCode.OUT_OF_BOUNDS,
            f"{value} is no {self.what}, which is {least} {self.low} and at most {self.high}",
            "look at the sign, the decimal point and the unit in the source, and write what it prints there",
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the type, checked by these bounds."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the type with these bounds."""
        least = "exclusiveMinimum" if self.above else "minimum"
        rest = {name: value for name, value in handler(schema).items() if name != "minimum"}
        return {**rest, least: self.low, "maximum": self.high}


_NUMBER_TYPE = pattern_type("number", "0.714", anchored(_NUMBER), notation="<digits as printed>", number=True)
_MOST = 10**MAX_DIGITS
MAX_WHOLE_DIGITS = 9
"""Most digits of a count."""

Number = Annotated[Decimal, BeforeValidator(parse_number), _as_digits, _NUMBER_TYPE]
NotNegative = Annotated[Number, Within("number for this field", 0, _MOST)]
"""A size that can be zero, such as a spread."""
Positive = Annotated[Number, Within("number for this field", 0, _MOST, above=True)]
"""A size that is always above zero, such as a standard deviation or a ratio."""
Score = Annotated[Number, Within("T-score or Z-score", -30, 30)]
PercentOfMean = Annotated[Number, Within("part of a mean in percent", 0, 1000, above=True)]
PercentChange = Annotated[Number, Within("change in percent", -100, 1_000_000)]
"""What is measured cannot lose more than all of it."""
Months = Annotated[Number, Within("number of months", 0, 1200)]
UnitFactor = Annotated[
    Decimal,
    BeforeValidator(parse_factor),
    _as_digits,
    pattern_type("number", "0.001", anchored(_FACTOR), notation="<digits>", number=True),
    Within("factor between units", 0, _MOST, above=True),
]
"""How many of one unit make another, down to a millionth of a billionth."""
Whole = Annotated[
    int,
    BeforeValidator(parse_whole),
    FieldType("whole number", {"type": "integer", "minimum": 0, "examples": ["31"]}),
    Within("count", 0, 10**MAX_WHOLE_DIGITS - 1),
]
AgeInYears = Annotated[Whole, Within("age in years", 0, 120)]
DeliveryOrder = Annotated[Whole, Within("number of a delivery", 1, 30)]
Pregnancies = Annotated[Whole, Within("number of pregnancies or deliveries", 0, 30)]
Children = Annotated[Whole, Within("number of children of one birth", 0, 12)]
Bones = Annotated[Whole, Within("number of fractures", 0, 206)]
Year = Annotated[Whole, Within("year of a publication", 1800, 2100)]
GradeLevels = Annotated[Whole, Within("number of levels of certainty", 1, 2)]
Position = Annotated[Whole, Within("number of an item", 1, 1000)]
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
