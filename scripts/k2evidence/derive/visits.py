"""Visits in the order of time: which came before the first bone drug, and which is the baseline.

The rule: the baseline is the last value at or before the first bone drug; in a course without a bone
drug it is the first value. A visit lies before the drug where the source sorts it so, else by its time.
The order in the file never counts: what depends on it alone is not stated.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import Months, clocks, to_months
from k2evidence.model.base import Phase
from k2evidence.model.cases import Course, Measurement, Outcome, Report, Visit
from k2evidence.model.scalars.times import Time

_EARLY = re.compile(
    r"\b((at|on) (the )?(diagnosis|presentation|admission)"
    r"|before (the )?(conception|pregnancy|delivery|treatment))\b",
    re.IGNORECASE,
)
"""Words for a visit that can only be the first; they say nothing of when it was."""


@dataclass(frozen=True, slots=True)
class OrderedVisit:
    """A visit of one measurement; `number` counts from 0 as written in the file.

    `phase` says whether it lies at or before the first bone drug or after it, None where that is not
    known or no bone drug was given. `months` are after delivery, as the source dates the visit.
    """

    number: int
    visit: Visit
    phase: Phase | None
    months: Months

    @property
    def is_dated(self) -> bool:
        """Whether it can be placed in months after delivery."""
        return bool(self.months)

    @property
    def times(self) -> tuple[Time, ...]:
        """Each different time that a report of it gives."""
        return tuple(dict.fromkeys(report.time for report in self.visit.reports if report.time))


def visits_in_order(course: Course, measurement: Measurement) -> tuple[OrderedVisit, ...]:
    """Return the visits of a measurement, the earliest first; those without a known place come last."""
    ordered = (
        OrderedVisit(number, visit, phase_of(course, visit), _months_of(course, visit))
        for number, visit in enumerate(measurement.visits)
    )
    return tuple(sorted(ordered, key=lambda visit: _sort_key(course, visit)))


def phase_of(course: Course, visit: Visit) -> Phase | None:
    """Return whether a visit lies at or before the first bone drug or after it; None where unknown."""
    if visit.label:
        return visit.label
    phases = {phase for time in _times(visit.reports) if (phase := _phase_of_time(course, time)) is not None}
    return phases.pop() if len(phases) == 1 else None


def find_baseline(
    course: Course, visits: Sequence[OrderedVisit], usable: Iterable[int]
) -> OrderedVisit | None:
    """Return the baseline among the visits that have a usable value, by their numbers; None if unknown."""
    candidates = [visit for visit in visits if visit.number in set(usable)]
    before = [visit for visit in candidates if visit.phase == "before"]
    if course.treatments or before:
        certain = len(before) == 1 or all(visit.is_dated for visit in before)
        return before[-1] if before and certain else None
    dated = [visit for visit in candidates if visit.is_dated]
    return dated[0] if dated else None


def is_later(course: Course, visit: OrderedVisit, baseline: OrderedVisit) -> bool:
    """Return whether a visit is known to be later than the baseline."""
    if visit.number == baseline.number:
        return False
    if visit.phase == "after" and baseline.phase == "before":
        return True
    spans = months_between(course, baseline.times, visit.times)
    return bool(spans) and min(spans) > 0


def months_between(course: Course, first: Iterable[Time], second: Iterable[Time]) -> tuple[Decimal, ...]:
    """Return the months between two events for each way in which the source dates them, none if it does not.

    Both are converted to months after delivery; where that is not possible, to another clock of the course.
    """
    pairs = list(product(first, second))
    for clock in clocks(course):
        spans = [
            end.value - start.value
            for one, other in pairs
            for start in to_months(course, one, clock)
            for end in to_months(course, other, clock)
        ]
        if spans:
            return tuple(dict.fromkeys(spans))
    return ()


def _times(reports: Iterable[Report]) -> tuple[Time, ...]:
    return tuple(dict.fromkeys(report.time for report in reports if report.time))


def _months_of(course: Course, visit: Visit) -> Months:
    months: dict[Interval, None] = {}
    for time in _times(visit.reports):
        months |= dict.fromkeys(to_months(course, time, "delivery"))
    return tuple(months)


def _phase_of_time(course: Course, time: Time) -> Phase | None:
    """Return on which side of the first bone drug a time lies, as far as the clocks show.

    After the start of any drug it is after the first; it is before only when it is before all that
    could have been the first.
    """
    if any(time.origin == f"end of {t.id}" and time.value >= 0 for t in course.treatments):
        return "after"
    sides = {t.id: _side(course, time, f"start of {t.id}") for t in course.treatments}
    if "after" in sides.values():
        return "after"
    first = [sides[t.id] for t in course.treatments if t.follows is None]
    return "before" if first and all(side == "before" for side in first) else None


def _side(course: Course, time: Time, start: str) -> Phase | None:
    zero = Time(Decimal(0), "month", start)
    sides: set[Phase] = {
        "after" if months > 0 else "before" for months in months_between(course, [zero], [time])
    }
    return sides.pop() if len(sides) == 1 else None


def is_before_treatment(course: Course, outcome: Outcome) -> bool:
    """Return whether an outcome is of the time before the first bone drug, such as pain at presentation."""
    if outcome.phase:
        return outcome.phase == "before"
    return outcome.time is not None and _phase_of_time(course, outcome.time) == "before"


def is_first_by_words(visit: OrderedVisit) -> bool:
    """Return whether a visit without a time is the first by the words of the source: 'at diagnosis'."""
    words = [report.time_words for report in visit.visit.reports if report.time_words]
    return not visit.times and any(map(_EARLY.search, words))


def _sort_key(course: Course, visit: OrderedVisit) -> tuple[bool, bool, bool, Decimal, str]:
    """Return the place of a visit in time; equal places are ordered by what is printed."""
    spans: tuple[Decimal, ...] = ()
    if not visit.months:
        for clock in clocks(course):
            spans = tuple(m.value for time in visit.times for m in to_months(course, time, clock))
            if spans:
                break
    months = min((m.value for m in visit.months), default=min(spans, default=Decimal(0)))
    text = "; ".join(sorted(f"{report.token} {report.locator}" for report in visit.visit.reports))
    return (
        visit.phase != "before" and not is_first_by_words(visit),
        not (visit.months or spans),
        not visit.months,
        months,
        text,
    )
