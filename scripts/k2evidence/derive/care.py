"""What a patient was given, as the name of one group; nothing is ranked.

Here alone is decided what is no bone drug, calcium or vitamin D only, and active vitamin D: the register, its
counts, lifelines, changes and the recovery picture all ask here.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from k2evidence.derive.visits import months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import Case, CoIntervention, Course, TimeReport, Treatment
from k2evidence.model.scalars.times import Time
from k2evidence.model.studies import Care
from k2evidence.model.vocabulary import Vocabulary

CareGroup = Literal[
    "vitamin K2",
    "no bone drug",
    "calcium or vitamin D only",
    "active vitamin D",
    "teriparatide",
    "bisphosphonate",
    "denosumab",
    "romosozumab",
    "vitamin K, form not stated",
    "other drug",
    "several drugs",
    "not known",
]
"""The groups by what was given: between two values, in a course, or to a woman in all her courses.

`no bone drug` is where the source says so, or lists what was done and no bone drug, calcium or vitamin D
is in the list; `calcium or vitamin D only` where it lists these alone. Active vitamin D (alfacalcidol,
calcitriol) is apart from plain vitamin D. Both name a group only where no other bone drug was given.
"""
SUPPLEMENTS: tuple[DrugClass, ...] = ("calcium or vitamin D", "active vitamin D")
"""What names a group only where no other bone drug was given."""
WITHOUT_BONE_DRUG: tuple[CareGroup, ...] = ("no bone drug", "calcium or vitamin D only")
"""The groups of those who were given no bone drug."""


def care_between(dataset: Dataset, course: Course, first: Sequence[Time], last: Sequence[Time]) -> CareGroup:
    """Return the group of what was given between two visits, each by the times that the source gives it.

    A treatment counts unless it is known to have ended before the first visit or begun after the last.
    """
    given = [t for t in course.treatments if not _is_outside(course, t, first, last)]
    return _group_of(dataset, map(dataset.drug_class, given), (course,))


def care_of_course(dataset: Dataset, course: Course) -> CareGroup:
    """Return the group of all that was given in a course."""
    return _group_of(dataset, dataset.drug_classes(course), (course,))


def care_of(dataset: Dataset, case: Case) -> CareGroup:
    """Return the group of all that a patient was given, in every course: each patient is in one.

    It is vitamin K2 wherever that was given, alone or with another drug. A course of which the source says
    nothing counts for none: it is not known only where no course says whether a bone drug was given.
    """
    classes = [name for course in case.courses for name in dataset.drug_classes(course)]
    return "vitamin K2" if "vitamin K2" in classes else _group_of(dataset, classes, case.courses)


def care_of_arm(care: Care) -> CareGroup:
    """Return the group of what an arm of a study was given."""
    return "calcium or vitamin D only" if care == "calcium or vitamin D" else care


def given_classes(dataset: Dataset, courses: Iterable[Course]) -> tuple[DrugClass, ...]:
    """Return the groups of all that was given for bone in some courses, each once.

    Calcium and vitamin D count as well where they are among the other measures; what was only advised
    does not.
    """
    courses = tuple(courses)
    drugs = (name for course in courses for name in dataset.drug_classes(course))
    return tuple(dict.fromkeys((*drugs, *_supplements(dataset, courses))))


def _group_of(dataset: Dataset, given: Iterable[DrugClass], courses: Sequence[Course]) -> CareGroup:
    """Return the group of drugs that were given in some courses, or of none."""
    classes = list(dict.fromkeys(given))
    drugs = [name for name in classes if name not in SUPPLEMENTS]
    if len(drugs) > 1:
        return "several drugs"
    if drugs:
        return care_of_arm(drugs[0])
    if not classes and all(course.no_bone_drug is None for course in courses):
        return "not known"
    supplements = {*classes, *_supplements(dataset, courses)}
    if "active vitamin D" in supplements:
        return "active vitamin D"
    return "calcium or vitamin D only" if supplements else "no bone drug"


def _supplements(dataset: Dataset, courses: Iterable[Course]) -> Iterator[DrugClass]:
    """Yield the groups of the calcium and vitamin D that were given beside other things."""
    for course in courses:
        for measure in course.co_interventions:
            if group := supplement_class(dataset.vocabulary, measure):
                yield group


def supplement_class(vocabulary: Vocabulary, measure: CoIntervention) -> DrugClass | None:
    """Return the group of calcium or vitamin D that a measure is; None if it is another, or only advised."""
    group = vocabulary.drug_class(measure.substance)
    if measure.kind in ("calcium", "vitamin D"):
        group = group or "calcium or vitamin D"
    return group if group in SUPPLEMENTS and not measure.advised else None


def _is_outside(course: Course, treatment: Treatment, first: Sequence[Time], last: Sequence[Time]) -> bool:
    """Return whether a treatment is known to have begun after the last visit or ended before the first."""
    return _begins_after(course, treatment, last) or _ends_before(course, treatment, first)


def _ends_before(
    course: Course, treatment: Treatment, visit: Sequence[Time], seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether a treatment is known to have ended at or before a visit.

    Where its end is not dated, it had ended by the start of one that replaced it. `seen` are the treatments
    on the way here.
    """
    since_end = months_between(course, _times(treatment.end), visit)
    if since_end:
        return min(since_end) >= 0
    seen |= {treatment.id}
    for later in course.treatments:
        if later.follows == treatment.id and later.id not in seen:
            start = Time(Decimal(0), "month", f"start of {later.id}")
            since_start = months_between(course, [start], visit)
            if (since_start and min(since_start) >= 0) or _ends_before(course, later, visit, seen):
                return True
    return False


def _begins_after(
    course: Course, treatment: Treatment, visit: Sequence[Time], seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether a treatment is known to have begun at or after a visit.

    It is where the treatment that it followed had not begun, or not ended, by then. `seen` are the
    treatments on the way here: two that are dated from each other say nothing.
    """
    until_start = months_between(course, visit, _times(treatment.start))
    if until_start:
        return min(until_start) >= 0
    seen |= {treatment.id}
    for earlier in _predecessors(course, treatment):
        until_end = months_between(course, visit, _times(earlier.end))
        if until_end and min(until_end) >= 0:
            return True
        if earlier.id not in seen and _begins_after(course, earlier, visit, seen):
            return True
    return False


def _predecessors(course: Course, treatment: Treatment) -> Iterator[Treatment]:
    """Yield the treatments that one is known to have come after."""
    names = [time.treatment for time in _times(treatment.start) if time.value >= 0]
    yield from filter(None, (course.treatment(name) for name in (treatment.follows, *names) if name))


def _times(reports: Sequence[TimeReport]) -> tuple[Time, ...]:
    return tuple(report.time for report in reports if report.time)
