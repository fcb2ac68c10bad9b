"""Dates, and times as a source prints them: so long after, or before, one event."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import AS_TEXT, anchored, pattern_type
from k2evidence.model.scalars.numbers import SMALL_NUMBERS, UNSIGNED, parse_number
from k2evidence.model.scalars.refusals import (
    HOW_TO_SAY_UNKNOWN,
    did_you_mean,
    plain,
    refuse,
    says_unknown,
    shown,
)

TimeUnit = Literal["day", "week", "month", "year"]
Origin = str
"""What a clock counts from: one of `ORIGINS`, or the start or the end of one treatment by its id."""
ORIGINS = ("delivery", "first visit", "start of treatment", "onset")
"""Events that a course has at most one of."""
GESTATION = "gestation"
"""The clock of a pregnancy, e.g. `24 weeks of gestation`."""
AGE = "age"
"""The clock of the patient's own age, e.g. `58 years of age`."""

_TREATMENT = r"(?:start|end) of [a-z0-9]+(?:-[a-z0-9]+)*"
_TIME = re.compile(
    rf"(?P<value>{UNSIGNED}) (?P<unit>{'|'.join(get_args(TimeUnit))})s?"
    rf"(?: (?P<side>after|before) (?P<origin>{'|'.join(ORIGINS)}|{_TREATMENT})"
    rf"| of (?P<life>{GESTATION}|{AGE}))",
    re.ASCII,
)
_DURATION = re.compile(rf"(?P<value>{UNSIGNED}) (?P<unit>{'|'.join(get_args(TimeUnit))})s?", re.ASCII)
_DATE = re.compile(r"(?:1[89]\d\d|20\d\d|2100)(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_TIME_WORDS = (
    (r"\b(post[- ]?partum|post[- ]?natally|post[- ]?natal)\b", "after delivery"),
    (r"\b(giving birth|childbirth|birth|parturition|partum)\b", "delivery"),
    (r"\b(the |her )", ""),
    (r"\b(mos?|mths?)\b\.?", "months"),
    (r"\b(wks?)\b\.?", "weeks"),
    (r"\b(yrs?)\b\.?", "years"),
    (r"\b(treatment start|treatment began)\b", "start of treatment"),
    (r"\b(since|following)\b", "after"),
)
_A_YEAR: Mapping[TimeUnit, Decimal] = {
    "day": Decimal("365.25"),
    "week": Decimal("52.18"),
    "month": Decimal(12),
    "year": Decimal(1),
}
"""How many of each unit make a year."""
MOST_YEARS: Mapping[str, Decimal] = {
    GESTATION: 50 / _A_YEAR["week"],
    AGE: Decimal(120),
}
"""Longest time on the clocks of a pregnancy, 50 weeks, and of a life, in years."""
MOST_YEARS_OF_OTHERS = Decimal(100)
"""Longest time before or after any event, and longest duration, in years."""


def parse_date(value: object) -> str:
    """Read a calendar date of 1800 to 2100, or part of one: 2012, 2012-03 or 2012-03-06."""
    if isinstance(value, str) and _DATE.fullmatch(value) and _is_in_calendar(value):
        return value
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?", plain(value))
    tidy = "-".join(part.zfill(2) for part in parts.groups() if part) if parts else ""
    hint = did_you_mean(value, tidy if _DATE.fullmatch(tidy) and _is_in_calendar(tidy) else "")
    raise refuse(
        ErrorCode.DATE,
        f"{shown(value)} is not a date",
        f"{hint}write year, month and day as far as they are known: YYYY, YYYY-MM or YYYY-MM-DD, of the "
        "nineteenth century at the earliest",
    )


def _is_in_calendar(date: str) -> bool:
    """Say whether a whole date is in the calendar; a part of one always is."""
    if len(date) < 10:
        return True
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Time:
    """A time as a source prints it: so long after, or before, one event, of gestation or of age.

    `value` is negative before the event. Units are those the source prints.
    """

    value: Decimal
    unit: TimeUnit
    origin: Origin

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '3 months after delivery'."""
        amount = abs(self.value)
        text = f"{amount} {self.unit}{'' if amount == 1 else 's'}"
        if self.origin in (GESTATION, AGE):
            return f"{text} of {self.origin}"
        return f"{text} {'before' if self.value < 0 else 'after'} {self.origin}"

    @property
    def years(self) -> Decimal:
        """The time in years, negative before the event."""
        return self.value / _A_YEAR[self.unit]

    @property
    def treatment(self) -> str | None:
        """The id of the treatment whose start or end the clock counts from, if it names one."""
        name = re.fullmatch(r"(?:start|end) of (.+)", self.origin)
        return name[1] if name and self.origin not in ORIGINS else None


_IN_WORDS = (
    "leave `time` out and keep its words: in `printed` beside `status: qualitative` where the report is "
    "the time itself, such as `onset`, in `time_printed` of a measurement, else in `what` or `note`, "
    "without digits"
)
"""What to do with a time that cannot be written as one."""


def parse_time(value: object) -> Time:
    """Read '3 months after delivery' or '11 months before delivery'."""
    if isinstance(value, Time):
        return value
    if isinstance(value, str) and (match := _TIME.fullmatch(value)):
        amount = parse_number(match["value"])
        unit: Any = match["unit"]
        origin = match["origin"] or match["life"]
        _refuse_longer(value, amount, unit, MOST_YEARS.get(origin, MOST_YEARS_OF_OTHERS))
        return Time(-amount if match["side"] == "before" else amount, unit, origin)
    raise refuse(ErrorCode.TIME, f"{shown(value)} is not a time with its clock", _time_fix(value))


def _refuse_longer(text: str, amount: Decimal, unit: TimeUnit, years: Decimal) -> None:
    """Raise the error of a time that is longer than so many years."""
    if amount > years * _A_YEAR[unit]:
        most = f"{years:.0f} years" if years > 1 else f"{years * _A_YEAR['week']:.0f} weeks"
        raise refuse(
            ErrorCode.OUT_OF_BOUNDS,
            f"{shown(text)} is longer than {most}, the longest such time that a patient can have",
            "look at the number and its unit in the source, and write what it prints",
        )


def _time_fix(value: object) -> str:
    if says_unknown(value):
        return HOW_TO_SAY_UNKNOWN
    text = plain(value).lower()
    if re.search(r"(after|since|following|post) (the |her )?pregnan", text):
        return (
            "where the source means the birth, write `after delivery`, and its own words in `printed`; "
            f"where it leaves open what it counts from, {_IN_WORDS}"
        )
    if re.search(r"pregnan|concepti|trimester|gestation", text):
        weeks = re.fullmatch(r"(\d+(?:\.\d+)?) weeks?'? (?:of )?(?:gestation|pregnancy)", text)
        hint = did_you_mean(value, f"{weeks[1]} weeks of {GESTATION}" if weeks else "")
        return (
            f"{hint}a time in pregnancy that the source counts is written `<number> weeks of gestation`, or "
            f"`<number> months before delivery`; where it gives words, {_IN_WORDS}"
        )
    if _TIME.fullmatch(text.removeprefix("-")) and text.startswith("-"):
        return f"say the side in words: '{text.removeprefix('-').replace(' after ', ' before ')}'"
    for pattern, word in _TIME_WORDS:
        text = re.sub(pattern, word, text)
    for n, name in enumerate(SMALL_NUMBERS):
        text = re.sub(rf"^{name}\b", str(n), text)
    text = re.sub(r"^(\d+),(\d+) ", r"\1.\2 ", text)
    hint = did_you_mean(value, text if _TIME.fullmatch(text) else "")
    return (
        f"{hint}write `<number> <days / weeks / months / years> <after / before> <event>`; events are "
        f"{', '.join(ORIGINS)}, `start of <treatment id>` and `end of <treatment id>`; or `<number> weeks of "
        "gestation`, `<number> years of age`. Where the source leaves open from which event it counts, or "
        f"gives words or a range in the place of a number, {_IN_WORDS}"
    )


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something lasted, as a source prints it."""

    value: Decimal
    unit: TimeUnit

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '18 months'."""
        return f"{self.value} {self.unit}{'' if self.value == 1 else 's'}"


def parse_duration(value: object) -> Duration:
    """Read '18 months'."""
    if isinstance(value, Duration):
        return value
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        unit: Any = match["unit"]
        duration = Duration(parse_number(match["value"]), unit)
        _refuse_longer(value, duration.value, unit, MOST_YEARS_OF_OTHERS)
        return duration
    text = plain(value).lower()
    for n, name in enumerate(SMALL_NUMBERS):
        text = re.sub(rf"^{name}\b", str(n), text)
    hint = did_you_mean(value, text if _DURATION.fullmatch(text) else "")
    raise refuse(
        ErrorCode.DURATION,
        f"{shown(value)} is not a length of time",
        "leave the field out where the source does not report how long"
        if says_unknown(value)
        else f"{hint}write `<number> <days / weeks / months / years>`; words without a number belong "
        "in `what` or `note`",
    )


def _schema_pattern(pattern: re.Pattern[str]) -> str:
    """Return a pattern for JSON Schema whose numbers have the five digits of a hundred years in days."""
    return anchored(pattern).replace(UNSIGNED, r"\d{1,5}(?:\.\d{1,6})?")


def check_gestation(duration: Duration) -> Duration:
    """Refuse a pregnancy that is longer than any."""
    _refuse_longer(str(duration), duration.value, duration.unit, MOST_YEARS[GESTATION])
    return duration


DATE_TYPE = "date, or part of one"
"""What the type of a date is called."""
Date = Annotated[
    str,
    BeforeValidator(parse_date),
    pattern_type(
        DATE_TYPE,
        "2012-03-06",
        anchored(_DATE),
        notation="<YYYY-MM-DD or part of it>",
        number=True,
    ),
]
TimeField = Annotated[
    Time,
    BeforeValidator(parse_time),
    AS_TEXT,
    pattern_type(
        "time with its clock",
        "3 months after delivery",
        _schema_pattern(_TIME),
        notation="<number> <days / weeks / months / years> <after / before> <event>",
    ),
]
DurationField = Annotated[
    Duration,
    BeforeValidator(parse_duration),
    AS_TEXT,
    pattern_type(
        "length of time",
        "18 months",
        _schema_pattern(_DURATION),
        notation="<number> <days / weeks / months / years>",
    ),
]
GestationField = Annotated[DurationField, AfterValidator(check_gestation)]
"""How long a pregnancy lasted."""
