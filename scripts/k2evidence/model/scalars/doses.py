"""Doses as a source prints them: an amount, its unit, and how often it was given."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import AS_TEXT, anchored, pattern_type
from k2evidence.model.scalars.numbers import UNSIGNED, parse_number
from k2evidence.model.scalars.refusals import (
    did_you_mean,
    plain,
    refuse,
    says_unknown,
    shown,
)

_PERIOD = "day|week|month|year"
_DOSE = re.compile(
    rf"(?P<value>{UNSIGNED}) (?P<unit>[A-Za-z\u00b5\u03bc]{{1,20}})"
    rf"(?P<schedule>/(?:{_PERIOD})| [1-9]\d? times/(?:{_PERIOD})"
    rf"| every [1-9]\d{{0,2}} (?:{_PERIOD})s?| once)?",
    re.ASCII,
)
_WORDS = (
    (r"^(\d+(?:\.\d+)?)\s*", r"\1 "),
    (r"\s*(?:a|per|/)\s*(day|week|month|year)$", r"/\1"),
    (r"\s*(?:once )?daily$", "/day"),
    (r"\s*(?:once )?weekly$", "/week"),
    (r"\s*(?:once )?monthly$", "/month"),
    (r"\s*(?:once )?every (day|week|month|year)$", r"/\1"),
    (r"\s*(?:once )?(?:yearly|annually)$", "/year"),
    (r" twice/", " 2 times/"),
    (r"\s*(?:as a )?single dose$", " once"),
)


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of a substance and how often it was given, e.g. 60 mg every 6 months.

    `value` has the digits printed, `unit` the spelling printed. `schedule` is `/day` and the like,
    `2 times/day`, `every 6 months` or `once`; empty where the source does not say how often.
    """

    value: Decimal
    unit: str
    schedule: str = ""

    def __str__(self) -> str:
        """Return the notation that the data uses, e.g. '45 mg/day' or '5 mg once'."""
        return f"{self.value} {self.unit_and_schedule}"

    @property
    def unit_and_schedule(self) -> str:
        """The unit with the schedule, e.g. 'mg/day' or 'mg every 6 months'."""
        joined = self.schedule.startswith("/") or not self.schedule
        return f"{self.unit}{'' if joined else ' '}{self.schedule}"


def parse_dose(value: object) -> Dose:
    """Read '45 mg/day', '500 mg 2 times/day', '60 mg every 6 months', '5 mg once' or '1000 mg'.

    Whether the unit is one of a dose is checked against the vocabulary.
    """
    if isinstance(value, Dose):
        return value
    if isinstance(value, str) and (match := _DOSE.fullmatch(value)):
        if not parse_number(match["value"]):
            raise refuse(
                ErrorCode.OUT_OF_BOUNDS,
                f"{shown(value)} is no dose of anything",
                "look at the amount in the source; leave `dose` out where no amount is known",
            )
        return Dose(parse_number(match["value"]), match["unit"], (match["schedule"] or "").strip())
    raise refuse(ErrorCode.QUANTITY, f"{shown(value)} is not a dose", _dose_fix(value))


def _dose_fix(value: object) -> str:
    if says_unknown(value):
        return "leave `dose` out where no amount is known; the substance can stand alone"
    text = plain(value)
    meant = [_tidied(text)]
    if re.match(r"0,\d|\d+,\d{1,2}(?!\d)", text):
        meant = [_tidied(text.replace(",", ".", 1))]
    elif re.match(r"\d{1,3},\d{3}(?!\d)", text):
        meant = [_tidied(text.replace(",", by, 1)) for by in ("", ".")]
    meant = [dose for dose in meant if dose != value and _DOSE.fullmatch(dose)]
    hint = f"a comma may part thousands or decimals: write {' or '.join(meant)}; " if len(meant) > 1 else ""
    return (
        f"{hint or did_you_mean(value, *meant)}write the amount, a space, the unit as printed, how often: "
        "`/day`, `/week`, `/month` or `/year`; a space and `<number> times/day`, `every <number> months` or "
        "`once`; nothing where the source does not say how often. Leave `dose` out where no amount is known"
    )


def _tidied(text: str) -> str:
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text)
    return text


DoseField = Annotated[
    Dose,
    BeforeValidator(parse_dose),
    AS_TEXT,
    pattern_type("dose", "45 mg/day", anchored(_DOSE), notation="<amount> <unit>/<period>"),
]
