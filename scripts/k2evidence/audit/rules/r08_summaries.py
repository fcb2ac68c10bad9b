"""Printed means and ranges, recomputed from the patients."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact
from k2evidence.derive.intervals import rounding
from k2evidence.model.cases import Case, Course
from k2evidence.model.papers import Statistic
from k2evidence.model.text import rounded

RULE = Rule(
    id="summaries",
    title="Printed means and ranges",
    principle="A printed mean or range must follow from the printed individuals. Where a patient has "
    "several ages, the paper must say which one counts.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield summaries that no way of counting gives, or that only one of several gives."""
    courses = [(case, course) for case, course in scope.courses() if course.age]
    if not courses:
        return
    ways = _ways(scope.cases)
    for statistic in scope.paper.statistics:
        fitting = [name for name, ages in ways.items() if _fits(statistic, ages)]
        if len(fitting) == len(ways):
            continue
        computed = "; ".join(f"{name}: {_computed(statistic, ages)}" for name, ages in ways.items())
        last = courses[-1][1].age[0].locator.split(",")[0]
        yield Draft(
            kind="plausibility" if fitting else "contradiction",
            severity="minor" if fitting else "major",
            courses=tuple(courses),
            field=f"{statistic.statistic} of {statistic.of}",
            says=f"{_printed(statistic)} (n = {statistic.n})",
            locator=statistic.locator,
            also_says=computed,
            also_locator=last,
            means=f"The figure fits only {' or '.join(fitting)}; the paper does not say so."
            if fitting
            else "No way of counting the printed ages gives this figure.",
            effect="This site prints no mean across patients.",
            affects=tuple(fact(case, course, "age") for case, course in courses),
        )


def _ways(cases: Sequence[Case]) -> dict[str, list[int]]:
    """Return the ages in years, once for each way of counting women with several courses."""

    def years(course: Course) -> int:
        return course.age[0].years

    dated = [case for case in cases if all(course.age for course in case.courses)]
    ways = {
        "each woman at her last course": [years(case.courses[-1]) for case in dated],
        "each woman at her first course": [years(case.courses[0]) for case in dated],
        "every course": [years(course) for case in dated for course in case.courses],
    }
    distinct: dict[str, list[int]] = {}
    for name, ages in ways.items():
        if ages not in distinct.values():
            distinct[name] = ages
    return distinct


def _fits(statistic: Statistic, ages: list[int]) -> bool:
    if statistic.statistic == "range" and statistic.range:
        return (statistic.range.low, statistic.range.high) == (Decimal(min(ages)), Decimal(max(ages)))
    if statistic.value is None:
        return True
    bounds = rounding(statistic.value)
    return bounds.low <= Decimal(sum(ages)) / len(ages) <= bounds.high


def _printed(statistic: Statistic) -> str:
    """Return the figure as the paper prints it, with its unit."""
    if statistic.range:
        return f"{statistic.range.low}–{statistic.range.high} {statistic.unit}s"
    return f"{statistic.value} {statistic.unit}s"


def _computed(statistic: Statistic, ages: list[int]) -> str:
    if statistic.statistic == "range":
        return f"{min(ages)}–{max(ages)}"
    return str(rounded(Decimal(sum(ages)) / len(ages)))
