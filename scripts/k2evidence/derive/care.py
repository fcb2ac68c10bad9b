"""What a patient was given between two visits, as the name of a group of changes; nothing is ranked."""

from collections.abc import Iterator, Sequence
from typing import Literal

from k2evidence.derive.visits import OrderedVisit, months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Course, TimeReport, Treatment
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


def care_between(dataset: Dataset, course: Course, first: OrderedVisit, last: OrderedVisit) -> CareGroup:
    """Return the group of what was given between two visits.

    A treatment counts unless it is known to have ended before the first visit or begun after the last.
    Calcium and vitamin D name the group only where no other bone drug was given.
    """
    given = [t for t in course.treatments if not _is_outside(course, t, first, last)]
    classes = list(dict.fromkeys(map(dataset.drug_class, given)))
    drugs = [name for name in classes if name != "calcium or vitamin D"]
    if len(drugs) > 1:
        return "several drugs"
    if drugs:
        return drugs[0]
    if classes:
        return "calcium or vitamin D only"
    if course.no_bone_drug is None:
        return "not known"
    taken = (measure for measure in course.co_interventions if not measure.advised)
    supplements = (dataset.vocabulary.drug_class(measure.substance) for measure in taken)
    return "calcium or vitamin D only" if "calcium or vitamin D" in supplements else "no bone drug"


def _is_outside(course: Course, treatment: Treatment, first: OrderedVisit, last: OrderedVisit) -> bool:
    """Return whether a treatment is known to have begun after the last visit or ended before the first."""
    since_end = months_between(course, _times(treatment.end), first.times)
    return _begins_after(course, treatment, last) or bool(since_end and min(since_end) >= 0)


def _begins_after(
    course: Course, treatment: Treatment, visit: OrderedVisit, seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether a treatment is known to have begun at or after a visit.

    It is where the treatment that it followed had not begun, or not ended, by then. `seen` are the
    treatments on the way here: two that are dated from each other say nothing.
    """
    until_start = months_between(course, visit.times, _times(treatment.start))
    if until_start:
        return min(until_start) >= 0
    seen |= {treatment.id}
    for earlier in _predecessors(course, treatment):
        until_end = months_between(course, visit.times, _times(earlier.end))
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
