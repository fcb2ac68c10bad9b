"""Printed means and ranges, recomputed from the patients."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.first_hand import first_hand
from k2evidence.audit.scope import Draft, Scope, ages_of, fact
from k2evidence.derive.intervals import rounding
from k2evidence.model.cases import Case
from k2evidence.model.papers import Statistic
from k2evidence.model.text import rounded

RULE = Rule(
    id="summaries",
    title="Printed means and ranges",
    statement="A printed mean or range must follow from the values printed for each patient. Where a patient "
    "has several ages, the paper must say which one is used.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield summaries that no way of counting gives, or that only one of several gives."""
    courses = [(case, course) for case, course in scope.courses() if ages_of(course)]
    ways = _ways(scope.cases)
    whole = scope.paper.reading.is_whole
    unsaid = "the paper does not say so" if whole else "whether the paper says so was not seen"
    for statistic in first_hand(scope.paper.statistics):
        if not ways or not _counts_all(scope, statistic):
            continue
        fitting = [name for name, ages in ways.items() if _fits(statistic, ages)]
        if len(fitting) == len(ways):
            continue
        computed = "; ".join(f"{name}: {_computed(statistic, ages)}" for name, ages in ways.items())
        reported = [report.locator for _, course in courses for report in course.age[:1]]
        yield Draft(
            kind="plausibility" if fitting else "contradiction",
            severity="minor" if fitting else "major",
            courses=tuple(courses),
            field=f"{statistic.statistic} of {statistic.of}",
            says=f"{_printed(statistic)} (n = {statistic.n})",
            locator=statistic.locator,
            also_says=computed,
            also_locator=reported[-1].split(",")[0],
            means=f"The figure fits only {' or '.join(fitting)}; {unsaid}."
            if fitting
            else "No way of counting the printed ages gives this figure.",
            effect="This site prints no mean across patients.",
            affects=tuple(fact(case, course, "age") for case, course in courses),
        )


def _counts_all(scope: Scope, statistic: Statistic) -> bool:
    """Return whether a figure is of the patients, or the courses, that are here, all with an age."""
    courses = [course for _, course in scope.courses()]
    return statistic.n in (len(scope.cases), len(courses)) and all(map(ages_of, courses))


def _ways(cases: Sequence[Case]) -> dict[str, list[int]]:
    """Return the ages in years, once for each way of counting patients with several courses."""
    by_case = [[ages_of(course)[0] for course in case.courses if ages_of(course)] for case in cases]
    dated = [ages for ages in by_case if ages]
    women = all(case.sex == "female" for case in cases)
    who, whose = ("each woman", "her") if women else ("each patient", "the")
    ways = {
        f"{who} at {whose} last course": [ages[-1] for ages in dated],
        f"{who} at {whose} first course": [ages[0] for ages in dated],
        "every course": [age for ages in dated for age in ages],
    }
    distinct: dict[str, list[int]] = {}
    for name, ages in ways.items():
        if ages and ages not in distinct.values():
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
