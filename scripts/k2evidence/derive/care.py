"""What a patient was given between two visits, as the name of a group of changes; nothing is ranked."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from k2evidence.derive.visits import months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import Case, Course, TimeReport, Treatment
from k2evidence.model.scalars.times import Time

CareGroup = Literal[
    "vitamin K2",
    "no bone drug",
    "calcium or vitamin D only",
    "teriparatide",
    "bisphosphonate",
    "denosumab",
    "romosozumab",
    "other drug",
    "several drugs",
    "not known",
]
"""The groups of changes by what was given between the two values."""


def care_between(dataset: Dataset, course: Course, first: Sequence[Time], last: Sequence[Time]) -> CareGroup:
    """Return the group of what was given between two visits, each by the times that the source gives it.

    A treatment counts unless it is known to have ended before the first visit or begun after the last.
    Calcium and vitamin D name the group only where no other bone drug was given.
    """
    given = [t for t in course.treatments if not _is_outside(course, t, first, last)]
    return _group_of(dataset, map(dataset.drug_class, given), (course,))


def care_of(dataset: Dataset, case: Case) -> CareGroup:
    """Return the group of all that a patient was given, in every course: each patient is in one.

    It is vitamin K2 wherever that was given, alone or with another drug.
    """
    classes = [name for course in case.courses for name in dataset.drug_classes(course)]
    return "vitamin K2" if "vitamin K2" in classes else _group_of(dataset, classes, case.courses)


def _group_of(dataset: Dataset, given: Iterable[DrugClass], courses: Sequence[Course]) -> CareGroup:
    """Return the group of drugs that were given in some courses, or of none."""
    classes = list(dict.fromkeys(given))
    drugs = [name for name in classes if name != "calcium or vitamin D"]
    if len(drugs) > 1:
        return "several drugs"
    if drugs:
        return drugs[0]
    if classes:
        return "calcium or vitamin D only"
    if any(course.no_bone_drug is None for course in courses):
        return "not known"
    measures = (m for course in courses for m in course.co_interventions if not m.advised)
    supplements = (dataset.vocabulary.drug_class(measure.substance) for measure in measures)
    return "calcium or vitamin D only" if "calcium or vitamin D" in supplements else "no bone drug"


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


def care_of_course(dataset: Dataset, course: Course) -> CareGroup:
    """Return the group of all that was given in a course."""
    return _group_of(dataset, dataset.drug_classes(course), (course,))
