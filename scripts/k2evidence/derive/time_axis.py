"""The time axis of a course: months after delivery.

A paper counts times on several clocks, whose origins are the delivery, the first visit, the start of
treatment and the onset. A time on another clock than that of the delivery is converted by adding the
time of the clock's origin, once for each way in which the paper dates that origin.
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

MonthsAfterDelivery = tuple[Interval, ...]
"""Months after delivery, negative before it, with the bounds that rounding allows: one interval for
each way in which the paper dates the origin of the clock, none where it does not."""


def length(time: Time) -> Interval:
    """Return a time in months from the origin of its own clock, with the bounds that rounding allows."""
    amount = rounding(time.value)
    factor = MONTHS_IN[time.unit]
    return Interval(amount.low * factor, amount.value * factor, amount.high * factor)


def to_months_after_delivery(course: Course, time: Time) -> MonthsAfterDelivery:
    """Return a time of a course in months after delivery."""
    return _convert(course, time, frozenset())


def _convert(course: Course, time: Time, visited: frozenset[Origin]) -> MonthsAfterDelivery:
    return tuple(origin + length(time) for origin in _clock_origins(course, time.origin, visited))


def _clock_origins(course: Course, origin: Origin, visited: frozenset[Origin]) -> MonthsAfterDelivery:
    """Return the origin of a clock in months after delivery, in the order of its reports.

    `visited` are the clocks on the way here: two clocks that are dated from each other have no origin.
    """
    if origin == "delivery":
        return (ZERO,)
    if origin in visited:
        return ()
    reports: dict[Origin, tuple[TimeReport, ...]] = {
        "onset": course.onset,
        "first visit": course.first_visit,
        "start of treatment": course.treatment_start,
    }
    times = dict.fromkeys(report.time for report in reports[origin] if report.time)
    return tuple(months for time in times for months in _convert(course, time, visited | {origin}))
