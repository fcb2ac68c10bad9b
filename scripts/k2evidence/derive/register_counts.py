"""How many women of the register were given what, and what followed by group: counts, never a ranking."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from k2evidence.derive.care import CareGroup, care_of, care_of_course, given_classes
from k2evidence.derive.changes import Changes
from k2evidence.derive.density_direction import DensityCourse, lumbar_course
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
    "no bone drug": "No bone drug, calcium or vitamin D is listed as given",
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

    `known` is in how many it is known what became of lumbar bone density, in whatever form it is printed:
    it `increased`, `decreased` or was `unchanged` to the last scan; in those where the change is known in
    percent, derived or printed, it is from `lowest` to `highest`. `within_error` of the changes exceed no
    threshold of measurement error that can be judged. `followed` is in how many anything is said
    of new fractures, or of none, and `refractured` in how many of these there was a new fracture; `unclear`
    is how many of the others report that something returned, or did not, and leave open what.
    """

    group: CareGroup
    courses: int
    known: int
    increased: int
    decreased: int
    unchanged: int
    lowest: Decimal | None
    highest: Decimal | None
    within_error: int
    followed: int
    refractured: int
    unclear: int


def count_given(dataset: Dataset) -> tuple[GivenCount, ...]:
    """Return how many women were given what, by the alphabet; a woman counts once for each."""
    women = Counter(name for case in dataset.cases.values() for name in set(_given(dataset, case)))
    last = NOTHING_GIVEN.values()
    names = [*sorted(name for name in women if name not in last), *(name for name in last if women[name])]
    return tuple(GivenCount(name, women[name]) for name in names)


def _given(dataset: Dataset, case: Case) -> Iterator[str]:
    """Yield the names of all that a woman was given, in any course, and whether weaning was advised."""
    yield from (GIVEN[name] for name in given_classes(dataset, case.courses))
    for measure in (measure for course in case.courses for measure in course.co_interventions):
        if measure.kind in GIVEN and (measure.kind == "weaning" or not measure.advised):
            yield GIVEN[measure.kind]
    if name := NOTHING_GIVEN.get(care_of(dataset, case)):
        yield name


def count_other_bones(dataset: Dataset) -> tuple[GivenCount, ...]:
    """Return in how many women a fracture of a bone that is no vertebra is reported, the most first."""
    women = Counter(
        bone
        for case in dataset.cases.values()
        for bone in {_bone(report.bone) for c in case.courses for report in c.fractures if report.bone}
    )
    return tuple(GivenCount(bone, number) for bone, number in sorted(women.items(), key=_most_first))


def _bone(name: str) -> str:
    """Return a bone by one name: every rib is a rib."""
    return "rib" if re.search(r"\bribs?\b", name) else name


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def count_courses(dataset: Dataset, changes: Changes) -> tuple[CourseCounts, ...]:
    """Return the counts of each group that has a course, in the fixed order of the groups."""
    groups: dict[CareGroup, list[tuple[Course, DensityCourse | None]]] = {}
    for case, course in dataset.courses():
        density = lumbar_course(dataset, changes, case, course)
        groups.setdefault(care_of_course(dataset, course), []).append((course, density))
    return tuple(_counts(name, groups[name]) for name in get_args(CareGroup) if name in groups)


def _counts(group: CareGroup, courses: Sequence[tuple[Course, DensityCourse | None]]) -> CourseCounts:
    densities = [density for _, density in courses if density]
    directions = Counter(density.direction for density in densities)
    percents = [percent for density in densities for percent in density.percents]
    followed = [course for course, _ in courses if _is_followed(course)]
    return CourseCounts(
        group=group,
        courses=len(courses),
        known=len(densities),
        increased=directions["increased"],
        decreased=directions["decreased"],
        unchanged=directions["unchanged"],
        lowest=min(percents, default=None),
        highest=max(percents, default=None),
        within_error=sum(density.within_error for density in densities),
        followed=len(followed),
        refractured=sum(has_new_fracture(course) for course in followed),
        unclear=sum(_is_unclear(course) for course, _ in courses),
    )


def _is_followed(course: Course) -> bool:
    """Return whether anything is said of new fractures after the first ones, or of none."""
    said = any(outcome.kind == "fracture" for outcome in course.outcomes)
    return said or has_new_fracture(course)


def _is_unclear(course: Course) -> bool:
    """Return whether a recurrence, or none, is reported and nothing of new fractures."""
    return not _is_followed(course) and any(outcome.kind == "recurrence" for outcome in course.outcomes)


def has_new_fracture(course: Course) -> bool:
    """Return whether a fracture is reported that came after those that led to the diagnosis."""
    return any(report.new and report.status != "none" for report in course.fractures)
