"""How many women of the register were given what, and what followed by group: counts, never a ranking."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from k2evidence.derive.care import CareGroup, care_of, care_of_course, given_classes
from k2evidence.derive.changes import Changes
from k2evidence.derive.recovery import Recovery
from k2evidence.derive.recovery_points import RecoveryPoint
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course

GIVEN: Mapping[str, str] = {
    "vitamin K2": "Vitamin K2",
    "teriparatide": "Teriparatide",
    "bisphosphonate": "A bisphosphonate",
    "denosumab": "Denosumab",
    "romosozumab": "Romosozumab",
    "calcium or vitamin D": "Calcium or vitamin D",
    "active vitamin D": "Active vitamin D (alfacalcidol, calcitriol)",
    "vitamin K, form not stated": "Vitamin K, form not stated",
    "other drug": "Another bone drug",
    "weaning": "Stopping breast-feeding, advised or done",
    "corset": "A corset or brace",
    "analgesic": "Painkillers",
    "operation": "An operation",
    "rest": "Rest in bed",
    "exercise": "Exercise",
}
"""What a group of drugs, or a measure beside them, is called in plain words."""
NOTHING_GIVEN: Mapping[CareGroup, str] = {
    "no bone drug": "No bone drug, calcium or vitamin D is listed",
    "not known": "Not known whether a bone drug was given",
}
"""What the groups are called of women of whom no bone drug is known; they come last."""


@dataclass(frozen=True, slots=True)
class GivenCount:
    """How many women of the register were given something."""

    what: str
    women: int


@dataclass(frozen=True, slots=True)
class CourseCounts:
    """The courses of one group, by what was given.

    `measured` is in how many a change of lumbar bone density is known, derived or printed; `rose` and `fell`
    by the last scan, in percent from `lowest` to `highest`. `followed` is in how many anything is said
    of new fractures, or of none.
    """

    group: CareGroup
    courses: int
    measured: int
    rose: int
    fell: int
    lowest: Decimal | None
    highest: Decimal | None
    followed: int


def count_given(dataset: Dataset) -> tuple[GivenCount, ...]:
    """Return how many women were given what, by the alphabet; a woman counts once for each."""
    women = Counter(name for case in dataset.cases.values() for name in set(_given(dataset, case)))
    last = NOTHING_GIVEN.values()
    names = [*sorted(name for name in women if name not in last), *(name for name in last if women[name])]
    return tuple(GivenCount(name, women[name]) for name in names)


def _given(dataset: Dataset, case: Case) -> Iterator[str]:
    """Yield the names of all that a woman was given, in any course, and of the measures advised or done."""
    yield from (GIVEN[name] for name in given_classes(dataset, case.courses))
    kinds = (measure.kind for course in case.courses for measure in course.co_interventions)
    yield from (GIVEN[kind] for kind in kinds if kind in GIVEN)
    if name := NOTHING_GIVEN.get(care_of(dataset, case)):
        yield name


def count_courses(dataset: Dataset, changes: Changes, recovery: Recovery) -> tuple[CourseCounts, ...]:
    """Return the counts of each group that has a course, in the fixed order of the groups."""
    printed: dict[tuple[str, str], list[RecoveryPoint]] = {}
    for point in recovery.points:
        printed.setdefault((point.record_id, point.course_id), []).append(point)
    groups: dict[CareGroup, list[tuple[Course, tuple[Decimal, ...]]]] = {}
    for case, course in dataset.courses():
        drawn = printed.get((case.id, course.id), ())
        percents = _derived(dataset, changes, case, course) or _last(drawn)
        groups.setdefault(care_of_course(dataset, course), []).append((course, percents))
    return tuple(_counts(name, groups[name]) for name in get_args(CareGroup) if name in groups)


def _counts(group: CareGroup, courses: Sequence[tuple[Course, tuple[Decimal, ...]]]) -> CourseCounts:
    percents = [values for _, values in courses if values]
    return CourseCounts(
        group=group,
        courses=len(courses),
        measured=len(percents),
        rose=sum(min(values) > 0 for values in percents),
        fell=sum(max(values) < 0 for values in percents),
        lowest=min((min(values) for values in percents), default=None),
        highest=max((max(values) for values in percents), default=None),
        followed=sum(_is_followed(course) for course, _ in courses),
    )


def _derived(dataset: Dataset, changes: Changes, case: Case, course: Course) -> tuple[Decimal, ...]:
    """Return the derived change of lumbar bone density to the last scan; several where places disagree."""
    analytes = [
        name for name in dataset.vocabulary.analytes if dataset.vocabulary.is_density_of(name, "lumbar spine")
    ]
    measured = sorted(
        (m for m in course.measurements if m.analyte in analytes), key=lambda m: analytes.index(m.analyte)
    )
    chosen = next(filter(None, (changes.of_last_visit(case, course, m) for m in measured)), ())
    return tuple(change.percent.value for change in chosen)


def _last(points: Sequence[RecoveryPoint]) -> tuple[Decimal, ...]:
    """Return the change to the last scan that the source prints alone."""
    last = max((point.month for point in points), default=None)
    return tuple(point.value for point in points if point.month == last)


def _is_followed(course: Course) -> bool:
    """Return whether anything is said of new fractures after the first ones, or of none."""
    return any(report.new for report in course.fractures) or any(
        outcome.kind in ("recurrence", "fracture") for outcome in course.outcomes
    )
