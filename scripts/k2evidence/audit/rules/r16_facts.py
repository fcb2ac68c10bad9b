"""Facts of the pregnancy that two places report: delivery number, mode of birth, breast-feeding."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact, place
from k2evidence.derive.time_axis import length
from k2evidence.model.cases import Case, Course, PlacedReport
from k2evidence.model.scalars.times import Duration

RULE = Rule(
    id="facts",
    title="One fact reported in two places",
    statement="Every place that reports on a pregnancy must give the same delivery, the same number of "
    "children and the same duration of pregnancy and of breast-feeding, allowing for times given in whole "
    "weeks or months.",
)

Told = tuple[PlacedReport, object]
"""A report, and what it says of one fact; None where it says nothing of it."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield facts of a pregnancy that two places report differently."""
    for case, course in scope.courses():
        for name, reported in _facts(course):
            for (one, first), (other, second) in combinations(reported, 2):
                if place(one) != place(other) and not _agree(first, second):
                    yield _draft(case, course, name, (one, first), (other, second))


def _facts(course: Course) -> Iterator[tuple[str, Sequence[Told]]]:
    """Yield each fact of the pregnancy of a course with all that is reported of it."""
    yield "number of the delivery", [(report, report.order) for report in course.delivery]
    yield "mode of delivery", [(report, report.mode) for report in course.birth]
    yield "number of children", [(report, report.children) for report in course.birth]
    yield "length of the pregnancy", [(report, report.gestation) for report in course.birth]
    yield "breast-feeding", [(report, report.fed) for report in course.breast_feeding]
    yield "length of breast-feeding", [(report, report.lasted) for report in course.breast_feeding]


def _agree(first: object, second: object) -> bool:
    """Return whether two places report the same, or one of them nothing."""
    if first is None or second is None or first == second:
        return True
    if isinstance(first, Duration) and isinstance(second, Duration):
        return length(first).value == length(second).value
    return False


def _draft(case: Case, course: Course, name: str, one: Told, other: Told) -> Draft:
    (report, first), (other_report, second) = one, other
    lengths = [length(value) for value in (first, second) if isinstance(value, Duration)]
    explained = len(lengths) == 2 and lengths[0].overlaps(lengths[1])
    return Draft(
        kind="imprecision" if explained else "contradiction",
        severity="minor",
        courses=((case, course),),
        field=name,
        says=_words(first),
        locator=report.locator,
        also_says=_words(second),
        also_locator=other_report.locator,
        means="Two places report it differently."
        + (" Whole weeks, months or years can explain it." if explained else ""),
        effect="Both are shown.",
        affects=(fact(case, course, "delivery"),),
    )


def _words(value: object) -> str:
    """Return what a place says, as a finding shows it."""
    if isinstance(value, bool):
        return "breast-fed" if value else "did not breast-feed"
    return str(value)
