"""Doses as a source prints them: an amount, its unit, and how often it was given."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import AS_TEXT, anchored, pattern_type
from k2evidence.model.scalars.numbers import parse_number
from k2evidence.model.scalars.refusals import did_you_mean, plain, refuse, shown

_PERIOD = "day|week|month|year"
_DOSE = re.compile(
    r"(?P<value>\d+(?:\.\d+)?) (?P<unit>[A-Za-zµ]+)"
    rf"(?P<schedule>/(?:{_PERIOD})| \d+ times/(?:{_PERIOD})| every \d+ (?:{_PERIOD})s?| once)?"
)
_WORDS = (
    (r"(?<=\d),(?=\d{3}(\D|$))", ""),
    (r"^(\d+(?:\.\d+)?)\s*", r"\1 "),
    (r"\s*(?:a|per|/)\s*(day|week|month|year)$", r"/\1"),
    (r"\s*(?:once )?daily$", "/day"),
    (r"\s*(?:once )?weekly$", "/week"),
    (r"\s*(?:once )?monthly$", "/month"),
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
        return Dose(parse_number(match["value"]), match["unit"], (match["schedule"] or "").strip())
    tidy = plain(value)
    for pattern, words in _WORDS:
        tidy = re.sub(pattern, words, tidy)
    raise refuse(
        ErrorCode.QUANTITY,
        f"{shown(value)} is not a dose",
        f"{did_you_mean(value, tidy if _DOSE.fullmatch(tidy) else '')}write digits, a space and the unit as "
        "printed, then how often: /day, /week, /month, 2 times/day, every 6 months or once; nothing where "
        "the source does not say. Leave `dose` out where no amount is known",
    )


DoseField = Annotated[
    Dose, BeforeValidator(parse_dose), AS_TEXT, pattern_type("dose", "45 mg/day", anchored(_DOSE))
]
