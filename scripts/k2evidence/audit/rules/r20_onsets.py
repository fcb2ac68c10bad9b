"""The onset of symptoms against itself and against what was found before it."""

from collections.abc import Iterator
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact, place
from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import length
from k2evidence.model.base import Located
from k2evidence.model.cases import Case, Course
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="onsets",
    title="Findings dated before the onset",
    statement="Symptoms begin once, so a text should give one time of onset; and what they led to, such as "
    "imaging of a fracture, comes later. Only dated events count, and only differences that whole "
    "weeks and months do not explain.",
)

FRACTURE = "fracture"
"""What the ids of features have in them that are fractures."""
OLD = 12
"""Months before the onset from which on a fracture is taken to be an old one."""
Dated = tuple[Located, Time, str]
"""Something found, when, and what it is."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield onsets that one text dates twice, and findings of the course that are dated before its onset."""
    for case, course in scope.courses():
        yield from _twice(scope, case, course)
        yield from _before(scope, case, course)


def _twice(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield two times of the onset at one place; those of two places are judged by the clocks."""
    for one, other in combinations(course.onset, 2):
        if place(one) != place(other) or one.time is None or other.time is None:
            continue
        months = _comparable(scope, course, one.time, other.time)
        if months and not months[0].overlaps(months[1]):
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((case, course),),
                field="onset dated twice",
                says=str(one.time),
                locator=one.locator,
                also_says=str(other.time),
                also_locator=other.locator,
                means="One place gives two times of onset, further apart than rounding allows. They may "
                "refer to two symptoms, or one of them is wrong.",
                effect="The interval is uncertain by that much.",
                affects=(fact(case, course, "onset"),),
            )


def _comparable(scope: Scope, course: Course, one: Time, other: Time) -> tuple[Interval, Interval] | None:
    """Return two times in months after one event; None where they cannot be put on one clock."""
    first, second = scope.months_after_delivery(course, one), scope.months_after_delivery(course, other)
    if first and second:
        return first, second
    return (length(one), length(other)) if course.clock(one) == course.clock(other) else None


def _before(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield the first finding of each kind that lies before every reported onset."""
    if not course.onset or any(report.time is None for report in course.onset):
        return  # an onset in words may be earlier
    seen: set[str] = set()
    for located, time, what in _found(course):
        pairs = [
            (report, months)
            for report in course.onset
            if report.time and (months := _comparable(scope, course, report.time, time))
        ]
        if what in seen or len(pairs) < len(course.onset):
            continue
        if all(found.high < begun.low <= found.low + OLD for _, (begun, found) in pairs):
            seen.add(what)
            onset, (begun, found) = min(pairs, key=lambda pair: pair[1][0].value)
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((case, course),),
                field=f"{what} before the onset",
                says=f"onset {onset.time}",
                locator=onset.locator,
                also_says=f"{what} {time}",
                also_locator=located.locator,
                means=f"It is dated {one_decimal(begun.value - found.value)} months before symptoms began. "
                "It may have been found by chance, the onset may be that of another symptom, or one of the "
                "times is wrong.",
                effect="The time since onset is uncertain.",
                affects=(fact(case, course, "onset"), fact(case, course, "fractures")),
            )


def _found(course: Course) -> Iterator[Dated]:
    """Yield what a course dates that symptoms led to, and symptoms that have a code."""
    for report in course.fractures:
        if report.time and report.status == "reported" and not report.new:
            yield report, report.time, "fracture found"
    for finding in course.findings:
        if finding.time and finding.kind == "imaging" and FRACTURE in (finding.feature or ""):
            yield finding, finding.time, "fracture found"
        if finding.time and finding.kind == "symptom" and finding.feature:
            yield finding, finding.time, "symptom"
