"""The time axis of a course: months after delivery, or after another event where delivery is not dated.

A paper counts times on several clocks, whose origins are the delivery, the first visit, the onset, and
the start or the end of a treatment. A time on another clock is converted by adding the time of the
clock's origin, once for each way in which the paper dates that origin.
"""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.derive.intervals import ZERO, Interval, rounding
from k2evidence.model.cases import Course, TimeReport
from k2evidence.model.scalars.times import AGE, GESTATION, ORIGINS, Duration, Origin, Time

DAYS_A_MONTH = Decimal("30.4375")
"""A twelfth of 365.25 days."""
MONTHS_IN = {
    "day": 1 / DAYS_A_MONTH,
    "week": 7 / DAYS_A_MONTH,
    "month": Decimal(1),
    "year": Decimal(12),
}
"""Months in one unit of time."""

Months = tuple[Interval, ...]
"""Months after an event, negative before it, with the bounds that rounding allows: one interval for
each way in which the paper dates the origin of the clock, none where it does not."""


def length(time: Time | Duration) -> Interval:
    """Return a time in months from the origin of its own clock, with the bounds that rounding allows."""
    amount = rounding(time.value)
    factor = MONTHS_IN[time.unit]
    return Interval(amount.low * factor, amount.value * factor, amount.high * factor)


def to_months_after_delivery(course: Course, time: Time) -> Months:
    """Return a time of a course in months after delivery."""
    return to_months(course, time, "delivery")


def to_months(course: Course, time: Time, event: Origin) -> Months:
    """Return a time of a course in months after an event of it."""
    return _convert(course, time, event, frozenset())


def clocks(course: Course) -> Iterator[Origin]:
    """Yield every event of a course that times can be counted from, the delivery first."""
    yield from (origin for origin in ORIGINS if origin != "start of treatment")
    for treatment in course.treatments:
        yield f"start of {treatment.id}"
        yield f"end of {treatment.id}"


def _convert(course: Course, time: Time, event: Origin, visited: frozenset[Origin]) -> Months:
    clock = course.clock(time)
    return tuple(origin + length(time) for origin in _clock_origins(course, clock, event, visited))


def _clock_origins(course: Course, origin: Origin, event: Origin, visited: frozenset[Origin]) -> Months:
    """Return the origin of a clock in months after an event, in the order of its reports.

    `visited` are the clocks on the way here: two clocks that are dated from each other have no origin.
    """
    if origin == event:
        return (ZERO,)
    if origin in visited or origin == AGE:
        return ()
    if origin == GESTATION:
        lengths = dict.fromkeys(report.gestation for report in course.birth if report.gestation)
        births = _clock_origins(course, "delivery", event, visited | {origin})
        return tuple(birth - length(pregnancy) for birth in births for pregnancy in lengths)
    times = dict.fromkeys(report.time for report in _reports_of(course, origin) if report.time)
    return tuple(months for time in times for months in _convert(course, time, event, visited | {origin}))


def _reports_of(course: Course, origin: Origin) -> tuple[TimeReport, ...]:
    """Return the reports that date the origin of a clock."""
    if origin == "onset":
        return course.onset
    if origin == "first visit":
        return course.first_visit
    for treatment in course.treatments:
        if origin == f"start of {treatment.id}":
            return treatment.start
        if origin == f"end of {treatment.id}":
            return treatment.end
    return ()
