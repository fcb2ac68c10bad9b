"""What a patient was given between two visits, as the name of a group of changes; nothing is ranked."""

from collections.abc import Sequence
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
    supplements = (dataset.vocabulary.drug_class(m.substance) for m in course.co_interventions)
    return "calcium or vitamin D only" if "calcium or vitamin D" in supplements else "no bone drug"


def _is_outside(course: Course, treatment: Treatment, first: OrderedVisit, last: OrderedVisit) -> bool:
    """Return whether a treatment is known to have begun after the last visit or ended before the first."""
    since_end = months_between(course, _times(treatment.end), first.times)
    return _begins_after(course, treatment, last) or bool(since_end and min(since_end) >= 0)


def _begins_after(course: Course, treatment: Treatment, visit: OrderedVisit) -> bool:
    """Return whether a treatment, or one that it follows, is known to have begun at or after a visit."""
    until_start = months_between(course, visit.times, _times(treatment.start))
    if until_start:
        return min(until_start) >= 0
    followed = course.treatment(treatment.follows) if treatment.follows else None
    if followed is None:
        return False
    until_end = months_between(course, visit.times, _times(followed.end))
    return _begins_after(course, followed, visit) or bool(until_end and min(until_end) >= 0)


def _times(reports: Sequence[TimeReport]) -> tuple[Time, ...]:
    return tuple(report.time for report in reports if report.time)
