"""Ages at two courses, and the years that the paper puts between them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact
from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import MONTHS_IN, length
from k2evidence.model.cases import AgeReport, Case, Course
from k2evidence.model.text import rounded

RULE = Rule(
    id="ages",
    title="Ages and the years between them",
    statement="The difference between the ages at two courses must equal the years reported between them. "
    "Ages are in completed years, so each may be up to a year too low.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield ages that differ between places, and intervals that do not fit the ages."""
    for case, course in scope.courses():
        reported = [report for report in course.age if report.years is not None]
        for one, other in combinations(reported, 2):
            if one.years != other.years:
                yield Draft(
                    kind="contradiction",
                    severity="minor",
                    courses=((case, course),),
                    field="age",
                    says=f"{one.years} years",
                    locator=one.locator,
                    also_says=f"{other.years} years",
                    also_locator=other.locator,
                    means="Two places give different ages.",
                    affects=(fact(case, course, "age"),),
                )
    for case in scope.cases:
        yield from _intervals(case)


def _intervals(case: Case) -> Iterator[Draft]:
    courses = {course.id: course for course in case.courses}
    for course in case.courses:
        for earlier in course.earlier:
            before = courses.get(earlier.course)
            now, then = _reported(course), _reported(before) if before else None
            if before is None or now is None or then is None:
                continue
            between = _age(now) - _age(then)
            months = length(earlier.time)
            years = Interval(*(-end / MONTHS_IN["year"] for end in (months.high, months.value, months.low)))
            if years.value == between.value:
                continue
            explained = between.overlaps(years)
            yield Draft(
                kind="imprecision" if explained else "contradiction",
                severity="minor",
                courses=((case, before), (case, course)),
                field="years between courses",
                says=f"{now.years} years now, {then.years} years then",
                locator=f"{now.locator}; {then.locator}",
                also_says=str(earlier.time),
                also_locator=earlier.locator,
                means=f"The stated ages differ by {between.value} years; the text reports "
                f"{rounded(years.value).normalize():f}. "
                + ("Completed years can explain it." if explained else "Completed years cannot explain it."),
                effect="Neither is used in a derived figure.",
                affects=(fact(case, before, "age"), fact(case, course, "age")),
            )


def _reported(course: Course) -> AgeReport | None:
    """Return the first age that is reported of a course."""
    return next((report for report in course.age if report.years is not None), None)


def _age(report: AgeReport) -> Interval:
    """Return an age: at least the completed years, and less than one more."""
    years = Decimal(report.years or 0)
    return Interval(years, years, years + Decimal("0.999"))
