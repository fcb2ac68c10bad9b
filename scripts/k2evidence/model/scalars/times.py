"""Dates, and times as a source prints them: so long after, or before, one event."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import AS_TEXT, anchored, pattern_type
from k2evidence.model.scalars.numbers import SMALL_NUMBERS, parse_number
from k2evidence.model.scalars.refusals import did_you_mean, plain, refuse, shown

TimeUnit = Literal["day", "week", "month", "year"]
Origin = Literal["delivery", "first visit", "start of treatment", "onset"]

_TIME = re.compile(
    rf"(?P<value>\d+(?:\.\d+)?) (?P<unit>{'|'.join(get_args(TimeUnit))})s?"
    rf" (?P<side>after|before) (?P<origin>{'|'.join(get_args(Origin))})",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
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


def parse_date(value: object) -> str:
    """Read a calendar date or part of one: 2012, 2012-03 or 2012-03-06."""
    if isinstance(value, str) and _DATE.fullmatch(value) and _is_in_calendar(value):
        return value
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?", plain(value))
    tidy = "-".join(part.zfill(2) for part in parts.groups() if part) if parts else ""
    hint = did_you_mean(value, tidy if _DATE.fullmatch(tidy) and _is_in_calendar(tidy) else "")
    raise refuse(
        ErrorCode.DATE,
        f"{shown(value)} is not a date",
        f"{hint}write year, month and day as far as they are known: 2012, 2012-03 or 2012-03-06",
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
    """A time as a source prints it: so long after, or before, one event.

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
    for n, name in enumerate(SMALL_NUMBERS):
        text = re.sub(rf"^{name}\b", str(n), text)
    text = re.sub(r"^(\d+),(\d+) ", r"\1.\2 ", text)
    hint = did_you_mean(value, text if _TIME.fullmatch(text) else "")
    return (
        f"{hint}write a number, day, week, month or year, after or before, and one of "
        f"{', '.join(get_args(Origin))}; e.g. 3 months after delivery"
    )


Date = Annotated[
    str,
    BeforeValidator(parse_date),
    pattern_type("date, or part of one", "2012-03-06", r"^\d{4}(-\d{2}(-\d{2})?)?$", number=True),
]
TimeField = Annotated[
    Time,
    BeforeValidator(parse_time),
    AS_TEXT,
    pattern_type("time with its clock", "3 months after delivery", anchored(_TIME)),
]
