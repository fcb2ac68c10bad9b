"""One clock for a course: months after delivery.

A paper tells times from delivery, from the first visit, from the start of treatment or from
the onset. A time on another clock is converted by adding it to where that clock starts, once for
each way in which the paper tells that start.
"""

from decimal import Decimal

from k2evidence.derive.intervals import ZERO, Interval, rounding
from k2evidence.model.cases import Course, TimeReport
from k2evidence.model.scalars.times import Origin, Time

DAYS_A_MONTH = Decimal("30.4375")
"""A twelfth of 365.25 days."""
MONTHS_IN = {
    "day": 1 / DAYS_A_MONTH,
    "week": 7 / DAYS_A_MONTH,
    "month": Decimal(1),
    "year": Decimal(12),
}
"""Months in one unit of time."""

Placements = tuple[Interval, ...]
"""Months after delivery, once for each way of counting; empty where the clock has no start."""


def length(time: Time) -> Interval:
    """Return a time in months on its own clock; a whole number of units may be rounded."""
    told = rounding(time.value)
    factor = MONTHS_IN[time.unit]
    return Interval(told.low * factor, told.value * factor, told.high * factor)


def to_months_after_delivery(course: Course, time: Time) -> Placements:
    """Return when a time falls, in months after delivery."""
    return _to_months(course, time, frozenset())


def origin_to_months(course: Course, origin: Origin) -> Placements:
    """Return where a clock starts, in months after delivery, in the order of its reports."""
    return _origin_to_months(course, origin, frozenset())


def _to_months(course: Course, time: Time, asking: frozenset[Origin]) -> Placements:
    return tuple(start + length(time) for start in _origin_to_months(course, time.origin, asking))


def _origin_to_months(course: Course, origin: Origin, asking: frozenset[Origin]) -> Placements:
    """Return where a clock starts; `asking` guards against clocks told from each other."""
    if origin == "delivery":
        return (ZERO,)
    if origin in asking:
        return ()
    reports: dict[Origin, tuple[TimeReport, ...]] = {
        "onset": course.onset,
        "first visit": course.first_visit,
        "start of treatment": course.treatment_start,
    }
    told = dict.fromkeys(report.time for report in reports[origin] if report.time)
    return tuple(start for time in told for start in _to_months(course, time, asking | {origin}))
