"""Numbers, times, ranges and doses as a paper prints them, read from text.

YAML is read as text and each field converts its own scalar, so 0.70 never becomes 0.7 and
`NO` never becomes false. Every parser raises `PydanticCustomError`, whose context carries
`fix`: one line on how to mend the value.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import FieldType

TimeUnit = Literal["day", "week", "month", "year"]
Origin = Literal["delivery", "first visit", "start of treatment", "onset"]

MAX_TEXT = 4000
"""Longest text of one field, in characters."""
MAX_DIGITS = 15
"""Most digits of one number."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_TIME = re.compile(
    rf"(?P<value>\d+(?:\.\d+)?) (?P<unit>{'|'.join(get_args(TimeUnit))})s?"
    rf" (?P<side>after|before) (?P<origin>{'|'.join(get_args(Origin))})",
    re.ASCII,
)
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s?[-–]\s?(?P<high>\d+(?:\.\d+)?)", re.ASCII)
_QUANTITY = re.compile(r"(?P<value>[0-9]+(?:\.[0-9]+)?) (?P<unit>[A-Za-zµ%][^\s]*)")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_REF = re.compile(rf"{_ID.pattern}(/{_ID.pattern})?", re.ASCII)
_ADDRESS = re.compile(
    r"/(?:[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*/)*(?:[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)?", re.ASCII
)
_VERTEBRA = re.compile(r"T([1-9]|1[0-2])|L[1-5]", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"'{}|\\^`]{1,200}", re.ASCII)
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LOOSE_NUMBER = re.compile(r"(?<![A-Za-z\d.,/–-])\d[\d.,]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def refuse(code: ErrorCode, message: str, fix: str) -> PydanticCustomError:
    """Return the error that reports one bad scalar: what is wrong and how to mend it.

    The two sentences travel in the context, not in the template, so that a brace in the
    data is never read as a placeholder.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "fix": fix})


def shown(value: object) -> str:
    """Return a value as an error message quotes it: bounded, and on one line."""
    if not isinstance(value, str):
        return "a list" if isinstance(value, list) else "a group of fields"
    if not value:
        return "nothing"
    text = value
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}…'"


_MINUS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def plain(value: object) -> str:
    """Return text as a keyboard writes it: ASCII digits, ASCII minus, single spaces."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFKC", _MINUS.sub("-", value[:200]))
    return " ".join(_MINUS.sub("-", text).split())


def _did_you_mean(value: object, *candidates: str) -> str:
    """Return the first candidate as a question, or nothing; every candidate is valid."""
    meant = next((text for text in candidates if text and text != value), None)
    return f"did you mean '{meant}'? " if meant else ""


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
            f'stands there, e.g. printed: "{text}"'
        )
    if found := re.match(r"(-?\d+(?:\.\d+)?)\s*([a-df-wyzµ%*†‡(].*)", text, re.IGNORECASE):
        return (
            f"write {found[1]} alone; a unit belongs in a field of its own (`unit_printed`, `unit`), "
            "a footnote mark in `mark`"
        )
    if re.fullmatch(r"\.\d+", text):
        return f"write 0{text}; what the paper prints belongs in `printed`"
    return "write plain digits with a decimal point and an ASCII minus, e.g. 0.714 or -2.9"


def parse_number(value: object) -> Decimal:
    """Read a decimal number and keep its digits: '0.70' stays 0.70."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and len(value) <= MAX_DIGITS + 2 and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise refuse(ErrorCode.NUMBER, f"{shown(value)} is not a number", _number_fix(value))


def parse_whole(value: object) -> int:
    """Read a whole number of at most six digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value, re.ASCII):
        return int(value)
    text = plain(value)
    counted = re.match(r"\d{1,6}(?![\d.,])", text, re.ASCII)
    words = {name: str(n) for n, name in enumerate(_WORDS)}
    hint = _did_you_mean(value, counted[0] if counted else "", words.get(text.lower(), ""))
    raise refuse(
        ErrorCode.WHOLE_NUMBER,
        f"{shown(value)} is not a whole number",
        f"{hint}write digits alone, without a unit, e.g. 31",
    )


def parse_boolean(value: object) -> bool:
    """Read true or false, spelled so."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    said = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    text = plain(value).lower()
    hint = _did_you_mean(value, said.get(text, text if text in ("true", "false") else ""))
    raise refuse(ErrorCode.BOOLEAN, f"{shown(value)} is neither true nor false", f"{hint}write true or false")


def check_text(value: str) -> str:
    """Refuse empty, oversized or invisible text."""
    if not value.strip():
        raise refuse(
            ErrorCode.EMPTY,
            "nothing stands here",
            "write the text, in quotes if it begins with #; or leave the field out",
        )
    if len(value) > MAX_TEXT:
        raise refuse(
            ErrorCode.TOO_LONG,
            f"the text has {len(value):,} characters",
            f"keep it under {MAX_TEXT:,} characters",
        )
    if re.match(r"[=+@]|-[^\d\s]", value):
        raise refuse(
            ErrorCode.FORMULA,
            f"the text begins with '{value[0]}', which a spreadsheet would run as a formula",
            "begin with a word or a digit",
        )
    if match := _CONTROL.search(value):
        raise refuse(
            ErrorCode.INVISIBLE,
            f"the text holds the invisible character U+{ord(match[0]):04X}",
            "retype the text without it; keep one paragraph on one line or fold it with '>-'",
        )
    return value


def check_prose(value: str) -> str:
    """Refuse a bare number in prose: numbers live in fields, so that none is typed twice.

    A digit that belongs to a name (K2, T12, MK-4, L2–4) is not a number.
    """
    if match := _LOOSE_NUMBER.search(check_text(value)):
        raise refuse(
            ErrorCode.NUMBER_IN_PROSE,
            f"the number '{match[0]}' stands in prose",
            "keep the number in a field of its own; in a story, name that field in braces, e.g. {onset}",
        )
    return value


def parse_id(value: object) -> str:
    """Read an identifier: lower-case words and digits joined by single hyphens."""
    if isinstance(value, str) and len(value) <= 80 and _ID.fullmatch(value):
        return value
    slug = re.sub(r"[^a-z0-9]+", "-", plain(value).lower()).strip("-")[:80]
    raise refuse(
        ErrorCode.ID,
        f"{shown(value)} is not an id",
        f"{_did_you_mean(value, slug)}write lower-case letters and digits joined by hyphens, "
        "e.g. tsuchie-2012-case-1",
    )


def parse_vertebra(value: object) -> str:
    """Read a vertebra from T1 to L5."""
    if isinstance(value, str) and _VERTEBRA.fullmatch(value):
        return value
    found = re.fullmatch(r"(TH?|D|L)[A-Z.]*\s?(\d{1,2})", plain(value).upper())
    meant = f"{'L' if found[1] == 'L' else 'T'}{int(found[2])}" if found else ""
    hint = _did_you_mean(value, meant if _VERTEBRA.fullmatch(meant) else "")
    raise refuse(
        ErrorCode.VERTEBRA,
        f"{shown(value)} is not a vertebra between T1 and L5",
        f"{hint}write T1 to T12 or L1 to L5, each an item of its own",
    )


def parse_date(value: object) -> str:
    """Read a calendar date or part of one: 2012, 2012-03 or 2012-03-06."""
    if isinstance(value, str) and _DATE.fullmatch(value) and _exists(value):
        return value
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?", plain(value))
    tidy = "-".join(part.zfill(2) for part in parts.groups() if part) if parts else ""
    hint = _did_you_mean(value, tidy if _DATE.fullmatch(tidy) and _exists(tidy) else "")
    raise refuse(
        ErrorCode.DATE,
        f"{shown(value)} is not a date",
        f"{hint}write year, month and day as far as they are known: 2012, 2012-03 or 2012-03-06",
    )


def _exists(date: str) -> bool:
    """Say whether a whole date is in the calendar; a part of one always is."""
    if len(date) < 10:
        return True
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def parse_link(value: object) -> str:
    """Read a web address; nothing but http and https is ever linked."""
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]{3,800}", value):
        return value
    text = plain(value)
    raise refuse(
        ErrorCode.LINK,
        f"{shown(value)} is not a web address",
        f"{_did_you_mean(value, f'https://{text}' if text.startswith('www.') else '')}"
        "write a full address that begins with https://",
    )


def parse_doi(value: object) -> str:
    """Read a DOI without its resolver."""
    if isinstance(value, str) and _DOI.fullmatch(value):
        return value
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", plain(value), flags=re.IGNORECASE)
    hint = _did_you_mean(value, bare if _DOI.fullmatch(bare) else "")
    raise refuse(
        ErrorCode.DOI,
        f"{shown(value)} is not a DOI",
        f"{hint}write it bare, e.g. 10.3109/03009734.2012.676573",
    )


def parse_pmcid(value: object) -> str:
    """Read a number of PubMed Central, with its letters."""
    if isinstance(value, str) and re.fullmatch(r"PMC\d{4,9}", value, re.ASCII):
        return value
    digits = re.sub(r"\D", "", plain(value))
    hint = _did_you_mean(value, f"PMC{digits}" if 4 <= len(digits) <= 9 else "")
    raise refuse(ErrorCode.PMCID, f"{shown(value)} is not a PMC number", f"{hint}write it as PMC1915640")


def parse_pmid(value: object) -> str:
    """Read a number of PubMed."""
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d{3,8}", value, re.ASCII):
        return value
    raise refuse(ErrorCode.PMID, f"{shown(value)} is not a PubMed number", "write its digits, e.g. 17287908")


def parse_address(value: object) -> str:
    """Read an address of this site: from the first slash, in lower case, without dots between slashes."""
    if isinstance(value, str) and len(value) <= 300 and _ADDRESS.fullmatch(value):
        return value
    raise refuse(
        ErrorCode.ADDRESS,
        f"{shown(value)} is not an address of this site",
        "write the part after the host, e.g. /cases/tsuchie-2012-case-1/ or /data/measurements.csv",
    )


def parse_ref(value: object) -> str:
    """Read the name of a record, or of one item of it: `mott-2019` or `mott-2019/vertebral-fracture`."""
    if isinstance(value, str) and len(value) <= 160 and _REF.fullmatch(value):
        return value
    raise refuse(
        ErrorCode.REFERENCE,
        f"{shown(value)} is not the name of a record or of an item of one",
        "write an id, or id/item, e.g. mott-2019/vertebral-fracture",
    )


@dataclass(frozen=True, slots=True)
class Time:
    """A time as a source tells it: so long after, or before, one event.

    `value` is negative before the event. Units are those the source prints.
    """

    value: Decimal
    unit: TimeUnit
    origin: Origin

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '3 months after delivery'."""
        amount = abs(self.value)
        side = "before" if self.value < 0 else "after"
        return f"{amount} {self.unit}{'' if amount == 1 else 's'} {side} {self.origin}"


def parse_time(value: object) -> Time:
    """Read '3 months after delivery' or '11 months before delivery'."""
    if isinstance(value, Time):
        return value
    if isinstance(value, str) and (match := _TIME.fullmatch(value)):
        amount = parse_number(match["value"])
        unit: Any = match["unit"]
        origin: Any = match["origin"]
        return Time(-amount if match["side"] == "before" else amount, unit, origin)
    raise refuse(ErrorCode.TIME, f"{shown(value)} is not a time with its clock", _time_fix(value))


_TIME_WORDS = (
    (r"\b(giving birth|childbirth|birth|parturition|partum)\b", "delivery"),
    (r"\b(post-?partum|postnatally|post-?natal)\b", "after delivery"),
    (r"\b(the |her )", ""),
    (r"\b(mos?|mths?)\b\.?", "months"),
    (r"\b(wks?)\b\.?", "weeks"),
    (r"\b(yrs?)\b\.?", "years"),
    (r"\b(treatment start|treatment began|therapy)\b", "start of treatment"),
    (r"\b(admission|presentation|referral)\b", "first visit"),
)


def _time_fix(value: object) -> str:
    text = plain(value).lower()
    if re.search(r"pregnan|concepti|gestation", text):
        return (
            "no clock of this data starts with a pregnancy: give the months before delivery, as far as the "
            "paper tells them, e.g. 11 months before delivery; else leave `time` out and say it in `note`"
        )
    if _TIME.fullmatch(text.removeprefix("-")) and text.startswith("-"):
        return f"say the side in words: '{text.removeprefix('-').replace(' after ', ' before ')}'"
    for pattern, word in _TIME_WORDS:
        text = re.sub(pattern, word, text)
    for n, name in enumerate(_WORDS):
        text = re.sub(rf"^{name}\b", str(n), text)
    text = re.sub(r"^(\d+),(\d+) ", r"\1.\2 ", text)
    hint = _did_you_mean(value, text if _TIME.fullmatch(text) else "")
    return (
        f"{hint}write a number, day, week, month or year, after or before, and one of "
        f"{', '.join(get_args(Origin))}; e.g. 3 months after delivery"
    )


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
        "write the low end, a hyphen and the high end in plain digits, e.g. 9.3-54.3",
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its unit, e.g. 45 mg/day; the digits are those printed."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '45 mg/day'."""
        return f"{self.value} {self.unit}"


def parse_quantity(value: object) -> Quantity:
    """Read '45 mg/day'. Whether the unit is known is checked against the vocabulary."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str) and (match := _QUANTITY.fullmatch(value)):
        return Quantity(parse_number(match["value"]), match["unit"])
    raise refuse(
        ErrorCode.QUANTITY,
        f"{shown(value)} is not an amount with its unit",
        f"{_did_you_mean(value, _tidy_quantity(value))}"
        "write digits without thousands separators, a space and the unit, e.g. 1200 mg/day",
    )


def _tidy_quantity(value: object) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain(value))
    text = re.sub(r"^(\d+(?:\.\d+)?)\s*", r"\1 ", text)
    text = re.sub(r"\s*(a|per|/)\s*(day|week|month|year)$", r"/\2", text)
    text = re.sub(r"\s*(daily|once daily)$", "/day", text)
    return text if _QUANTITY.fullmatch(text) else ""


def _field_type(name: str, example: str, pattern: str, *, number: bool = False) -> FieldType:
    """Return a type of fields whose text has a pattern; editors may read some of it as a number."""
    kind: list[str] | str = ["number", "string"] if number else "string"
    return FieldType(name, {"type": kind, "examples": [example], "pattern": pattern})


def _anchored(pattern: re.Pattern[str]) -> str:
    """Return a pattern for JSON Schema, which knows no named groups and searches anywhere in the text."""
    return f"^(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern.pattern)})$"


_as_text = PlainSerializer(str, return_type=str, when_used="json")
_as_digits = PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")  # never 1E-9

Number = Annotated[
    Decimal,
    BeforeValidator(parse_number),
    _as_digits,
    _field_type("number", "0.714", _anchored(_NUMBER), number=True),
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
Text = Annotated[
    str,
    AfterValidator(check_text),
    FieldType("text", {"type": ["string", "number", "boolean"], "maxLength": MAX_TEXT}),
]
Prose = Annotated[
    str,
    AfterValidator(check_prose),
    FieldType("text without numbers", {"type": "string", "maxLength": MAX_TEXT}),
]
Id = Annotated[str, BeforeValidator(parse_id), _field_type("id", "tsuchie-2012-case-1", f"^{_ID.pattern}$")]
Vertebra = Annotated[
    str, BeforeValidator(parse_vertebra), _field_type("vertebra", "T12", f"^({_VERTEBRA.pattern})$")
]
Date = Annotated[
    str,
    BeforeValidator(parse_date),
    _field_type("date, or part of one", "2012-03-06", r"^\d{4}(-\d{2}(-\d{2})?)?$", number=True),
]
Link = Annotated[
    str, BeforeValidator(parse_link), _field_type("web address", "https://example.org/", r"^https?://")
]
Doi = Annotated[
    str, BeforeValidator(parse_doi), _field_type("DOI", "10.3109/03009734.2012.676573", r"^10\.\d{4,9}/")
]
Pmcid = Annotated[
    str,
    BeforeValidator(parse_pmcid),
    _field_type("number of PubMed Central", "PMC1915640", r"^PMC\d{4,9}$"),
]
Pmid = Annotated[
    str,
    BeforeValidator(parse_pmid),
    _field_type("number of PubMed", "17287908", r"^[1-9]\d{3,8}$", number=True),
]
Ref = Annotated[
    str,
    BeforeValidator(parse_ref),
    _field_type("record, or item of one", "mott-2019/vertebral-fracture", _anchored(_REF)),
]
Address = Annotated[
    str,
    BeforeValidator(parse_address),
    _field_type("address of this site", "/cases/tsuchie-2012-case-1/", _anchored(_ADDRESS)),
]
TimeField = Annotated[
    Time,
    BeforeValidator(parse_time),
    _as_text,
    _field_type("time with its clock", "3 months after delivery", _anchored(_TIME)),
]
RangeField = Annotated[
    Range, BeforeValidator(parse_range), _as_text, _field_type("range", "9.3-54.3", _anchored(_RANGE))
]
QuantityField = Annotated[
    Quantity,
    BeforeValidator(parse_quantity),
    _as_text,
    _field_type("amount with its unit", "45 mg/day", _anchored(_QUANTITY)),
]
